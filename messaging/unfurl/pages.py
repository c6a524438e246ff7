"""What a page says about itself: OpenGraph, Twitter cards, plain HTML, and oEmbed.

https://ogp.me · https://oembed.com
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urljoin

from config.settings import limits
from messaging.content.scalars import is_storable

OEMBED: Final = "application/json+oembed"
_CHARSET: Final = re.compile(rb"charset=[\"']?([\w-]+)", re.ASCII | re.IGNORECASE)
_COLOUR: Final = re.compile(r"#([0-9a-fA-F]{6})", re.ASCII)
_SPACE: Final = re.compile(r"\s+")


@dataclass(slots=True)
class Page:
    """The head of a page: its title, its ``meta`` by name, and where its oEmbed is."""

    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    oembed: str | None = None

    def first(self, *names: str) -> str | None:
        """Return what is said under the first of some names that says something."""
        return next((found for name in names if (found := clean(self.meta.get(name)))), None)


class _Head(HTMLParser):
    """Reads the head of a page, and stops where that ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.is_over = False
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "title" and not self.page.title:
            self._in_title = True
        elif tag == "meta":
            name = (given.get("property") or given.get("name") or "").lower()
            if name and "content" in given:
                self.page.meta.setdefault(name, given["content"])
        elif tag == "link" and given.get("type") == OEMBED and self.page.oembed is None:
            self.page.oembed = given.get("href")
        elif tag == "body":
            self.is_over = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.page.title += data


def read_page(body: bytes, content_type: str) -> Page:
    """Return what the head of a page says; a page that is none says nothing."""
    head = _Head()
    for line in decoded(body, content_type).splitlines(keepends=True):
        head.feed(line)
        if head.is_over:
            break
    return head.page


def decoded(body: bytes, content_type: str) -> str:
    named = _CHARSET.search(content_type.encode()) or _CHARSET.search(body[:2048])
    try:
        return body.decode(named[1].decode() if named else "utf-8", errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")


def embed_of(url: str, page: Page, oembed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the embed of a page, without its picture; empty if there is nothing to show."""
    title = page.first("og:title", "twitter:title") or clean(oembed.get("title"))
    description = page.first("og:description", "twitter:description", "description")
    title = title or clean(page.title)
    if not title and not description:
        return {}
    provider = page.first("og:site_name") or clean(oembed.get("provider_name"))
    author = clean(oembed.get("author_name"))
    colour = _COLOUR.fullmatch(page.meta.get("theme-color", "").strip())
    kind = page.first("og:type") or ""
    said = {
        "type": "article" if kind.startswith("article") else "link",
        "url": url,
        "title": cut(title, limits.EMBED_TITLE_LENGTH),
        "description": cut(description, limits.LINK_DESCRIPTION_LENGTH),
        "color": int(colour[1], 16) if colour else None,
        "provider": named(provider, oembed.get("provider_url")),
        "author": named(author, oembed.get("author_url")),
    }
    return {name: value for name, value in said.items() if value not in (None, "")}


def pictures_of(url: str, page: Page, oembed: Mapping[str, Any]) -> list[str]:
    """Return the addresses of pictures that stand for a page, the best first."""
    given = (
        page.first("og:image:secure_url", "og:image", "og:image:url"),
        page.first("twitter:image", "twitter:image:src"),
        clean(oembed.get("thumbnail_url")),
    )
    return list(dict.fromkeys(absolute(url, given)))


def absolute(url: str, given: Iterable[str | None]) -> Iterable[str]:
    for one in given:
        try:
            found = urljoin(url, one) if one else ""
        except ValueError:
            continue
        if found.startswith(("http://", "https://")) and len(found) <= limits.EMBED_URL_LENGTH:
            yield found


def is_large(page: Page) -> bool:
    """Return whether a page wants its picture across the whole width."""
    return page.first("twitter:card") in ("summary_large_image", "photo", "player")


def named(name: str | None, url: object) -> dict[str, str] | None:
    if not name:
        return None
    found = {"name": cut(name, limits.EMBED_AUTHOR_LENGTH) or ""}
    address = clean(url)
    if address and address.startswith(("http://", "https://")):
        found["url"] = address[: limits.EMBED_URL_LENGTH]
    return found


def clean(value: object) -> str | None:
    """Return a text on one line, as far as it can be kept."""
    if not isinstance(value, str):
        return None
    text = _SPACE.sub(" ", value.replace("\0", "")).strip()
    return text if text and is_storable(text) else None


def cut(text: str | None, length: int) -> str | None:
    if text is None or len(text) <= length:
        return text
    return text[: length - 1].rstrip() + "…"
