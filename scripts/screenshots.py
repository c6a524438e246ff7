"""Take pictures of the client on a desktop and a phone, dark and light, with the demo's guild.

Uses the instance that runs on PORT, or starts one for as long as it takes.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.helpers.chromium import launch_options  # noqa: E402

PORT: Final = os.environ.get("PORT", "8000")
ADDRESS: Final = f"http://localhost:{PORT}"
FOLDER: Final = ROOT / ".data" / "screenshots"
MANAGE: Final = (sys.executable, str(ROOT / "manage.py"))
START_SECONDS: Final = 180
DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}

View = tuple[str, Callable[[Page], None]]


def main() -> None:
    with running_instance():
        demo = json.loads(subprocess.check_output([*MANAGE, "demo", "--json"], cwd=ROOT))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            for scheme in ("dark", "light"):
                photograph(browser, demo, f"desktop-{scheme}", scheme, DESKTOP, desktop_views())
                photograph(browser, demo, f"phone-{scheme}", scheme, PHONE, phone_views())
            browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures are in {FOLDER.relative_to(ROOT)}")


@contextmanager
def running_instance() -> Iterator[None]:
    if answers():
        yield
        return
    server = subprocess.Popen([*MANAGE, "up"], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit("No instance runs, and none could be started. Try `make run`.")
            time.sleep(0.5)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


def answers() -> bool:
    try:
        with urllib.request.urlopen(f"{ADDRESS}/health", timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def photograph(
    browser: Browser,
    demo: dict[str, Any],
    name: str,
    scheme: str,
    device: dict[str, Any],
    views: list[View],
) -> None:
    context = browser.new_context(base_url=ADDRESS, color_scheme=scheme, **device)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/login")
    page.wait_for_selector("input[name=login]")
    take(page, f"{name}-00-log-in")
    page.fill("input[name=login]", demo["owner"]["username"])
    page.fill("input[name=password]", demo["owner"]["password"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/channels/**")
    page.wait_for_selector("nav.rail a")
    page.goto(f"/channels/{demo['guild_id']}")
    page.wait_for_selector("article.message", state="attached")
    for number, (title, show) in enumerate(views, start=1):
        show(page)
        take(page, f"{name}-{number:02}-{title}")
        back_to_the_conversation(page)
    context.close()


def take(page: Page, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(700)  # what moves has come to rest
    page.screenshot(path=FOLDER / f"{name}.png")


def back_to_the_conversation(page: Page) -> None:
    while page.locator("dialog, .floating, .main-screen[data-drawer]").count():
        page.keyboard.press("Escape")
        page.wait_for_timeout(250)


def channel(name: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        if page.locator(".nav-button").is_visible():
            page.locator(".nav-button").click()
        page.locator(".channel-link", has_text=name).first.click()
        page.wait_for_selector("article.message")

    return show


def click(*selectors: str) -> Callable[[Page], None]:
    """Return what presses one thing after the other."""

    def show(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()
            page.wait_for_timeout(300)

    return show


def menu_of_a_message(page: Page) -> None:
    page.locator("article.message .message-text").last.click(button="right")


def someone_hovers(page: Page) -> None:
    page.locator("article.message").nth(-3).hover()


def quick_switcher(page: Page) -> None:
    page.keyboard.press("Control+k")


def name_is_typed(page: Page) -> None:
    page.locator(".composer textarea").fill("")
    page.locator(".composer textarea").press_sequentially("Thanks @")
    page.wait_for_timeout(300)


def composer_is_emptied(page: Page) -> None:
    page.locator(".composer textarea").fill("")


SERVER_SETTINGS: Final = (".guild-name", "[role=menuitem]:has-text('Server settings')")
SETTINGS: Final = "button[aria-label=Settings]"


SERVER_PAGES: Final = (
    "Overview",
    "Roles",
    "Emoji",
    "Stickers",
    "Community",
    "Welcome",
    "Widget",
    "Template",
    "Apps",
    "Webhooks",
    "Members",
    "Invites",
    "Bans",
    "Safety",
    "AutoMod",
    "Audit log",
    "Ownership",
)
CHANNEL_PAGES: Final = ("Overview", "Permissions", "Invites", "Webhooks")
THREADS: Final = "button[aria-label=Threads]"
NAV: Final = ".nav-button"


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def settings_of_a_channel(name: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.locator(".channel-link", has_text="general").first.click(button="right")
        page.get_by_role("menuitem", name="Edit channel").click()
        page.locator(page_of_settings(name)).first.click()

    return show


def page_of_settings(name: str) -> str:
    return f".settings-link:has-text('{name}')"


def desktop_views() -> list[View]:
    return [
        ("pictures", channel("show-and-tell")),
        ("messages", channel("general")),
        ("toolbar", someone_hovers),
        ("message-menu", menu_of_a_message),
        ("profile", click(".member")),
        ("emoji", click(".composer button[aria-label=Emoji]")),
        ("suggestions", name_is_typed),
        ("empty-composer", composer_is_emptied),
        ("pins", click("button[aria-label='Pinned messages']")),
        ("quick-switcher", quick_switcher),
        ("server-menu", click(".guild-name")),
        ("status", click(".user-panel-me")),
        ("invite", click(".nav-header button[aria-label='Invite people']")),
        ("add-server", click(".rail-add")),
        ("create-channel", click(".category-head button:has(svg)[aria-label^='Create']")),
        *((f"settings-{name.lower()}", click(SETTINGS, page_of_settings(name)))
          for name in ("Profile", "Account", "Sessions", "Appearance", "Applications")),
        *((f"server-{slug(name)}", click(*SERVER_SETTINGS, page_of_settings(name)))
          for name in SERVER_PAGES),
        *((f"channel-{slug(name)}", settings_of_a_channel(name)) for name in CHANNEL_PAGES),
        ("threads", click(THREADS)),
        ("start-thread", click(THREADS, ".panel-head button")),
        ("prune", click(*SERVER_SETTINGS, page_of_settings("Members"), "text=Remove inactive")),
        ("role", click(*SERVER_SETTINGS, page_of_settings("Roles"), ".row-button >> nth=2")),
        ("direct-messages", click(".rail-home")),
    ]  # fmt: skip


def phone_views() -> list[View]:
    return [
        ("messages", channel("general")),
        ("pictures", channel("show-and-tell")),
        ("lists", click(".nav-button")),
        ("members", click(".chat-tools button:last-child")),
        ("profile", click(".author")),
        ("emoji", click(".composer button[aria-label=Emoji]")),
        ("message-menu", menu_of_a_message),
        ("settings", click(".nav-button", SETTINGS)),
        ("settings-profile", click(".nav-button", SETTINGS, page_of_settings("Profile"))),
        ("threads", click(THREADS)),
        *((f"server-{slug(name)}", click(NAV, *SERVER_SETTINGS, page_of_settings(name)))
          for name in SERVER_PAGES),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
