"""Friends and group DMs in the client."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from guilds.models import Guild
from tests.web.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


def test_people_become_friends_and_talk_in_a_group(guild: Guild, visit: Visit, png: bytes) -> None:
    bob, ada = visit("bob"), visit("ada")
    for person in (bob, ada):
        person.go("/channels/@me")
        person.page.get_by_role("button", name="Friends", exact=True).click()
    bob.dialog.get_by_label("Add a friend by username").fill("nobody")
    bob.dialog.get_by_role("button", name="Send request").click()
    expect(bob.dialog.get_by_text("No users with that username exist")).to_be_visible()
    bob.dialog.get_by_label("Add a friend by username").fill("ada")
    bob.dialog.get_by_role("button", name="Send request").click()
    expect(bob.dialog.get_by_role("heading", name="You asked them")).to_be_visible()
    ada.dialog.get_by_role("button", name="Accept bob").click()
    expect(ada.dialog.get_by_role("button", name="Write to bob")).to_be_visible()
    tell_me = ada.dialog.get_by_role("button", name="Tell me when bob comes online")
    tell_me.click()
    expect(tell_me).to_have_attribute("aria-pressed", "true")
    ada.close(ada.page.get_by_role("dialog", name="Friends"))

    expect(bob.dialog.get_by_role("button", name="Write to ada")).to_be_visible()
    bob.dialog.get_by_role("button", name="New group").click()
    group = bob.page.get_by_role("dialog", name="New group")
    expect(group).to_be_visible()
    group.get_by_label("ada").check()
    group.get_by_role("button", name="Create group").click()
    expect(bob.page.get_by_role("heading", level=1, name="ada")).to_be_visible()
    bob.say("Only us")
    bob.sees("Only us")

    bob.page.get_by_role("button", name="Group and people").click()
    people = bob.page.get_by_role("dialog", name="ada")
    expect(people.get_by_role("button", name="Take ada out")).to_be_visible()
    shoot(bob, "group-people")
    people.get_by_role("button", name="Rename").click()
    rename = bob.page.get_by_role("dialog", name="Rename group")
    rename.get_by_label("Name").fill("Lamplighters")
    rename.get_by_role("button", name="Save").click()
    expect(rename).to_have_count(0)

    people = bob.page.get_by_role("dialog", name="Lamplighters")
    with bob.page.expect_file_chooser() as chooser:
        people.get_by_role("button", name="Choose a picture").click()
    chooser.value.set_files({"name": "lamp.png", "mimeType": "image/png", "buffer": png})
    expect(ada.channel_link("Lamplighters").locator("img")).not_to_have_js_property(
        "naturalWidth", 0
    )
    people.get_by_role("button", name="Make ada the owner").click()
    bob.page.get_by_role("button", name="Hand over").click()
    expect(
        people.get_by_role("listitem").filter(has_text="ada").get_by_title("Owner")
    ).to_be_visible()
    expect(people.get_by_role("button", name="Take ada out")).to_have_count(0)

    ada.channel_link("Lamplighters").click()
    expect(ada.page.get_by_role("heading", level=1, name="Lamplighters")).to_be_visible()
    ada.sees("Only us")

    # Who blocks somebody sees what they write only if they want to; a note about them is kept.
    profile = ada.page.get_by_role("dialog", name="Profile of bob")
    ada.message("Only us").get_by_role("button", name="bob").click()
    expect(profile.get_by_role("link", name="The Hall")).to_be_visible()
    profile.get_by_label("Note").fill("Knows lamps")
    with ada.page.expect_response("**/users/@me/notes/*"):
        ada.page.keyboard.press("Escape")
    ada.message("Only us").get_by_role("button", name="bob").click()
    expect(profile.get_by_label("Note")).to_have_value("Knows lamps")
    profile.get_by_role("button", name="More").click()
    ada.page.get_by_role("menuitem", name="Block").click()
    ada.dialog.get_by_role("button", name="Block").click()
    ada.does_not_see("Only us")
    ada.page.get_by_role("button", name="Show", exact=True).click()
    ada.sees("Only us")
    ada.channel_link("Lamplighters").click(button="right")
    ada.page.get_by_role("menuitem", name="Leave group").click()
    expect(ada.dialog.get_by_text("Whoever came first of the others owns it then.")).to_be_visible()
    ada.dialog.get_by_role("button", name="Leave group").click()
    expect(ada.channel_link("Lamplighters")).to_have_count(0)
    expect(
        people.get_by_role("listitem").filter(has_text="bob").get_by_title("Owner")
    ).to_be_visible()


def shoot(person: Person, name: str) -> None:
    """Keep a picture for whoever looks at the design; only where a folder is named."""
    folder = os.environ.get("SCREENSHOTS_DIR")
    if folder:
        person.page.wait_for_timeout(400)
        person.page.screenshot(path=str(Path(folder) / f"{name}.png"))
