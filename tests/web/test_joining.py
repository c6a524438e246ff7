"""Coming into a server that has rules to agree to and questions to answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from guilds.models import Guild
from guilds.services import create_invite
from guilds.services.onboarding import update_onboarding
from tests.builders import make_channel, make_role, make_user, text_channel
from tests.web.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


@pytest.fixture
def invite(guild: Guild) -> str:
    make_user("carol")
    make_role(guild, "Lamplighter")
    guild.features = ["COMMUNITY"]
    guild.save()
    rooms = [text_channel(guild), *(make_channel(guild, f"room-{number}") for number in range(6))]
    defaults = [room.id for room in rooms]
    update_onboarding(guild.owner, guild, {"default_channel_ids": defaults})
    return create_invite(guild.owner, text_channel(guild)).code


def test_a_newcomer_agrees_to_the_rules_and_is_let_in(
    guild: Guild, invite: str, visit: Visit
) -> None:
    ada, carol = visit("ada"), visit("carol")
    ada.page.get_by_role("link", name="The Hall").click()
    ada.page.get_by_role("button", name="The Hall").click()
    ada.page.get_by_role("menuitem", name="Server settings").click()
    ada.dialog.get_by_role("button", name="Rules", exact=True).click()
    ada.dialog.get_by_role("switch", name=re.compile("Newcomers agree")).check()
    ada.dialog.get_by_role("textbox", name="Rules", exact=True).fill("Be kind\nNo noise at night")
    ada.dialog.get_by_role("button", name="Add a question").click()
    ada.dialog.get_by_label("Question", exact=True).fill("Who are you?")
    ada.dialog.get_by_role("button", name="Save").click()
    expect(ada.dialog.get_by_text("You have unsaved changes.")).to_have_count(0)
    ada.dialog.get_by_role("button", name="Onboarding", exact=True).click()
    ada.dialog.get_by_role("button", name="Add a question").click()
    ada.dialog.get_by_label("Question").fill("What do you make?")
    ada.dialog.get_by_role("textbox", name="Answer").fill("Lamps")
    expect(ada.dialog.get_by_role("button", name="Done")).to_be_disabled()
    ada.dialog.get_by_role("button", name="Add role").click()
    ada.page.get_by_role("menuitem", name="Lamplighter").click()
    ada.dialog.get_by_role("button", name="Done").click()
    ada.dialog.get_by_role("switch", name="Ask newcomers").check()
    ada.dialog.get_by_role("button", name="Save").click()
    expect(ada.dialog.get_by_text("You have unsaved changes.")).to_have_count(0)
    ada.dialog.get_by_role("button", name="Requests", exact=True).click()
    expect(ada.dialog.get_by_text("Nobody waits to be let in.")).to_be_visible()

    carol.go(f"/invite/{invite}")
    carol.page.get_by_role("button", name="Join The Hall").click()
    form = carol.page.get_by_role("dialog", name="Before you take part in The Hall")
    expect(form.get_by_text("No noise at night")).to_be_visible()
    form.get_by_role("button", name="Close").click()
    expect(carol.page.locator(".composer textarea")).to_have_count(0)
    carol.page.get_by_role("button", name="Complete").click()
    send = form.get_by_role("button", name="Send request")
    expect(send).to_be_disabled()
    form.get_by_role("checkbox").check()
    form.get_by_label("Who are you?").fill("Carol of the north")
    send.click()
    expect(carol.page.get_by_text("A moderator has yet to let you in.")).to_be_visible()

    expect(ada.dialog.get_by_text("Who are you?: Carol of the north")).to_be_visible()
    ada.dialog.get_by_role("button", name="Let carol in").click()
    expect(ada.dialog.get_by_text("Nobody waits to be let in.")).to_be_visible()
    expect(carol.composer).to_be_visible()
    carol.say("Here I am")
    carol.sees("Here I am")

    # What is asked of newcomers can be answered at any time; the answer is a role.
    carol.page.get_by_role("button", name="The Hall").click()
    carol.page.get_by_role("menuitem", name="Channels and roles").click()
    carol.dialog.get_by_role("checkbox", name="Lamps").check()
    carol.dialog.get_by_role("button", name="Save").click()
    expect(carol.page.get_by_role("dialog")).to_have_count(0)
    carol.message("Here I am").get_by_role("button", name="carol").click()
    expect(carol.dialog.get_by_text("Lamplighter")).to_be_visible()
