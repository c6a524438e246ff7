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


def test_a_thread_about_a_message_is_started_found_and_left(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.say("what shall we eat?")
    bob.sees("what shall we eat?")
    bob.choose("what shall we eat?", "Start a thread")
    expect(bob.dialog.get_by_label("Name")).to_have_value("what shall we eat?")
    bob.dialog.get_by_label("Name").fill("Dinner")
    bob.dialog.get_by_role("button", name="Start thread").click()
    expect(bob.page.get_by_role("heading", level=1, name="Dinner")).to_be_visible()
    bob.say("soup")
    bob.sees("soup")

    ada.message("what shall we eat?").get_by_role("link", name="Dinner").click()
    ada.sees("soup")
    expect(ada.page.get_by_role("heading", level=1, name="Dinner")).to_be_visible()
    ada.say("fine")
    bob.sees("fine")
    expect(ada.page.get_by_role("button", name="Leave")).to_be_visible()
    ada.page.locator(".chat-header").get_by_role("link", name="#general").click()
    ada.page.get_by_role("button", name="Threads").click()
    ada.page.get_by_role("button", name="Open Dinner").click()
    ada.page.get_by_role("button", name="Archive").click()
    expect(ada.page.get_by_role("button", name="Reopen")).to_be_visible()


def test_people_post_in_a_forum_and_answer(forum: Channel, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.open_channel("questions")
    ada.page.get_by_role("button", name="New post").click()
    ada.dialog.get_by_label("Title").fill("How do I start?")
    ada.dialog.get_by_label("Message").fill("I am new here")
    ada.dialog.get_by_role("button", name="Post").click()
    ada.sees("I am new here")
    expect(ada.page.get_by_role("heading", level=1, name="How do I start?")).to_be_visible()

    bob.open_channel("questions")
    bob.page.get_by_role("button", name="Open How do I start?").click()
    bob.sees("I am new here")
    bob.say("welcome")
    ada.sees("welcome")
