"""Run a discord.py bot against a Guildhall instance; the bot's own files stay as they are.

    python run_discordpy.py --url https://chat.example.org bot.py [arguments of the bot]

Needs nothing but the bot's own environment: copy this file to where the bot runs.
"""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path
from typing import Any

import discord
import yarl


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
    gateway = url.replace("http", "ws", 1) + "/gateway"
    discord.http.Route.BASE = f"{url}/api/v{discord.http.INTERNAL_API_VERSION}"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    discord.asset.Asset.BASE = url
    discord.Invite.BASE = f"{url}/invite"
    if url.startswith("http://"):
        without_tls()


def without_tls() -> None:
    """Let voice be as plain as the rest: the library takes it for granted that it has TLS."""
    connect = discord.http.HTTPClient.ws_connect

    async def ws_connect(client: Any, url: str, **options: Any) -> Any:
        return await connect(client, url.replace("wss://", "ws://", 1), **options)

    discord.http.HTTPClient.ws_connect = ws_connect  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    main()
