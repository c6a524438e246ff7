"""Run a hikari bot against a Guildhall instance; the bot's own files stay as they are.

    python run_hikari.py --url https://chat.example.org bot.py [arguments of the bot]

Needs nothing but the bot's own environment: copy this file to where the bot runs. Frameworks on
top of hikari (lightbulb, tanjun, arc) take their addresses from the same place.
"""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path
from typing import Any

import hikari.urls


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--url", required=True, help="the instance, e.g. https://chat.example.org")
    parser.add_argument("bot", type=Path, help="the file that you would run with python")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="are passed on to the bot")
    given = parser.parse_args()

    point_at(given.url.rstrip("/"))
    sys.argv = [str(given.bot), *given.arguments]
    sys.path[0] = str(given.bot.resolve().parent)
    runpy.run_path(str(given.bot), run_name="__main__")


def point_at(url: str) -> None:
    """Put an instance where the library expects Discord."""
    addresses: Any = hikari.urls  # the library calls them final
    addresses.BASE_URL = url
    addresses.REST_API_URL = f"{url}/api/v{addresses.VERSION}"
    addresses.OAUTH2_API_URL = f"{addresses.REST_API_URL}/oauth2"
    addresses.CDN_URL = url
    addresses.MEDIA_PROXY_URL = url


if __name__ == "__main__":
    main()
