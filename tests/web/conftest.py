"""Fixtures of the browser tests: a running instance, and people who look at it in Chromium."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accounts.services.users import claim_instance
from guilds.models import Guild
from tests.builders import PASSWORD, make_guild, make_member, make_user
from tests.helpers.chromium import launch_options
from tests.helpers.instance import Instance
from tests.web.person import Person

WAIT_MS = 30_000
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def browser() -> Iterator[Browser]:
    # Not for longer than a test: its event loop would trouble tests of other kinds.
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        yield chromium
        chromium.close()


@pytest.fixture
def guild(transactional_db: None) -> Guild:
    """Found a guild of ada's that bob has joined."""
    guild = make_guild(claim_instance("ada", PASSWORD), name="The Hall")
    make_member(guild, make_user("bob"))
    return guild


@pytest.fixture
def png() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (640, 360), "orange").save(picture, "PNG")
    return picture.getvalue()


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> None:
    expect.set_options(timeout=WAIT_MS)
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def visit(instance: Instance, browser: Browser) -> Iterator[Callable[..., Person]]:
    """Return the maker of people at a browser: `visit()` a guest, `visit("ada")` signed in.

    Ask for data before it (`def test(guild, visit)`): Playwright's event loop runs in the test's
    thread, and Django keeps out of threads with one. A page that throws or is refused by its own security policy fails the test.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_browser(
        username: str | None = None, *, phone: bool = False, process: int = 0, **options: Any
    ) -> Person:
        if phone:
            options |= {"viewport": PHONE, "has_touch": True, "is_mobile": True}
        context = browser.new_context(base_url=instance.urls[process], **options)
        context.set_default_timeout(WAIT_MS)
        context.set_default_navigation_timeout(2 * WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        listen(page, problems)
        person = Person(page)
        if username is not None:
            person.come_in(username, PASSWORD)
        return person

    yield open_browser
    for context in contexts:
        context.close()
    assert problems == []


def listen(page: Page, problems: list[str]) -> None:
    page.on("pageerror", lambda error: problems.append(str(error)))

    def note(message: Any) -> None:
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    page.on("console", note)
