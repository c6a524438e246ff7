"""`make screenshots`: pictures of the client, desktop and phone, dark and light.

Starts an instance of its own, fills it as `manage.py demo` does, and writes to docs/screenshots.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from bench.instance import Instance, running_instance  # noqa: E402
from tests.helpers.chromium import launch_options  # noqa: E402

TARGET = ROOT / "docs" / "screenshots"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
Scheme = Literal["dark", "light"]
SCHEMES: tuple[Scheme, ...] = ("dark", "light")
SETTLE_MS = 1500


def fill(instance: Instance) -> dict[str, Any]:
    """Write the demo's guild and return what its command prints."""
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--json"],
        cwd=ROOT, env=instance.environment, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@contextmanager
def page_of(browser: Browser, device: str, scheme: Scheme, state: Any = None) -> Iterator[Page]:
    width, height = SIZES[device]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        device_scale_factor=1,
        is_mobile=device == "phone",
        has_touch=device == "phone",
        storage_state=state,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def sign_in(browser: Browser, address: str, owner: dict[str, str]) -> Any:
    """Return the cookies of a signed-in owner."""
    with page_of(browser, "desktop", "dark") as page:
        page.goto(f"{address}/login")
        page.locator("input:not([type=password])").first.fill(owner["username"])
        page.locator("input[type=password]").fill(owner["password"])
        page.keyboard.press("Enter")
        page.wait_for_url("**/channels/**")
        return page.context.storage_state()


def take(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.wait_for_timeout(SETTLE_MS)
    file = TARGET / f"{name}.png"
    page.screenshot(path=file)
    print(file.relative_to(ROOT))


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with running_instance() as instance, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        with page_of(browser, "desktop", "dark") as page:
            take(page, instance.base_url, "first-run-desktop-dark")
        demo = fill(instance)
        state = sign_in(browser, instance.base_url, demo["owner"])
        channels = [channel["id"] for channel in demo["channels"]]
        guild = f"{instance.base_url}/channels/{demo['guild_id']}"
        for device in SIZES:
            for scheme in SCHEMES:
                with page_of(browser, device, scheme) as page:
                    take(page, f"{instance.base_url}/login", f"login-{device}-{scheme}")
                with page_of(browser, device, scheme, state) as page:
                    take(page, f"{guild}/{channels[0]}", f"channel-{device}-{scheme}")
                    take(page, f"{guild}/{channels[-1]}", f"channel-2-{device}-{scheme}")
                    take(page, guild, f"guild-{device}-{scheme}")
                    take(page, f"{instance.base_url}/channels/@me", f"home-{device}-{scheme}")
        browser.close()


if __name__ == "__main__":
    main()
