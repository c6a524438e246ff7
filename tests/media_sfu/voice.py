"""Clients of the voice gateway for tests, and a worker in this process."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from accounts.models import User
from guilds.models import Channel
from media_sfu.serving import WorkerProcess
from tests.helpers.gateway import AsgiClient, Gateway
from tests.media_sfu.worker.bot import AES, Bot


@asynccontextmanager
async def running_worker() -> AsyncIterator[WorkerProcess]:
    worker = WorkerProcess(
        host="127.0.0.1", port=0, external_ips=["127.0.0.1"], environment=environment()
    )
    await worker.start()
    try:
        yield worker
    finally:
        await worker.close()


def environment() -> dict[str, str]:
    """Return that of a process which works on the test's database."""
    database = connection.settings_dict
    user, password = quote(database["USER"]), quote(database["PASSWORD"] or "")
    address = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.testing",
        "DATABASE_URL": f"postgres://{user}:{password}@{address}",
        "REDIS_URL": settings.REDIS_URL,
    }


class Participant:
    """Somebody with a gateway session who joins a channel and connects to voice there."""

    def __init__(self, gateway: Gateway, user: User, main: AsgiClient) -> None:
        self.gateway = gateway
        self.user = user
        self.main = main
        self.server: dict[str, Any] = {}
        self.voice: AsgiClient
        self.ready: dict[str, Any] = {}
        self.described: dict[str, Any] = {}
        self.seq = -1
        self.heard: list[dict[str, Any]] = []
        self.bots: list[Bot] = []

    @property
    def bot(self) -> Bot:
        """The latest connection."""
        return self.bots[-1]

    async def join(self, channel: Channel, **flags: bool) -> dict[str, Any]:
        """Say where to be, and return VOICE_SERVER_UPDATE."""
        place = {"guild_id": str(channel.guild_id), "channel_id": str(channel.id)}
        await self.main.send(4, {**place, **flags})
        return await self.assigned()

    async def say_state(self, channel: Channel, **flags: bool) -> None:
        """Change one's own state where one is."""
        place = {"guild_id": str(channel.guild_id), "channel_id": str(channel.id)}
        await self.main.send(4, {**place, **flags})
        await self.main.next("VOICE_STATE_UPDATE")

    async def assigned(self) -> dict[str, Any]:
        self.server = await self.main.next("VOICE_SERVER_UPDATE")
        return self.server

    def credentials(self, **other: Any) -> dict[str, Any]:
        return {
            "server_id": self.server["guild_id"] or self.server["channel_id"],
            "user_id": str(self.user.id),
            "session_id": self.main.session_id,
            "token": self.server["token"],
        } | other

    def open(self, query: str = "v=8") -> AsgiClient:
        self.voice = self.gateway.connect(path="/voice", query=query)
        return self.voice

    async def identify(self, **other: Any) -> dict[str, Any]:
        self.open()
        await self.expect(8)
        await self.voice.send(0, self.credentials(**other))
        self.ready = await self.expect(2)
        return self.ready

    async def connect(self, mode: str = AES) -> Bot:
        """Identify and let media flow by the udp protocol."""
        await self.identify()
        place = {"who": {}, "body": {"user_id": str(self.user.id)}, "ssrc": self.ready["ssrc"]}
        address = [self.ready["ip"], self.ready["port"]]
        self.bots.append(Bot(None, {**place, "addresses": [address]}, mode))  # type: ignore[arg-type]
        _, ip, port = await self.bot.discover()
        data = {"address": ip, "port": port, "mode": mode}
        await self.voice.send(1, {"protocol": "udp", "data": data})
        self.described = await self.expect(4)
        self.bot.key = bytes(self.described["secret_key"])
        return self.bot

    async def next(self) -> dict[str, Any]:
        message = await self.voice.receive()
        self.seq = message.get("seq", self.seq)
        self.heard.append(message)
        return message

    async def expect(self, op: int) -> Any:
        while True:
            message = await self.next()
            if message["op"] == op:
                return message["d"]

    async def expect_close(self) -> int:
        return await self.voice.expect_close()

    async def close(self) -> None:
        for bot in self.bots:
            await bot.close()


async def until(condition: Any, what: str, limit: float = 8.0) -> Any:
    """Wait for a condition of this process, sync or async."""
    async with asyncio.timeout(limit):
        while True:
            value = condition()
            if asyncio.iscoroutine(value):
                value = await value
            if value:
                return value
            await asyncio.sleep(0.01)
    raise AssertionError(what)
