"""What people change about themselves and what they build, through the client's settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from guilds.models import Guild
from tests.accounts.test_second_factor import code_of
from tests.builders import PASSWORD
from tests.helpers.instance import Instance
from tests.web.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


def test_a_new_name_and_picture_are_seen_by_others_at_once(
    guild: Guild, visit: Visit, png: bytes
) -> None:
    ada, bob = visit("ada"), visit("bob")
    bob.page.get_by_role("link", name="The Hall").click()
    bob.open_channel("general")
    members = bob.page.get_by_role("complementary", name="Members")
    expect(members.get_by_role("button", name="ada")).to_be_visible()

    open_settings(ada, "Profile")
    ada.dialog.get_by_label("Display name").fill("Ada Lovelace")
    picture = {"name": "me.png", "mimeType": "image/png", "buffer": png}
    with ada.page.expect_file_chooser() as chooser:
        ada.dialog.get_by_role("button", name="Change avatar").click()
    chooser.value.set_files(picture)  # type: ignore[arg-type]
    ada.dialog.get_by_role("button", name="Save").click()
    expect(ada.dialog.get_by_text("You have unsaved changes.")).to_have_count(0)

    changed = members.get_by_role("button", name="Ada Lovelace")
    expect(changed.locator("img")).to_have_js_property("naturalWidth", 64)


def test_a_status_is_chosen_and_kept(guild: Guild, visit: Visit) -> None:
    ada, bob = visit("ada"), visit("bob")
    bob.page.get_by_role("link", name="The Hall").click()
    row = bob.page.get_by_role("complementary", name="Members").get_by_role("button", name="ada")
    expect(row.get_by_role("img", name="Online")).to_be_visible()

    panel = ada.page.get_by_role("region", name="You")
    panel.get_by_role("button", name="ada").click()
    ada.page.get_by_role("menuitemradio", name="Do not disturb").click()
    expect(ada.page.get_by_role("menu")).to_have_count(0)
    expect(panel.get_by_role("img", name="Do not disturb")).to_be_visible()
    panel.get_by_role("button", name="ada").click()
    ada.page.get_by_role("menuitem", name="Set a custom status").click()
    ada.dialog.get_by_label("What are you up to").fill("Counting engines")
    ada.dialog.get_by_role("button", name="Save").click()
    expect(ada.page.get_by_role("dialog")).to_have_count(0)

    expect(row.get_by_role("img", name="Do not disturb")).to_be_visible()
    expect(row).to_contain_text("Counting engines")
    ada.page.reload()
    expect(panel).to_contain_text("Counting engines")
    expect(panel.get_by_role("img", name="Do not disturb")).to_be_visible()


def test_a_session_that_is_ended_elsewhere_is_out_at_once(guild: Guild, visit: Visit) -> None:
    here, there = visit("ada"), visit("ada")
    open_settings(here, "Sessions")
    here.dialog.locator(".rows").get_by_role("button", name="Log out", exact=True).click()
    expect(there.page.get_by_role("heading", name="Welcome back")).to_be_visible()
    here.close(here.dialog)
    expect(here.page.get_by_role("link", name="The Hall")).to_be_visible()


def test_a_second_factor_is_set_up_asked_for_and_removed(guild: Guild, visit: Visit) -> None:
    ada = visit("ada")
    open_settings(ada, "Security")
    ada.dialog.get_by_role("button", name="Set up a second factor").click()
    ada.dialog.get_by_label("Your password", exact=True).fill(PASSWORD)
    ada.dialog.get_by_role("button", name="Continue").click()
    scan = ada.page.get_by_role("dialog", name="Scan this with your app")
    expect(scan.get_by_role("img", name="QR code")).to_have_js_property("complete", True)
    secret = scan.locator(".totp-key").inner_text().replace(" ", "")
    scan.get_by_label("Code of the app").fill("000000")
    scan.get_by_role("button", name="Turn on").click()
    expect(scan.get_by_role("alert")).to_be_visible()
    scan.get_by_label("Code of the app").fill(code_of(secret))
    scan.get_by_role("button", name="Turn on").click()
    shown = ada.page.get_by_role("dialog", name="Recovery codes")
    expect(shown.get_by_role("listitem")).to_have_count(10)
    first, second = shown.get_by_role("listitem").all_inner_texts()[:2]
    shown.get_by_role("button", name="Done").click()
    expect(ada.dialog.get_by_text("10 of 10 left")).to_be_visible()

    other = visit()
    other.go("/login")
    other.page.get_by_label("Username or email").fill("ada")
    other.page.get_by_label("Password", exact=True).fill(PASSWORD)
    other.page.get_by_role("button", name="Log in").click()
    other.page.get_by_label("Code", exact=True).fill(first)
    other.page.get_by_role("button", name="Log in").click()
    other.is_inside()

    ada.dialog.get_by_role("button", name="Remove").click()
    question = ada.page.get_by_role("dialog", name="Remove your second factor?")
    question.get_by_label("Code of your authenticator").fill(second)
    question.get_by_role("button", name="Remove").click()
    expect(ada.dialog.get_by_role("button", name="Set up a second factor")).to_be_visible()


def test_whoever_deletes_their_account_may_change_their_mind(guild: Guild, visit: Visit) -> None:
    bob = visit("bob")
    open_settings(bob, "Privacy & data")
    bob.dialog.get_by_role("button", name="Delete account").click()
    question = bob.page.get_by_role("dialog", name="Delete your account?")
    question.get_by_label("Your password", exact=True).fill(PASSWORD)
    question.get_by_role("button", name="Delete account").click()
    expect(bob.page.get_by_role("heading", name="Welcome back")).to_be_visible()
    bob.log_in("bob", PASSWORD)
    open_settings(bob, "Privacy & data")
    expect(bob.dialog.get_by_text("Your account will be erased on")).to_be_visible()
    bob.dialog.get_by_role("button", name="Keep my account").click()
    expect(bob.dialog.get_by_role("button", name="Delete account")).to_be_visible()


def test_a_wrong_password_is_told(guild: Guild, visit: Visit) -> None:
    bob = visit()
    bob.go("/login")
    bob.page.get_by_label("Username or email").fill("bob")
    bob.page.get_by_label("Password", exact=True).fill("not the password")
    bob.page.get_by_role("button", name="Log in").click()
    expect(bob.page.get_by_role("alert")).to_be_visible()
    assert bob.page.url.endswith("/login")


def test_a_theme_is_kept(guild: Guild, visit: Visit) -> None:
    ada = visit("ada", color_scheme="dark")
    root = ada.page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    open_settings(ada, "Appearance")
    ada.dialog.get_by_text("Light", exact=True).click()
    expect(root).to_have_attribute("data-theme", "light")
    ada.page.reload()
    expect(root).to_have_attribute("data-theme", "light")


def test_a_bot_is_made_and_let_into_a_guild(guild: Guild, visit: Visit) -> None:
    ada = visit("ada")
    open_settings(ada, "Applications")
    ada.dialog.get_by_role("button", name="Create application").click()
    ada.dialog.get_by_label("Name").fill("Beacon")
    ada.dialog.get_by_role("button", name="Create", exact=True).click()
    token = ada.page.get_by_role("dialog", name="Token of Beacon")
    expect(token.get_by_label("Bot token")).to_have_value(re.compile(r"^[\w-]+\.[\w-]+\.[\w-]+$"))
    expect(ada.page.get_by_role("dialog", name="Create an application")).to_have_count(0)
    ada.close(token)

    with ada.page.context.expect_page() as opened:
        ada.dialog.get_by_role("link", name="Add to a server").click()
    consent = opened.value
    expect(consent.get_by_role("heading", name="Beacon")).to_be_visible()
    expect(consent.get_by_text("Send messages")).to_be_visible()
    consent.get_by_role("button", name="Authorise").click()
    expect(consent.get_by_role("complementary", name="Members")).to_contain_text("Beacon")


def test_an_application_is_allowed_to_act_until_it_is_removed(
    guild: Guild, visit: Visit, instance: Instance
) -> None:
    home = f"{instance.base_url}/health"
    ada = visit("ada")
    open_settings(ada, "Applications")
    ada.dialog.get_by_role("button", name="Create application").click()
    ada.dialog.get_by_label("Name").fill("Beacon")
    ada.dialog.get_by_role("button", name="Create", exact=True).click()
    ada.close(ada.page.get_by_role("dialog", name="Token of Beacon"))
    told = ada.dialog.get_by_text(re.compile(r"Application id \d+")).inner_text()
    application_id = told.split()[-1]
    ada.dialog.get_by_role("button", name="Settings", exact=True).click()
    form = ada.page.get_by_role("dialog", name="Settings of Beacon")
    form.get_by_label("Redirect addresses").fill(home)
    form.get_by_role("button", name="Reset client secret").click()
    question = ada.page.get_by_role("dialog", name="Reset the client secret")
    question.get_by_label("Your password", exact=True).fill(PASSWORD)
    question.get_by_role("button", name="Reset client secret").click()
    shown = ada.page.get_by_role("dialog", name="Client secret of Beacon")
    secret = shown.get_by_label("Client secret").input_value()
    ada.close(shown)
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)

    asked = {"client_id": application_id, "response_type": "code", "redirect_uri": home}
    ada.go("/oauth2/authorize?" + urlencode({**asked, "scope": "identify guilds"}))
    expect(ada.page.get_by_text("See which servers you are in")).to_be_visible()
    ada.page.get_by_role("button", name="Authorise").click()
    expect(ada.page).to_have_url(re.compile(r"/health\?code="))
    code = parse_qs(urlsplit(ada.page.url).query)["code"][0]
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": home}
    pair = (application_id, secret)
    answer = httpx.post(f"{instance.base_url}/api/oauth2/token", data=fields, auth=pair)
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    me = f"{instance.base_url}/api/users/@me"
    assert httpx.get(me, headers=bearer).json()["username"] == "ada"

    ada.go("/channels/@me")
    open_settings(ada, "Authorised apps")
    ada.dialog.get_by_role("button", name="Remove").click()
    question = ada.page.get_by_role("dialog", name="Remove Beacon?")
    question.get_by_role("button", name="Remove").click()
    expect(ada.dialog.get_by_text("No application acts in your name.")).to_be_visible()
    assert httpx.get(me, headers=bearer).status_code == 401


def test_a_channel_forgets_and_a_webhook_is_made_used_and_deleted(
    guild: Guild, visit: Visit
) -> None:
    ada = visit("ada", permissions=["clipboard-read", "clipboard-write"])
    ada.page.get_by_role("link", name="The Hall").click()
    ada.open_channel("general")
    ada.channel_link("general").click(button="right")
    ada.page.get_by_role("menuitem", name="Edit channel").click()
    kept = ada.dialog.get_by_label("Messages are kept")
    kept.select_option("30 days")
    expect(
        ada.dialog.get_by_text("Messages older than 30 days are deleted for good")
    ).to_be_visible()
    ada.dialog.get_by_role("button", name="Save").click()
    expect(ada.dialog.get_by_role("button", name="Save")).to_have_count(0)
    expect(kept).to_have_value("30")
    ada.dialog.get_by_role("button", name="Webhooks", exact=True).click()
    ada.dialog.get_by_role("button", name="Create webhook").click()
    ada.dialog.get_by_label("Name").fill("Deploys")
    ada.dialog.get_by_role("button", name="Create", exact=True).click()
    ada.dialog.get_by_role("button", name="Copy URL").click()
    expect(ada.page.get_by_text("URL copied")).to_be_visible()
    url = ada.page.evaluate("navigator.clipboard.readText()")
    path = re.sub(r"^https?://[^/]+", "", url)
    address = re.sub(r"(?<=\w)/channels/.*", "", ada.page.url) + path
    assert httpx.post(address, json={"content": "Shipped"}).status_code == 204

    ada.dialog.get_by_role("button", name="Delete", exact=True).click()
    ada.dialog.get_by_role("button", name="Delete webhook").click()
    expect(ada.dialog.get_by_text("There are no webhooks in this channel.")).to_be_visible()
    ada.close(ada.page.get_by_role("dialog"))
    ada.sees("Shipped")
    expect(ada.message("Shipped")).to_contain_text("Deploys")
    assert httpx.post(address, json={"content": "Again"}).status_code == 404


def open_settings(person: Person, page: str) -> None:
    person.page.get_by_role("button", name="Settings").click()
    person.dialog.get_by_role("button", name=page, exact=True).click()
