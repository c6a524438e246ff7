"""Polls, forwards, announcements and what moderators see, in real browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from guilds.models import ChannelType, Guild
from tests.builders import make_channel
from tests.web.person import Person
from tests.web.test_journeys import in_general

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


@pytest.fixture
def guild(guild: Guild) -> Guild:
    make_channel(guild, "kitchen")
    make_channel(guild, "news", type=ChannelType.GUILD_ANNOUNCEMENT)
    return guild


def test_polls_forwards_announcements_and_earlier_versions(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)

    # A poll, asked, voted on and ended.
    bob.page.get_by_role("button", name="Ask a poll").click()
    bob.dialog.get_by_label("Question").fill("Lunch?")
    bob.dialog.get_by_role("textbox", name="Answer 1").fill("Soup")
    bob.dialog.get_by_role("textbox", name="Answer 2").fill("Bread")
    bob.dialog.get_by_role("button", name="Post poll").click()
    ada.page.get_by_role("button", name="Soup, 0 votes").click()
    expect(ada.page.get_by_role("button", name="Soup, 1 vote, your vote")).to_be_visible()
    expect(bob.page.get_by_role("button", name="Soup, 1 vote")).to_be_visible()
    ada.page.get_by_role("button", name="Bread, 0 votes").click()
    expect(bob.page.get_by_role("button", name="Bread, 1 vote")).to_be_visible()
    expect(bob.page.get_by_role("button", name="Soup, 0 votes")).to_be_visible()
    bob.page.get_by_role("button", name="1 vote", exact=True).click()
    expect(bob.dialog.get_by_text("ada")).to_be_visible()
    bob.close(bob.dialog)
    bob.page.get_by_role("heading", name="Lunch?").click(button="right")
    bob.page.get_by_role("menuitem", name="End the poll").click()
    bob.dialog.get_by_role("button", name="End poll").click()
    ada.sees("Bread won with 1 of 1 vote.")
    expect(ada.page.get_by_role("img", name="Bread, 1 vote, your vote, winner")).to_be_visible()

    # A message goes on to another channel, and stays there as it was.
    ada.say("soup at *noon*")
    bob.choose("soup at noon", "Forward")
    bob.dialog.get_by_role("searchbox", name="Find people and channels").fill("kitch")
    bob.dialog.get_by_label("kitchen").check()
    bob.dialog.get_by_role("button", name="Forward").click()
    expect(bob.page.get_by_text("Forwarded", exact=True)).to_be_visible()
    ada.act("soup at noon", "Edit")
    box = ada.page.get_by_role("textbox", name="Edit message")
    box.fill("soup at one")
    box.press("Enter")
    bob.sees("soup at one")
    bob.open_channel("kitchen")
    bob.sees("soup at noon")
    bob.page.get_by_role("button", name="general").last.click()
    bob.sees("soup at one")

    # Moderators see what it said before, and what was deleted.
    ada.choose("soup at one", "Earlier versions")
    expect(ada.dialog.get_by_text("soup at noon")).to_be_visible()
    ada.close(ada.dialog)
    menu = bob.open_menu("soup at one")
    expect(menu.get_by_role("menuitem", name="Earlier versions")).to_have_count(0)
    bob.close(menu)
    bob.say("a slip")
    bob.choose("a slip", "Delete message")
    bob.dialog.get_by_role("button", name="Delete").click()
    ada.does_not_see("a slip")
    ada.channel_link("general").click(button="right")
    ada.page.get_by_role("menuitem", name="Deleted messages").click()
    expect(ada.dialog.get_by_text("a slip")).to_be_visible()
    ada.close(ada.dialog)

    # An announcement is published.
    ada.open_channel("news")
    ada.say("hear ye")
    ada.choose("hear ye", "Publish")
    ada.dialog.get_by_role("button", name="Publish").click()
    expect(ada.page.get_by_text("Published to all who follow")).to_be_visible()
    menu = ada.open_menu("hear ye")
    expect(menu.get_by_role("menuitem", name="Publish")).to_have_count(0)
