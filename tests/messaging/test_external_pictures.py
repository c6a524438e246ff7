"""Pictures from elsewhere that messages show: fetched through the instance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from messaging.external_pictures import sweep
from tests.messaging.conftest import say


def fetch(api, url):
    return api().get(url.replace("http://localhost:8000", "http://testserver"))


def test_pictures_elsewhere_are_fetched_once_and_only_for_messages(
    api, hall, bot, website, picture, settings, say_embed
) -> None:
    website.answers["/cat.png"] = (200, {"Content-Type": "image/png"}, picture(64, 32))
    image = say_embed(f"{website.url}/cat.png")
    assert image["url"] == f"{website.url}/cat.png"
    proxied = image["proxy_url"]
    for _ in range(2):
        answer = fetch(api, proxied)
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.content.startswith(b"RIFF")
    assert website.asked == ["/cat.png"]

    # What was fetched long ago is deleted, and fetched again for who looks.
    assert sweep() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert sweep() >= 1
    assert fetch(api, proxied).status_code == 200
    assert website.asked == ["/cat.png", "/cat.png"]

    # Nothing good is kept from pages, and they are not asked again at once.
    website.answers["/page"] = (200, {}, b"<html>")
    page = say_embed(f"{website.url}/page")["proxy_url"]
    assert [fetch(api, page).status_code for _ in range(2)] == [404, 404]
    assert website.asked.count("/page") == 1
    # An address that we did not sign is not fetched, nor is any on an instance that fetches none.
    signature, encoded = page.split("/")[-2:]
    assert fetch(api, f"http://testserver/external/{signature[:-1]}x/{encoded}").status_code == 404
    settings.LINK_PREVIEWS = False
    other = say_embed(f"{website.url}/other")["proxy_url"]
    assert fetch(api, other).status_code == 404
    assert len(website.asked) == 3


@pytest.fixture
def say_embed(hall, bot):
    """Return a bot's way to show a picture, which returns what is shown of it."""

    def say_embed(url):
        embeds = [{"title": "T", "image": {"url": url}}]
        return say(bot, hall.channel, embeds=embeds).payload["embeds"][0]["image"]

    return say_embed
