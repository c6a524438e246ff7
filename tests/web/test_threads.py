"""Threads and forums in the client, in real browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from guilds.models import Channel, ChannelType, Guild
from tests.builders import make_channel
from tests.web.person import Person
from tests.web.test_journeys import in_general

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


@pytest.fixture
def forum(guild: Guild) -> Channel:
    return make_channel(guild, "questions", type=ChannelType.GUILD_FORUM)


def test_threads_are_started_followed_archived_and_kept_private(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.say("what shall we eat?")
    bob.choose("what shall we eat?", "Start a thread")
    expect(bob.dialog.get_by_label("Name")).to_have_value("what shall we eat?")
    bob.dialog.get_by_label("Name").fill("Dinner")
    bob.dialog.get_by_role("button", name="Start thread").click()
    expect(bob.page.get_by_role("heading", level=1, name="Dinner")).to_be_visible()
    bob.say("soup")
    bob.sees("soup")
    # It stands in the channel beside the thread, and on top of the thread.
    expect(bob.message("what shall we eat?")).to_have_count(2)

    ada.message("what shall we eat?").get_by_role("link", name="Dinner").click()
    ada.sees("soup")
    expect(ada.page.get_by_role("heading", level=1, name="Dinner")).to_be_visible()
    ada.say("fine")
    bob.sees("fine")
    expect(ada.page.get_by_role("button", name="Leave")).to_be_visible()
    expect(ada.channel_link("Dinner")).to_be_visible()
    ada.page.get_by_role("button", name="More about this thread").click()
    ada.page.get_by_role("menuitem", name="Archive").click()
    expect(ada.page.get_by_role("button", name="Reopen")).to_be_visible()
    ada.page.get_by_role("button", name="Close the thread").click()
    expect(ada.page.get_by_role("heading", level=1, name="general")).to_be_visible()
    expect(ada.channel_link("Dinner")).to_have_count(0)
    ada.page.get_by_role("button", name="Threads").click()
    ada.page.get_by_role("tab", name="Archived").click()
    expect(ada.page.get_by_role("button", name="Open Dinner")).to_be_visible()

    ada.page.get_by_role("button", name="Start a thread").click()
    ada.dialog.get_by_label("Name").fill("Surprise party")
    ada.dialog.get_by_role("switch", name="Private").check()
    ada.dialog.get_by_role("button", name="Start thread").click()
    expect(ada.page.get_by_role("heading", level=1, name="Surprise party")).to_be_visible()
    expect(bob.channel_link("Surprise party")).to_have_count(0)
    ada.page.get_by_role("button", name="More about this thread").click()
    ada.page.get_by_role("menuitem", name="Members").click()
    ada.dialog.get_by_role("combobox", name="Add somebody").fill("bob")
    ada.dialog.get_by_role("option", name="bob").click()
    expect(bob.channel_link("Surprise party")).to_be_visible()
    bob.open_channel("Surprise party")
    ada.dialog.get_by_role("button", name="Remove bob").click()
    expect(bob.channel_link("Surprise party")).to_have_count(0)
    expect(bob.page.get_by_text("This channel is not here, or not for you to see.")).to_be_visible()


def test_people_post_in_a_forum_and_answer(forum: Channel, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.open_channel("questions")
    ada.channel_link("questions").click(button="right")
    ada.page.get_by_role("menuitem", name="Edit channel").click()
    ada.dialog.get_by_label("Guidelines").fill("Be kind")
    for tag in ("Solved", "Open"):
        ada.dialog.get_by_role("button", name="Add a tag").click()
        ada.dialog.get_by_label("Name of a tag").last.fill(tag)
    ada.dialog.get_by_role("button", name="Save").click()
    expect(ada.dialog.get_by_text("You have unsaved changes.")).to_have_count(0)
    ada.close(ada.page.get_by_role("dialog"))

    ada.page.get_by_role("button", name="New post").click()
    expect(ada.dialog.get_by_text("Be kind")).to_be_visible()
    ada.dialog.get_by_label("Title").fill("How do I start?")
    ada.dialog.get_by_label("Message").fill("I am new here")
    ada.dialog.get_by_role("button", name="Open", exact=True).click()
    ada.dialog.get_by_role("button", name="Post", exact=True).click()
    ada.sees("I am new here")
    expect(ada.page.get_by_role("heading", level=1, name="How do I start?")).to_be_visible()

    bob.open_channel("questions")
    post = bob.page.get_by_role("button", name="Open How do I start?")
    only = bob.page.get_by_role("group", name="Only posts with these tags")
    only.get_by_role("button", name="Solved").click()
    expect(bob.page.get_by_text("No post fits.")).to_be_visible()
    only.get_by_role("button", name="Solved").click()
    post.click()
    bob.sees("I am new here")
    bob.say("welcome")
    ada.sees("welcome")
