"""Which Chromium the browser tests drive: the system's, else the one Playwright brought."""

from __future__ import annotations

import os
import shutil
from typing import Any, Final

NAMES: Final = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


def launch_options() -> dict[str, Any]:
    """Return the arguments for Playwright's `chromium.launch(…)`."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    arguments = [
        "--disable-dev-shm-usage",
        # The microphone is a beep, and everybody allows it.
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    options: dict[str, Any] = {"args": arguments}
    if found:
        options["executable_path"] = found
    return options
