"""Emoji, stickers, sounds and rules of auto moderation, as people make and meet them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from guilds.models import Guild
from tests.web.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

SOUND = Path(__file__).parents[1] / "guilds" / "sounds" / "beep.mp3"
Visit = Callable[..., Person]


def picture(side: int) -> dict[str, object]:
    output = io.BytesIO()
    Image.new("RGB", (side, side), "orange").save(output, "PNG")
    return {"name": "party.png", "mimeType": "image/png", "buffer": output.getvalue()}


def open_page(person: Person, title: str) -> None:
    person.page.get_by_role("button", name="The Hall", exact=True).click()
    person.page.get_by_role("menuitem", name="Server settings").click()
    person.dialog.get_by_role("button", name=title, exact=True).click()


def upload(person: Person, button: str, side: int) -> None:
    with person.page.expect_file_chooser() as chooser:
        person.dialog.get_by_role("button", name=button).click()
    chooser.value.set_files(picture(side))  # type: ignore[arg-type]


def test_what_a_server_makes_its_own_is_used_by_its_members(guild: Guild, visit: Visit) -> None:
    ada = visit("ada")
    ada.page.get_by_role("link", name="The Hall").click()
    ada.open_channel("general")

    open_page(ada, "Emoji")
    upload(ada, "Upload emoji", 64)
    expect(ada.dialog.get_by_text(":party:")).to_be_visible()
    ada.dialog.get_by_role("button", name="Edit party").click()
    ada.dialog.get_by_label("Name").fill("hooray")
    ada.dialog.get_by_role("button", name="Save").click()
    expect(ada.dialog.get_by_text(":hooray:")).to_be_visible()

    ada.dialog.get_by_role("button", name="Stickers", exact=True).click()
    upload(ada, "Upload sticker", 320)
    ada.dialog.get_by_label("Related emoji or words").fill("feast")
    ada.dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(ada.dialog.get_by_role("button", name="Edit party")).to_be_visible()

    ada.dialog.get_by_role("button", name="Soundboard", exact=True).click()
    with ada.page.expect_file_chooser() as chooser:
        ada.dialog.get_by_role("button", name="Upload sound").click()
    chooser.value.set_files(SOUND)
    ada.dialog.get_by_role("button", name="Emoji", exact=True).click()
    ada.page.get_by_label("Search emoji").fill("hooray")
    ada.page.get_by_role("button", name="hooray", exact=True).click()
    ada.dialog.get_by_label("Volume").fill("40")
    ada.dialog.get_by_role("button", name="Upload", exact=True).click()
    sound = ada.dialog.get_by_role("listitem").filter(has_text="volume 40 %")
    expect(sound.get_by_role("img", name="emoji")).to_be_visible()
    with ada.page.expect_response(re.compile("/soundboard-sounds/")) as answer:
        sound.get_by_role("button", name="Play beep").click()
    assert answer.value.ok

    ada.dialog.get_by_role("button", name="AutoMod", exact=True).click()
    ada.dialog.get_by_role("button", name="Add rule").click()
    ada.page.get_by_role("menuitem", name="Words and patterns").click()
    rule = ada.page.get_by_role("dialog", name="Words and patterns")
    rule.get_by_label("Name").fill("No cats")
    rule.get_by_label("Words", exact=True).fill("cat*")
    rule.get_by_label("What they are told").fill("Dogs only, please.")
    rule.get_by_label("Alert in").select_option("#general")
    rule.get_by_role("button", name="Create rule").click()
    expect(ada.dialog.get_by_text("1 keyword · blocks, alerts")).to_be_visible()
    expect(ada.dialog.get_by_role("switch", name="No cats is on")).to_be_checked()
    ada.page.keyboard.press("Escape")

    bob = visit("bob")
    bob.page.get_by_role("link", name="The Hall").click()
    bob.open_channel("general")
    bob.say("I like :hooray:")
    mark = bob.message("I like").get_by_role("img", name=":hooray:")
    expect(mark).to_have_js_property("complete", True)
    bob.page.get_by_role("button", name="Stickers").click()
    bob.page.get_by_role("button", name="party", exact=True).click()
    sent = bob.page.get_by_role("img", name="Sticker: party")
    expect(sent).to_have_js_property("naturalWidth", 320)

    bob.say("I like cattle")
    failed = bob.messages.filter(has_text="I like cattle")
    expect(failed.filter(has_text="Dogs only, please.")).to_have_count(1)
    alert = ada.messages.filter(has_text="AutoMod blocked a message by bob")
    expect(alert).to_have_text(re.compile("I like cattle.*No cats"))
