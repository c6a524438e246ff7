"""Coming in by a passkey, and by an identity provider."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from guilds.models import Guild
from tests.accounts.issuer import Issuer
from tests.builders import PASSWORD
from tests.helpers.instance import Instance
from tests.web.person import Person

pytestmark = pytest.mark.browser

Visit = Callable[..., Person]


class LocalInstance(Instance):
    """Reached by a name: passkeys are made for names, not for numbers."""

    @property
    def urls(self) -> list[str]:
        return [url.replace("127.0.0.1", "localhost") for url in super().urls]


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as issuer:
        issuer.person = {"sub": "1", "preferred_username": "grace", "name": "Grace Hopper"}
        yield issuer


@pytest.fixture
def instance(transactional_db: None, issuer: Issuer) -> Iterator[Instance]:
    server = LocalInstance(processes=1, env=issuer.environment)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def give_authenticator(page: Page) -> None:
    """Give the browser a device that keeps passkeys and asks for a finger, which is there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
               "hasUserVerification": True, "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def open_settings(person: Person, page: str) -> None:
    person.page.get_by_role("button", name="Settings").click()
    person.dialog.get_by_role("button", name=page, exact=True).click()


def test_people_come_in_by_a_passkey_and_by_an_identity_provider(
    guild: Guild, visit: Visit
) -> None:
    ada = visit("ada")
    give_authenticator(ada.page)
    open_settings(ada, "Security")
    ada.dialog.get_by_role("button", name="Add a passkey").click()
    ada.dialog.get_by_label("Your password").fill(PASSWORD)
    ada.dialog.get_by_role("button", name="Continue").click()
    ada.dialog.get_by_label("Name of the passkey").fill("My phone")
    ada.dialog.get_by_role("button", name="Add", exact=True).click()
    codes = ada.page.get_by_role("dialog", name="Recovery codes")
    expect(codes.locator("li")).to_have_count(10)
    codes.get_by_role("button", name="Done").click()
    expect(ada.dialog.get_by_text("Logs in without a password")).to_be_visible()

    ada.dialog.get_by_role("button", name="Rename").click()
    ada.dialog.get_by_label("Your password").fill(PASSWORD)
    ada.dialog.get_by_role("button", name="Continue").click()
    ada.dialog.get_by_label("Name of the passkey").fill("My tablet")
    ada.dialog.get_by_role("button", name="Save").click()
    expect(ada.dialog.get_by_text("My tablet")).to_be_visible()

    # Without a password, and beside one.
    ada.dialog.get_by_role("button", name="Log out").click()
    ada.page.get_by_role("dialog", name="Log out?").get_by_role("button", name="Log out").click()
    ada.page.get_by_role("button", name="Use a passkey").click()
    ada.is_inside()
    ada.page.context.clear_cookies()
    ada.go("/login")
    ada.page.get_by_label("Username or email").fill("ada")
    ada.page.get_by_label("Password", exact=True).fill(PASSWORD)
    ada.page.get_by_role("button", name="Log in").click()
    expect(ada.page.get_by_role("heading", name="One more step")).to_be_visible()
    ada.page.get_by_role("button", name="Use a passkey").click()
    ada.is_inside()

    # A passkey confirms what a code would; then it goes.
    open_settings(ada, "Privacy & data")
    ada.dialog.get_by_role("button", name="Make a copy").click()
    ada.page.get_by_role("dialog", name="Make a copy").get_by_role(
        "button", name="Use a passkey"
    ).click()
    expect(ada.dialog.get_by_text("Your copy is being made")).to_be_visible()
    ada.dialog.get_by_role("button", name="Security", exact=True).click()
    ada.dialog.get_by_role("button", name="Remove").click()
    ada.dialog.get_by_label("Your password").fill(PASSWORD)
    ada.dialog.get_by_role("button", name="Remove").click()
    expect(ada.dialog.get_by_text("My tablet")).to_have_count(0)

    grace = visit()
    grace.go("/login")
    grace.page.get_by_role("button", name="Sign in with the Company").click()
    grace.is_inside()
    expect(grace.page.get_by_role("region", name="You")).to_contain_text("Grace Hopper")
    open_settings(grace, "Connections")
    expect(grace.dialog.get_by_text("grace", exact=True)).to_be_visible()
    grace.dialog.get_by_role("switch", name="Show on my profile").check()
    grace.dialog.get_by_role("button", name="Close", exact=True).first.click()
    grace.page.get_by_role("region", name="You").get_by_role("button").first.click()
    expect(grace.page.get_by_role("menu")).to_be_visible()
    assert not re.search("error", grace.page.url)
