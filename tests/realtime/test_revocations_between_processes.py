"""Nothing that is written after somebody lost the right to read it reaches them.

Messages flow as fast as one real process takes them; whoever loses the right listens at another.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from accounts.services.sessions import revoke_all_sessions
from guilds.permissions import Permissions
from tests.builders import authorization
from tests.helpers.gateway import GatewayClosed, SocketClient, connect

pytestmark = pytest.mark.instance(processes=2)
WRITERS = 8
DEADLINE = 20.0


class Ear:
    """Collects the ids of the messages that one session hears, and everything else it hears."""

    def __init__(self, client: SocketClient) -> None:
        self.client = client
        self.messages: set[str] = set()
        self.events: list[dict[str, Any]] = []
        self.closed: int | None = None
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            while True:
                message = await self.client.receive(DEADLINE)
                if message.get("t") == "MESSAGE_CREATE":
                    self.messages.add(message["d"]["id"])
                elif message["op"] == 0:
                    self.events.append(message)
        except GatewayClosed as closed:
            self.closed = closed.code

    def heard(self, name: str) -> list[str]:
        return [event["d"]["id"] for event in self.events if event["t"] == name]

    async def stop(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self.client.close()


class Scene:
    """Ada writes without pause; bob is about to lose the right to read, carol keeps it."""

    def __init__(self, instance: Any, make: Any) -> None:
        self.instance = instance
        self.make = make

    async def set(self) -> None:
        make = self.make
        self.ada = await make.make_user("ada")
        self.guild = await make.make_guild(self.ada)
        self.role = await make.make_role(self.guild, "readers")
        self.channel = await make.make_channel(self.guild, "reading")
        await make.deny(self.channel, self.guild, Permissions.VIEW_CHANNEL)
        await make.allow(self.channel, self.role, Permissions.VIEW_CHANNEL)
        self.bob = await make.make_member(self.guild, "bob", roles=[self.role])
        self.carol = await make.make_member(self.guild, "carol", roles=[self.role])
        self.http = httpx.AsyncClient(
            base_url=self.instance.urls[1] + "/api/v10",
            headers={"Authorization": await sync_to_async(authorization)(self.ada)},
            timeout=30,
        )
        self.bobs_ear = await self.ear(self.bob)
        self.carols_ear = await self.ear(self.carol)
        self.written: list[tuple[float, str]] = []
        self._writing = True
        self._writers = [asyncio.create_task(self._write()) for _ in range(WRITERS)]

    async def ear(self, user: Any) -> Ear:
        client = await connect(self.instance.gateway_urls[0])
        await client.identify(await self.make.token_of(user))
        return Ear(client)

    async def _write(self) -> None:
        for number in itertools.count():
            if not self._writing:
                return
            begun = time.monotonic()
            path = f"/channels/{self.channel.id}/messages"
            answer = await self.http.post(path, json={"content": f"{number}"})
            assert answer.status_code == 200, answer.text
            self.written.append((begun, answer.json()["id"]))

    async def revoke(self, act: Callable[[], Awaitable[Any]]) -> None:
        """Take the right away in mid-stream, and compare who heard what."""
        await self.until(lambda: len(self.bobs_ear.messages) > 50, "bob hears what is said")
        await act()
        answered = time.monotonic()
        await self.until(lambda: self.begun_after(answered) >= 100, "the flow goes on")
        self._writing = False
        await asyncio.gather(*self._writers)
        everything = {message for _, message in self.written}
        await self.until(lambda: everything <= self.carols_ear.messages, "carol hears it all")
        late = {message for begun, message in self.written if begun >= answered}
        assert late
        assert not late & self.bobs_ear.messages

    def begun_after(self, moment: float) -> int:
        return sum(begun >= moment for begun, _ in self.written)

    async def until(self, condition: Callable[[], Any], what: str) -> None:
        deadline = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < deadline, f"it did not come to this: {what}"
            await asyncio.sleep(0.01)

    async def ask(self, method: str, path: str, **options: Any) -> None:
        answer = await self.http.request(method, path, **options)
        assert answer.status_code in (200, 204), answer.text + self.instance.log

    async def strike(self) -> None:
        self._writing = False
        await asyncio.gather(*self._writers, return_exceptions=True)
        await self.bobs_ear.stop()
        await self.carols_ear.stop()
        await self.http.aclose()
        await sync_to_async(connections.close_all)()


@pytest.fixture
async def scene(instance, make) -> AsyncIterator[Scene]:
    made = Scene(instance, make)
    await made.set()
    yield made
    await made.strike()


async def test_a_kicked_member_hears_nothing_more(scene):
    path = f"/guilds/{scene.guild.id}/members/{scene.bob.id}"
    await scene.revoke(lambda: scene.ask("DELETE", path))
    assert scene.bobs_ear.heard("GUILD_DELETE") == [str(scene.guild.id)]


async def test_a_banned_member_hears_nothing_more(scene):
    path = f"/guilds/{scene.guild.id}/bans/{scene.bob.id}"
    await scene.revoke(lambda: scene.ask("PUT", path, json={}))
    assert scene.bobs_ear.heard("GUILD_DELETE") == [str(scene.guild.id)]


async def test_a_member_who_loses_the_role_hears_nothing_more(scene):
    path = f"/guilds/{scene.guild.id}/members/{scene.bob.id}/roles/{scene.role.id}"
    await scene.revoke(lambda: scene.ask("DELETE", path))
    assert scene.bobs_ear.heard("CHANNEL_DELETE") == [str(scene.channel.id)]


async def test_a_member_whom_an_overwrite_shuts_out_hears_nothing_more(scene):
    path = f"/channels/{scene.channel.id}/permissions/{scene.bob.id}"
    denied = {"type": 1, "deny": str(int(Permissions.VIEW_CHANNEL))}
    await scene.revoke(lambda: scene.ask("PUT", path, json=denied))
    assert scene.bobs_ear.heard("CHANNEL_DELETE") == [str(scene.channel.id)]


async def test_a_session_that_is_revoked_hears_nothing_more(scene):
    await scene.revoke(lambda: sync_to_async(revoke_all_sessions)(scene.bob.id))
    assert scene.bobs_ear.closed == 4004


async def test_a_hidden_channel_is_named_nowhere(scene):
    await scene.ask(
        "DELETE", f"/guilds/{scene.guild.id}/members/{scene.bob.id}/roles/{scene.role.id}"
    )
    client = await connect(scene.instance.gateway_urls[0])
    await client.identify(await scene.make.token_of(scene.bob))
    channel = f"/channels/{scene.channel.id}"
    begun = time.monotonic()
    await scene.until(lambda: scene.begun_after(begun) >= 5, "messages are written")
    _, message = scene.written[-1]
    await scene.ask("PATCH", channel, json={"topic": "whispers"})
    await scene.ask("PUT", f"{channel}/messages/{message}/reactions/%F0%9F%91%8D/@me")
    await scene.ask("POST", f"{channel}/typing")
    await scene.ask("PUT", f"{channel}/messages/pins/{message}")
    await scene.ask("DELETE", f"{channel}/messages/{message}")
    wanted = {"CHANNEL_UPDATE", "MESSAGE_REACTION_ADD", "CHANNEL_PINS_UPDATE", "MESSAGE_DELETE"}
    await scene.until(
        lambda: wanted <= {event["t"] for event in scene.carols_ear.events}, "carol hears of it"
    )
    await scene.ask("PATCH", f"/guilds/{scene.guild.id}", json={"name": "Renamed"})
    await client.next("GUILD_UPDATE")

    everything = str(client.heard)
    assert str(scene.guild.id) in everything
    assert str(scene.channel.id) not in everything
    await client.close()
