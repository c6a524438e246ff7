from __future__ import annotations

import pytest

from accounts.services.users import claim_instance
from tests.accounts.browser import Browser
from tests.builders import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def bootstrap_of(client, path: str = "/login"):
    return client.get(path).context["bootstrap"]


def test_the_page_of_a_new_instance_asks_for_its_owner(client):
    data = bootstrap_of(client, "/")
    assert data["first_run"] is True
    assert data["user"] is None
    assert data["csrf"]
    owner = claim_instance("root", PASSWORD)
    assert bootstrap_of(client)["first_run"] is False
    client.force_login(owner)
    data = bootstrap_of(client, "/channels/@me")
    assert data["user"]["username"] == "root"
    assert data["gateway_url"] == "ws://testserver/gateway"
    assert data["limits"]["max_message_length"] == 2000


def test_the_page_needs_no_script_to_get_the_csrf_cookie():
    browser = Browser()
    browser.cookies.clear()
    assert browser.get("/login").status_code == 200
    assert browser.cookies["csrftoken"]
