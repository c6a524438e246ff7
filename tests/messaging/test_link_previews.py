"""Previews of what messages link to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.services.relationships import befriend
from guilds.permissions import Permissions
from messaging.content.bodies import MessageChange
from messaging.external import external_url
from messaging.models import Message
from messaging.services.direct_messages import open_direct_channel
from messaging.services.editing import edit_message
from messaging.services.unfurling import unfurl
from messaging.unfurl.links import links_of
from messaging.unfurl.pages import embed_of, read_page
from tests.builders import deny
from tests.messaging.conftest import say

ARTICLE = """<!doctype html><html><head><title>Plain &amp; simple</title>
<meta property="og:title" content="Soup  for all"><meta property="og:type" content="article">
<meta property="og:description" content="How to&#10;cook"><meta name=theme-color content="#ff8800">
<meta property="og:site_name" content="The Cook"><meta property="og:image" content="/soup.png">
<link rel="alternate" type="application/json+oembed" href="/oembed?of=soup">
</head><body><meta property="og:title" content="not this">"""
OEMBED = b'{"author_name": "Ada", "author_url": "https://cook.example/ada", "title": 5}'


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/x.", ["https://a.example/x"]),
        ("(https://a.example/b_(c)) and [this](http://b.example/)",
         ["https://a.example/b_(c)", "http://b.example/"]),
        ("<https://a.example> `https://b.example` ||https://c.example||", []),
        ("```\nhttps://a.example\n``` HTTPS://b.example/?q=1#x!", ["HTTPS://b.example/?q=1#x"]),
        ("https://a.example https://a.example **https://b.example**",
         ["https://a.example", "https://b.example"]),
        ("ftp://a.example mailto:x@a.example https:// https://[", []),
        (" ".join(f"https://a.example/{i}" for i in range(9)),
         [f"https://a.example/{i}" for i in range(5)]),
    ],
)  # fmt: skip
def test_which_links_of_a_text_are_looked_at(text, links) -> None:
    assert links_of(text) == links


@given(st.text(alphabet="<>|`()[]htps:/.a \n", max_size=60))
def test_no_text_is_too_strange_to_look_for_links_in(text) -> None:
    assert all(link.lower().startswith("http") for link in links_of(text))


@given(st.binary(max_size=300))
def test_no_page_is_too_strange_to_read(body) -> None:
    page = read_page(b"<html><head>" + body, "text/html; charset=utf-8")
    assert isinstance(embed_of("https://a.example", page, {}), dict)


def test_a_page_is_described_by_what_it_says_of_itself() -> None:
    page = read_page(ARTICLE.encode(), "text/html")
    assert embed_of("https://a.example", page, {"author_name": "Ada"}) == {
        "type": "article",
        "url": "https://a.example",
        "title": "Soup for all",
        "description": "How to cook",
        "color": 0xFF8800,
        "provider": {"name": "The Cook"},
        "author": {"name": "Ada"},
    }
    plain = read_page(
        "<title>Größe &amp; mehr</title>".encode("latin-1"), "text/html; charset=latin1"
    )
    assert embed_of("https://a.example", plain, {}) == {
        "type": "link", "url": "https://a.example", "title": "Größe & mehr"
    }  # fmt: skip
    assert embed_of("https://a.example", read_page(b"<p>nothing", "text/html"), {}) == {}


@pytest.fixture
def cooking(website, picture, settings):
    """Return a website with an article and its picture, on an instance that looks at links."""
    settings.LINK_PREVIEWS = True
    html = {"Content-Type": "text/html; charset=utf-8"}
    website.answers |= {
        "/soup": (200, html, ARTICLE.encode()),
        "/moved": (302, {"Location": "/soup"}, b""),
        "/soup.png": (200, {"Content-Type": "image/png"}, picture(64, 32)),
        "/oembed?of=soup": (200, {"Content-Type": "application/json"}, OEMBED),
        "/data": (200, {"Content-Type": "application/json"}, b"{}"),
        "/inside": (200, html, b'<title>In</title><meta property="og:image" content="http://10.0.0.1/">'),
        "/long": (200, html, ARTICLE.encode() + b"x" * 600_000),
    }  # fmt: skip
    return website


def test_a_message_shows_what_it_links_to_soon_after(call, hall, cooking, log) -> None:
    url = f"{cooking.url}/soup"
    sent = say(hall.bob, hall.channel, f"look: {url}")
    assert sent.payload["embeds"] == []
    assert unfurl(sent.id) == 1
    event = log("MESSAGE_UPDATE")[-1][1]
    [embed] = event["embeds"]
    assert (embed["title"], embed["url"], embed["type"]) == ("Soup for all", url, "article")
    assert embed["author"] == {"name": "Ada", "url": "https://cook.example/ada"}
    image = f"{cooking.url}/soup.png"
    assert embed["thumbnail"] == {
        "url": image, "proxy_url": external_url(image), "width": 64, "height": 32
    }  # fmt: skip
    assert event["edited_timestamp"] is None
    path = f"/channels/{hall.channel.id}/messages/{sent.id}"
    assert call(hall.ada, "GET", path).json()["embeds"] == [embed]

    # The same link is not looked at again, and a message not twice.
    asked = list(cooking.asked)
    again = say(hall.ada, hall.channel, f"yes: {url}")
    assert (unfurl(again.id), unfurl(again.id)) == (1, 0)
    assert cooking.asked == asked

    # Another link has another preview, or none.
    edit_message(hall.bob, hall.channel.id, sent.id, MessageChange(content=f"still {url}"))
    assert Message.objects.get(id=sent.id).embeds
    edit_message(hall.bob, hall.channel.id, sent.id, MessageChange(content="nothing"))
    assert call(hall.ada, "GET", path).json()["embeds"] == []
    edit_message(
        hall.bob, hall.channel.id, sent.id, MessageChange(content=f"{cooking.url}/soup.png")
    )
    assert unfurl(sent.id) == 1
    [embed] = call(hall.ada, "GET", path).json()["embeds"]
    assert (embed["type"], embed["thumbnail"]["width"]) == ("image", 64)


def test_links_are_followed_and_long_pages_read_at_their_start(hall, cooking) -> None:
    for path in ("/moved", "/long"):
        assert unfurl(say(hall.bob, hall.channel, cooking.url + path).id) == 1
    # A picture that lies inside the operator's network is not fetched; the rest is shown.
    inside = say(hall.bob, hall.channel, f"{cooking.url}/inside")
    assert unfurl(inside.id) == 1
    assert "thumbnail" not in Message.objects.get(id=inside.id).embeds[0]
    for path in ("/data", "/gone", "/soup.png?no"):
        assert unfurl(say(hall.bob, hall.channel, cooking.url + path).id) == 0


def test_where_there_are_no_previews(call, hall, bot, cooking, settings) -> None:
    url = f"{cooking.url}/soup"
    for text, more in ((f"<{url}>", {}), (url, {"flags": 4})):
        assert unfurl(say(hall.bob, hall.channel, text, **more).id) == 0
    # What a program embeds itself stays as it is.
    assert unfurl(say(bot, hall.channel, url, embeds=[{"title": "own"}]).id) == 0
    gone = say(hall.bob, hall.channel, url)
    path = f"/channels/{hall.channel.id}/messages/{gone.id}"
    assert call(hall.bob, "DELETE", path).status_code == 204
    assert (unfurl(gone.id), unfurl(5)) == (0, 0)
    sent = say(hall.bob, hall.channel, url)
    deny(hall.channel, hall.bob, Permissions.EMBED_LINKS)
    assert unfurl(sent.id) == 0
    assert cooking.asked == []
    settings.LINK_PREVIEWS = False
    ada = say(hall.ada, hall.channel, url)
    assert unfurl(ada.id) == 0
    settings.LINK_PREVIEWS = True
    assert unfurl(ada.id) == 1


def test_the_worker_is_asked_only_where_there_is_something_to_look_at(
    hall, bot, cooking, monkeypatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr("messaging.tasks.unfurl_message.delay", asked.append)
    befriend(hall.ada, hall.bob)
    befriend(hall.bob, hall.ada)
    url = f"{cooking.url}/soup"
    linked = [
        say(hall.bob, hall.channel, url),
        say(hall.bob, open_direct_channel(hall.ada, hall.bob), url),
    ]
    say(hall.bob, hall.channel, f"words, <{url}>")
    say(bot, hall.channel, url, embeds=[{"title": "own"}])
    hidden = say(hall.bob, hall.channel, url, flags=4)
    assert asked == [one.id for one in linked]
    edit_message(hall.bob, hall.channel.id, hidden.id, MessageChange(flags=0))
    assert asked[2:] == [hidden.id]
    deny(hall.channel, hall.bob, Permissions.EMBED_LINKS)
    say(hall.bob, hall.channel, url)
    assert len(asked) == 3
