"""Sockets that the browser's cookie opens: only from pages of our own."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings


def sign_in(username: str) -> str:
    """Sign in through the site and return the session's cookie."""
    from django.test import Client

    from tests.builders import PASSWORD

    client = Client()
    assert client.login(username=username, password=PASSWORD)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


async def identify_with_cookie(gateway, cookie: str, origin: str | None):
    headers = {"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}
    if origin is not None:
        headers["origin"] = origin
    client = gateway.connect(headers=headers)
    await client.hello()
    await client.send(2, {"token": "", "properties": {}})
    return client


async def test_a_page_of_ours_needs_no_token(gateway, make):
    await make.make_user("ada")
    cookie = await sync_to_async(sign_in)("ada")
    client = await identify_with_cookie(gateway, cookie, "http://testserver")
    assert (await client.next("READY"))["user"]["username"] == "ada"


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://testserver.evil.example", "http://["]
)
async def test_a_page_of_others_cannot_use_the_cookie(gateway, make, origin):
    await make.make_user("ada")
    cookie = await sync_to_async(sign_in)("ada")
    client = await identify_with_cookie(gateway, cookie, origin)
    assert await client.expect_close() == 4004


async def test_a_dead_cookie_is_nobody(gateway):
    client = await identify_with_cookie(gateway, "x" * 32, "http://testserver")
    assert await client.expect_close() == 4004
