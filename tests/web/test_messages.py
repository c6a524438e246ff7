"""Polls, forwards, announcements and what moderators see, in real browsers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from guilds.models import ChannelType, Guild
from tests.builders import make_bot, make_channel, make_member
from tests.web.person import Person
from tests.web.test_journeys import in_general

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


EMBED = {"title": "Menu of the day", "image": {"url": "attachment://soup.png"}}
ROW = {
    "type": 1,
    "components": [
        {"type": 2, "style": 5, "label": "Recipe", "url": "https://example.org/soup"},
        {"type": 2, "style": 1, "label": "Order", "custom_id": "order"},
        {"type": 2, "style": 4, "label": "Cancel", "custom_id": "cancel"},
    ],
}
LAYOUT = [
    {"type": 10, "content": "**Soup** for all"},
    {
        "type": 17,
        "accent_color": 0xFF8800,
        "components": [
            {
                "type": 9,
                "components": [{"type": 10, "content": "Ask the cook"}],
                "accessory": {"type": 11, "media": {"url": "attachment://soup.png"}},
            },
            {"type": 14},
            {
                "type": 12,
                "items": [
                    {
                        "media": {"url": "attachment://soup.png"},
                        "spoiler": True,
                        "description": "soup",
                    }
                ],
            },
            {"type": 1, "components": [{"type": 5, "custom_id": "who", "placeholder": "Guests"}]},
        ],
    },
]


@pytest.fixture
def cook(guild: Guild, png: bytes, api: Callable[..., Any]) -> User:
    """Return an application's bot that has said two things in the guild."""
    bot = make_member(guild, make_bot("cook", owner=guild.owner))
    channel = guild.channels.get(name="general")
    for more in (
        {"embeds": [EMBED], "components": [ROW]},
        {"flags": 1 << 15, "components": LAYOUT},
    ):
        body = {"content": None if "flags" in more else "Lunch is ready", **more}
        answer = api(bot).post(
            f"/channels/{channel.id}/messages",
            data={"payload_json": json.dumps(body)},
            files={"files[0]": ("soup.png", png, "image/png")},
        )
        assert answer.status_code == 200, answer.text
    return bot


def test_what_apps_put_into_messages(guild: Guild, cook: User, visit: Visit) -> None:
    ada, bob = in_general(visit)
    lunch = bob.message("Lunch is ready")
    recipe = lunch.get_by_role("link", name="Recipe")
    expect(recipe).to_have_attribute("href", "https://example.org/soup")
    expect(lunch.get_by_role("button", name="Order")).to_be_disabled()
    picture = lunch.locator(".embed-image")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640

    # A moderator takes embeds from sight, and gives them back; the file stays.
    ada.choose("Lunch is ready", "Remove embeds")
    expect(lunch.locator(".embed")).to_have_count(0)
    expect(lunch.get_by_role("button", name="Picture: soup.png")).to_be_visible()
    menu = bob.open_menu("Lunch is ready")
    expect(menu.get_by_role("menuitem", name="Show embeds")).to_have_count(0)
    bob.close(menu)
    ada.choose("Lunch is ready", "Show embeds")
    expect(lunch.locator(".embed")).to_have_count(1)

    # A message that is all components.
    layout = bob.messages.filter(has_text="Soup for all")
    expect(layout.get_by_text("Ask the cook")).to_be_visible()
    expect(layout.locator(".component-thumbnail")).to_be_visible()
    expect(layout.get_by_role("button", name="Guests")).to_be_disabled()
    layout.get_by_role("button", name="Spoiler: soup").click()
    expect(layout.get_by_role("img", name="soup")).to_be_visible()
    expect(layout.get_by_role("button", name="Picture: soup.png")).to_have_count(0)


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
