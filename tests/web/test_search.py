"""Finding messages in the client: the search panel and the inbox."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from guilds.models import Guild
from messaging.content.bodies import NewMessage
from messaging.services.sending import send_message_sync
from tests.builders import make_channel, text_channel
from tests.web.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


@pytest.fixture
def told(guild: Guild) -> Guild:
    """Let ada and bob talk about lanterns in two channels."""
    channel, workshop = text_channel(guild), make_channel(guild, "workshop")
    bob = guild.members.exclude(user=guild.owner).get().user
    for number in range(30):
        say(bob, channel, f"We lit **lantern** number {number}")
    say(guild.owner, workshop, f"<@{bob.id}> the lanterns need oil: https://example.org/oil")
    say(guild.owner, channel, "Nothing to see here")
    return guild


@pytest.fixture
def general(told: Guild) -> str:
    """Return the page of the channel in which nobody is mentioned."""
    return f"/channels/{told.id}/{text_channel(told).id}"


def say(author, channel, content):
    send_message_sync(author, channel.id, NewMessage(content=content))


def test_messages_are_searched_and_jumped_to(told: Guild, visit: Visit) -> None:
    bob = visit("bob")
    bob.go(f"/channels/{told.id}")
    bob.page.get_by_role("button", name="Search", exact=True).click()
    panel = bob.page.get_by_role("complementary", name="Search")
    box = panel.get_by_role("searchbox")
    expect(box).to_be_focused()
    panel.get_by_role("button", name=re.compile("^from:")).click()
    expect(box).to_have_value("from:")
    shoot(bob, "search-hints")

    # A day may be chosen from a calendar.
    box.fill("before:")
    box.press("Tab")
    panel.get_by_label("Choose a day").press("Escape")
    expect(box).to_be_focused()
    box.press("Tab")
    panel.get_by_label("Choose a day").fill("2026-02-03")
    expect(box).to_have_value("before:2026-02-03 ")
    expect(box).to_be_focused()

    box.fill("lanterns")
    box.press("Enter")
    expect(panel.get_by_text("31 results", exact=True)).to_be_visible()
    expect(panel.locator("mark").first).to_have_text("lanterns")
    expect(panel.get_by_role("heading", name="#workshop")).to_be_visible()
    shoot(bob, "search-results")
    panel.get_by_role("button", name="Next page").click()
    expect(panel.get_by_text("Page 2 of 2")).to_be_visible()
    expect(panel.get_by_role("listitem")).to_have_count(6)

    panel.get_by_label("Order").select_option("oldest")
    expect(panel.get_by_role("listitem").first).to_contain_text("number 0")
    # Names of filters, people and channels are completed; Enter alone searches what stands there.
    box.fill("fro")
    expect(panel.get_by_role("option", name="from:")).to_be_visible()
    box.press("Tab")
    expect(panel.get_by_role("option", name="ada")).to_be_visible()
    box.press_sequentially("ad")
    panel.get_by_role("option", name="ada").click()
    expect(box).to_have_value("from:ada ")
    box.press_sequentially("has:link in:work")
    expect(panel.get_by_role("option", name="workshop")).to_be_visible()
    shoot(bob, "search-suggestions")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("from:ada has:link in:workshop ")
    box.press("Enter")
    expect(panel.get_by_text("1 result", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Jump to the message by ada").click()
    expect(bob.page.get_by_role("heading", level=1, name="workshop")).to_be_visible()
    expect(bob.message("need oil")).to_have_attribute("data-target", "true")
    expect(panel).to_be_visible()

    for text, answer in (
        ("zebra", "Nothing was found."),
        ("from:nobody", "Nobody here is called “nobody”."),
        ("before:soon", re.compile("is no day")),
    ):
        box.fill(text)
        box.press("Enter")
        expect(panel.get_by_text(answer)).to_be_visible()
    bob.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    bob.page.keyboard.press("Control+f")
    expect(panel).to_be_visible()


def test_on_a_phone_the_search_covers_the_channel_and_the_inbox_empties(
    told: Guild, general: str, visit: Visit
) -> None:
    bob = visit("bob", phone=True)
    bob.go(general)
    bob.page.get_by_role("button", name="Show channels").click()
    bob.page.get_by_role("button", name="Inbox, 1 unread").click()
    inbox = bob.page.get_by_role("dialog", name="Inbox")
    entry = inbox.get_by_role("button", name=re.compile("mentioned you in #workshop"))
    expect(entry).to_contain_text("the lanterns need oil")
    shoot(bob, "inbox-phone")
    inbox.get_by_role("button", name="Mark all as read").click()
    expect(bob.page.get_by_role("button", name="Inbox", exact=True)).to_be_visible()
    inbox.get_by_role("tab", name="Mentions").click()
    expect(inbox.get_by_text("the lanterns need oil")).to_be_visible()
    inbox.get_by_role("button", name="Done").click()
    expect(inbox.get_by_text("Nobody has mentioned you this week.")).to_be_visible()

    bob.go(f"/channels/{told.id}")
    bob.page.get_by_role("button", name="Search", exact=True).click()
    panel = bob.page.get_by_role("complementary", name="Search")
    panel.get_by_role("searchbox").fill("oil")
    panel.get_by_role("searchbox").press("Enter")
    expect(panel.get_by_text("1 result", exact=True)).to_be_visible()
    shoot(bob, "search-phone")
    panel.get_by_role("button", name="Jump to the message by ada").click()
    expect(panel).to_have_count(0)
    bob.sees("the lanterns need oil")


def shoot(person: Person, name: str) -> None:
    """Keep a picture for whoever looks at the design; only where a folder is named."""
    folder = os.environ.get("SCREENSHOTS_DIR")
    if folder:
        person.page.wait_for_timeout(400)
        person.page.screenshot(path=str(Path(folder) / f"{name}.png"))
