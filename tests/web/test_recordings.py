"""Being asked, recorded, and listened to later, in real browsers through a real worker."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from guilds.models import Channel
from tests.web.person import Person
from tests.web.test_calls import (
    Visit,
    Workers,
    browser,
    come_in,
    hears,
    lounge,
    panel,
    press,
    workers,
)

__all__ = ["browser", "lounge", "workers"]

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]


def recordings(person: Person) -> Locator:
    person.channel_link("Lounge").click(button="right")
    person.page.get_by_role("menuitem", name="Recordings").click()
    return person.page.get_by_role("dialog", name="Recordings of Lounge")


def record(person: Person) -> None:
    press(person, "Record")
    person.dialog.get_by_role("button", name="Start recording").click()


def test_a_conversation_is_recorded_when_everybody_agrees(
    lounge: Channel, workers: Workers, visit: Visit
) -> None:
    workers.start()
    ada, bob = (come_in(visit, name) for name in ("ada", "bob"))
    hears(bob.page, 1)
    expect(panel(bob).get_by_role("button", name="Record")).to_have_count(0)
    record(ada)
    banner = panel(bob).get_by_text("Recording")
    expect(banner).to_contain_text("Not you.")
    expect(bob.channel_link("Lounge")).to_have_accessible_name(re.compile("being recorded"))
    expect(bob.page.get_by_text("ada records this channel")).to_be_visible()
    bob.dialog.get_by_role("button", name="Agree").click()
    expect(banner).not_to_contain_text("Not you.")
    expect(bob.dialog).to_have_count(0)
    hears(ada.page, 1)
    hears(ada.page, 1)
    panel(ada).get_by_role("button", name="Stop recording").click()
    expect(banner).to_have_count(0)

    heard_by_bob = recordings(bob)
    heard_by_bob.get_by_role("button", name="Play").click()
    bob.page.wait_for_function("() => document.querySelector('dialog audio').currentTime > 0.4")
    heard_by_bob.get_by_role("button", name="Leave out ada").click()
    bob.page.wait_for_function(
        "() => [...document.querySelectorAll('dialog audio')].some((one) => !one.muted && !one.paused)"
    )
    position = heard_by_bob.get_by_label("Position")
    position.fill("0.5")
    expect(heard_by_bob.get_by_role("button", name="Delete")).to_have_count(0)

    heard_by_ada = recordings(ada)
    heard_by_ada.get_by_role("button", name="Delete").click()
    ada.page.get_by_role("button", name="Delete recording").click()
    for one in (heard_by_ada, heard_by_bob):
        expect(one.get_by_text("Nothing was recorded.")).to_be_visible()
    ada.close(heard_by_ada)
    bob.close(heard_by_bob)

    record(ada)
    bob.dialog.get_by_role("button", name="Decline").click()
    expect(panel(ada).get_by_text("Recording")).to_have_count(0)
    expect(bob.dialog).to_have_count(0)

    press(bob, "Disconnect")
    record(ada)
    expect(bob.page.get_by_text("It is being recorded.")).to_be_visible()
    bob.page.get_by_role("button", name="Join voice").click()
    bob.dialog.get_by_role("button", name="Stay out").click()
    expect(panel(bob)).to_have_count(0)
    bob.page.get_by_role("button", name="Join voice").click()
    bob.dialog.get_by_role("button", name="Agree and join").click()
    expect(panel(bob).get_by_role("status").first).to_have_text("Connected")
    expect(panel(bob).get_by_text("Recording")).to_be_visible()
    expect(bob.dialog).to_have_count(0)
