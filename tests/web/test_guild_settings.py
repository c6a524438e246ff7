"""What moderators and owners do in the settings of a server."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from guilds.models import Guild
from tests.builders import make_member, make_user
from tests.web.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


@pytest.fixture
def crowd(guild: Guild) -> Guild:
    for name in ("carol", "dave"):
        make_member(guild, make_user(name))
    return guild


@pytest.fixture
def stranger(transactional_db: None) -> str:
    return make_user("carol").username


def test_a_server_is_changed_and_what_is_not_saved_is_not_lost(guild: Guild, visit: Visit) -> None:
    ada, bob = visit("ada"), visit("bob")
    settings = open_server_settings(ada)
    settings.get_by_label("Name").fill("The Great Hall")
    settings.get_by_label("Description").fill("For everybody")
    choose_page(ada, "Safety", arrives=False)
    expect(settings.get_by_role("heading", name="Overview")).to_be_visible()
    settings.get_by_role("button", name="Save").click()
    expect(settings.get_by_text("You have unsaved changes.")).to_have_count(0)
    expect(bob.page.get_by_role("link", name="The Great Hall")).to_be_visible()

    choose_page(ada, "Safety")
    settings.get_by_role("radio", name=re.compile(r"^High\b")).check()
    settings.get_by_role("button", name="Save").click()
    expect(settings.get_by_text("You have unsaved changes.")).to_have_count(0)
    settings.get_by_role("button", name="Stop for a day: joining").click()
    expect(settings.get_by_text("Stopped until")).to_be_visible()

    choose_page(ada, "Webhooks")
    settings.get_by_role("button", name="Create webhook").click()
    ada.dialog.get_by_label("Name").fill("Deploys")
    ada.dialog.get_by_label("Channel").select_option(label="#general")
    ada.dialog.get_by_role("button", name="Create", exact=True).click()
    expect(settings.get_by_text("Deploys")).to_be_visible()
    settings.get_by_role("button", name="Edit", exact=True).click()
    ada.dialog.get_by_label("Name").fill("Releases")
    ada.dialog.get_by_role("button", name="Save").click()
    expect(settings.get_by_text("Releases")).to_be_visible()

    choose_page(ada, "Audit log")
    entries = settings.locator(".audit-entry")
    expect(entries.first).to_contain_text("ada changed the webhook Releases")
    expect(entries.filter(has_text="created the webhook")).to_have_count(1)
    named = entries.filter(has_text="changed the server").last
    named.get_by_role("button").click()
    expect(named).to_contain_text("Name: “The Hall” → “The Great Hall”")
    settings.get_by_label("Action").select_option(label="Create a webhook")
    expect(entries).to_have_count(1)


def test_members_are_found_banned_and_forgiven(crowd: Guild, visit: Visit) -> None:
    ada, dave = visit("ada"), visit("dave")
    settings = open_server_settings(ada)
    choose_page(ada, "Members")
    expect(settings.get_by_text("4 members")).to_be_visible()
    settings.get_by_label("Search members").fill("car")
    expect(settings.get_by_text("1 member of 4")).to_be_visible()
    settings.get_by_role("checkbox", name="Choose carol").check()
    settings.get_by_label("Search members").fill("")
    settings.get_by_role("checkbox", name="Choose dave").check()
    settings.get_by_role("button", name="Ban 2 members").click()
    ada.dialog.get_by_label("Reason").fill("spam")
    ada.dialog.get_by_role("button", name="Ban", exact=True).click()
    expect(settings.get_by_text("2 members", exact=True)).to_be_visible()
    expect(dave.page.get_by_role("link", name="The Hall")).to_have_count(0)

    settings.get_by_role("button", name="Remove inactive members").click()
    expect(ada.dialog.get_by_text("Nobody was away that long.")).to_be_visible()
    ada.dialog.get_by_role("button", name="Cancel").click()

    choose_page(ada, "Bans")
    expect(settings.get_by_text("spam")).to_have_count(2)
    settings.get_by_label("Search names and reasons").fill("dave")
    settings.get_by_role("button", name="Lift ban").click()
    ada.dialog.get_by_role("button", name="Lift ban").click()
    expect(settings.get_by_text("No ban fits.")).to_be_visible()
    settings.get_by_label("Search names and reasons").fill("")
    expect(settings.get_by_text("carol")).to_be_visible()

    choose_page(ada, "Ownership")
    settings.get_by_role("combobox", name="New owner").fill("bo")
    settings.get_by_role("option", name="bob").click()
    settings.get_by_role("button", name="Hand over").click()
    sure = ada.dialog.get_by_role("button", name="Hand over")
    expect(sure).to_be_disabled()
    ada.dialog.get_by_label(re.compile("^Type")).fill("The Hall")
    sure.click()
    expect(settings.get_by_text("bob owns The Hall now.")).to_be_visible()


def test_newcomers_are_welcomed_and_a_server_is_made_after_another(
    guild: Guild, stranger: str, visit: Visit
) -> None:
    ada = visit("ada")
    settings = open_server_settings(ada)
    choose_page(ada, "Community")
    settings.get_by_role("switch", name=re.compile("^This is a community")).check()
    expect(settings.get_by_role("button", name="Save")).to_be_disabled()
    for label in ("Rules", "News for moderators"):
        settings.get_by_label(label, exact=True).select_option(label="#general")
    settings.get_by_role("button", name="Save").click()
    expect(settings.get_by_text("You have unsaved changes.")).to_have_count(0)

    choose_page(ada, "Welcome")
    settings.get_by_role("switch", name=re.compile("^Show a welcome")).check()
    settings.get_by_label("What this server is about").fill("Evenings at the fire")
    settings.get_by_role("button", name="Add a channel").click()
    settings.get_by_label("Channel", exact=True).select_option(label="#general")
    settings.get_by_label("What to do there").fill("Say hello")
    settings.get_by_role("button", name="Save").click()
    expect(settings.get_by_text("You have unsaved changes.")).to_have_count(0)

    choose_page(ada, "Template")
    settings.get_by_label("Name").fill("Halls")
    settings.get_by_role("button", name="Create template").click()
    code = settings.get_by_label("Code of the template")
    expect(code).not_to_have_value("")
    template = code.input_value()

    choose_page(ada, "Invites")
    settings.get_by_role("button", name="Create invite").click()
    link = ada.dialog.get_by_label("Invite link")
    expect(link).to_have_value(re.compile("/invite/"))
    newcomer = visit(stranger)
    newcomer.go(link.input_value())
    newcomer.page.get_by_role("button", name="Join The Hall").click()
    expect(newcomer.dialog.get_by_text("Evenings at the fire")).to_be_visible()
    newcomer.dialog.get_by_role("button", name=re.compile("Say hello")).click()
    expect(newcomer.page.get_by_role("heading", level=1, name="general")).to_be_visible()

    newcomer.page.get_by_role("button", name="Add a server").click()
    newcomer.page.get_by_role("button", name=re.compile("Use a template")).click()
    newcomer.dialog.get_by_label("Code of the template").fill(template)
    newcomer.dialog.get_by_label("Name").fill("My own hall")
    newcomer.dialog.get_by_role("button", name="Create").click()
    expect(newcomer.page.get_by_role("link", name="My own hall")).to_be_visible()


def open_server_settings(person: Person) -> Locator:
    """Open the settings of The Hall; return their screen."""
    person.page.get_by_role("link", name="The Hall").click()
    person.page.get_by_role("button", name="The Hall").click()
    person.page.get_by_role("menuitem", name="Server settings").click()
    settings = person.page.locator("dialog.settings")
    expect(settings).to_be_visible()
    return settings


def choose_page(person: Person, name: str, *, arrives: bool = True) -> None:
    settings = person.page.locator("dialog.settings")
    settings.get_by_role("navigation").get_by_role("button", name=name, exact=True).click()
    if arrives:
        expect(settings.get_by_role("heading", name=name, exact=True)).to_be_visible()
        expect(settings.locator("[aria-busy=true]")).to_have_count(0)
