"""Voice channels, stages and events in the client, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from accounts.models import User
from guilds.models import Channel, ChannelType, Guild
from tests.builders import make_channel
from tests.media_sfu.conftest import enter
from tests.web.person import Person
from tests.web.test_journeys import in_general

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


@pytest.fixture
def theatre(guild: Guild) -> Channel:
    return make_channel(guild, "Theatre", type=ChannelType.GUILD_STAGE_VOICE)


@pytest.fixture
def lounge(guild: Guild) -> Channel:
    """Return a voice channel in which bob sits, muted."""
    lounge = make_channel(guild, "Lounge", type=ChannelType.GUILD_VOICE)
    enter(User.objects.get(username="bob"), lounge, self_mute=True)
    return lounge


def card(person: Person) -> Locator:
    return person.dialog.get_by_role("listitem", name="Game night")


def test_who_is_in_voice_what_is_on_stage_and_what_is_planned(
    lounge: Channel, theatre: Channel, visit: Visit
) -> None:
    ada, bob = in_general(visit)
    people = ada.page.get_by_role("list", name="In Lounge")
    expect(people.get_by_role("button", name="bob")).to_be_visible()
    expect(people.get_by_role("img", name="Muted")).to_be_visible()

    ada.channel_link("Theatre").click(button="right")
    ada.page.get_by_role("menuitem", name="Start stage").click()
    ada.dialog.get_by_label("Topic").fill("Hamlet")
    ada.dialog.get_by_role("button", name="Start stage").click()
    expect(bob.page.locator(".voice-about", has_text="Hamlet")).to_be_visible()
    bob.go(f"/channels/{theatre.guild_id}/{theatre.id}")  # a click would take him there
    bob.sees("ada started the stage Hamlet.")
    bob.channel_link("Theatre").click(button="right")
    expect(bob.page.get_by_role("menuitem", name="Copy link")).to_be_visible()
    expect(bob.page.get_by_role("menuitem", name="End stage")).to_have_count(0)
    bob.page.keyboard.press("Escape")

    open_events(ada)
    expect(ada.dialog.get_by_text("Nothing is planned.")).to_be_visible()
    ada.dialog.get_by_role("button", name="Create event").click()
    form = ada.page.get_by_role("dialog", name="Create event")
    form.get_by_label("Name").fill("Game night")
    form.get_by_label("Where").select_option("Somewhere else")
    form.get_by_label("Place").fill("The park")
    tomorrow = datetime.now() + timedelta(days=1)  # noqa: DTZ005  the browser's own zone
    form.get_by_label("Starts").fill(tomorrow.strftime("%Y-%m-%dT18:00"))
    form.get_by_label("Ends").fill(tomorrow.strftime("%Y-%m-%dT20:00"))
    form.get_by_role("button", name="Create event").click()
    expect(card(ada).get_by_text("The park")).to_be_visible()

    open_events(bob)
    interested = card(bob).get_by_role("button", name="Interested")
    interested.click()
    expect(interested).to_have_attribute("aria-pressed", "true")
    card(ada).get_by_role("button", name="1 person").click()
    expect(ada.dialog.get_by_role("listitem").get_by_text("bob")).to_be_visible()
    ada.close(ada.page.get_by_role("dialog", name="Interested in"))
    expect(card(bob).get_by_role("button", name="Start")).to_have_count(0)
    card(ada).get_by_role("button", name="Start").click()
    expect(card(bob).get_by_text(re.compile("^Now"))).to_be_visible()
    card(ada).get_by_role("button", name="End").click()
    expect(card(bob)).to_have_count(0)
    ada.page.keyboard.press("Escape")

    ada.channel_link("Theatre").click(button="right")
    ada.page.get_by_role("menuitem", name="End stage").click()
    expect(ada.page.locator(".voice-about")).to_have_count(0)
    people.get_by_role("button", name="bob").click(button="right")
    ada.page.get_by_role("menuitem", name="Kick").click()
    ada.dialog.get_by_role("button", name="Kick").click()
    expect(people).to_have_count(0)


def open_events(person: Person) -> None:
    person.page.get_by_role("button", name="The Hall").click()
    person.page.get_by_role("menuitem", name="Events").click()
    expect(person.page.get_by_role("dialog", name="Events")).to_be_visible()
