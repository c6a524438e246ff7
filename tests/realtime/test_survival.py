"""What was acknowledged reaches everybody once and in order, whatever dies on the way.

Servers are started on this thread although it blocks the loop: they end with the thread that
started them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from config.kernel import aio, outbox
from tests.builders import authorization
from tests.helpers.gateway import GatewayClosed, connect
from tests.services import throwaway

pytestmark = pytest.mark.instance(processes=2)
RATE = 20
DEADLINE = 45.0


class Listener:
    """A client that wants every message: it resumes on whichever process still answers."""

    def __init__(self, urls: list[str], first: int, token: str) -> None:
        self.urls = urls
        self.at = first
        self.token = token
        self.received: list[str] = []
        self.resumed = 0
        self.identified = 0
        self.client: Any = None
        self.session: tuple[str, int] | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        ready = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._listen(ready))
        await ready

    async def stop(self) -> None:
        assert self._task is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self.hang_up()

    async def hang_up(self) -> None:
        """Let go of a socket, which the other side may have lost already."""
        client, self.client = self.client, None
        if client is not None:
            client.drop()
            await client.close()

    async def _listen(self, ready: asyncio.Future[None]) -> None:
        while True:
            with contextlib.suppress(GatewayClosed, OSError, TimeoutError):
                await self._connect()
                if not ready.done():
                    ready.set_result(None)
                while True:
                    self._take(await self.client.receive(DEADLINE))
            await self.hang_up()
            self.at = (self.at + 1) % len(self.urls)
            await asyncio.sleep(0.05)

    async def _connect(self) -> None:
        self.client = await connect(self.urls[self.at])
        if self.session is not None:
            await self.client.resume(self.token, *self.session)
            return
        await self.client.identify(self.token)
        self.session = (self.client.session_id, self.client.seq or 0)
        self.identified += 1

    def _take(self, message: dict[str, Any]) -> None:
        if message["op"] == 9:
            assert message["d"] is False
            self.session = None
            raise GatewayClosed(0, "invalid session")
        if message["op"] != 0:
            return
        assert self.session is not None
        self.session = (self.session[0], message["s"])
        if message["t"] == "MESSAGE_CREATE":
            self.received.append(message["d"]["id"])
        elif message["t"] == "RESUMED":
            self.resumed += 1


class Flow:
    """Messages at a steady rate; one that is not acknowledged is sent again, under its nonce."""

    def __init__(self, urls: list[str], path: str, headers: dict[str, str]) -> None:
        self.urls = urls
        self.path = path
        self.acknowledged: list[str] = []
        self._http = httpx.AsyncClient(headers=headers, timeout=30)
        self._sending: set[asyncio.Task[None]] = set()
        self._last: asyncio.Task[None] | None = None

    async def run(self, count: int) -> None:
        """Send ``count`` messages, one after the other, at the rate where that can be kept."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        for number in range(count):
            await asyncio.sleep(max(0.0, started + number / RATE - loop.time()))
            await self.send(f"message {number}")

    async def send(self, content: str) -> str:
        nonce = f"{content}-{time.monotonic_ns()}"[-25:]
        body = {"content": content, "nonce": nonce, "enforce_nonce": True}
        attempt = 0
        while True:
            url = self.urls[attempt % len(self.urls)]
            attempt += 1
            with contextlib.suppress(httpx.HTTPError):
                answer = await self._http.post(url + self.path, json=body)
                if answer.status_code == 200:
                    self.acknowledged.append(answer.json()["id"])
                    return self.acknowledged[-1]
                assert answer.status_code >= 500, answer.text
            await asyncio.sleep(0.05)

    async def close(self) -> None:
        await self._http.aclose()


@pytest.fixture
async def hall(instance, make) -> AsyncIterator[tuple[Flow, list[Listener]]]:
    """Make a guild in which one person writes and four listen, two on each process."""
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    channel = await make.text_channel(guild)
    listeners = []
    for number, name in enumerate(("bob", "carol", "dave", "eve")):
        member = await make.make_member(guild, name)
        token = await make.token_of(member)
        listeners.append(Listener(instance.gateway_urls, number % 2, token))
    for listener in listeners:
        await listener.start()
    path = f"/api/v10/channels/{channel.id}/messages"
    header = await sync_to_async(authorization)(ada)
    flow = Flow(instance.urls, path, {"Authorization": header})
    yield flow, listeners
    for listener in listeners:
        await listener.stop()
    await flow.close()
    await sync_to_async(connections.close_all)()


async def all_received(flow: Flow, listeners: list[Listener]) -> None:
    """Wait until everybody has what was acknowledged; then compare."""
    deadline = time.monotonic() + DEADLINE
    wanted = sorted(flow.acknowledged, key=int)
    while any(len(listener.received) < len(wanted) for listener in listeners):
        if time.monotonic() > deadline:
            break
        # What a dead process left in the outbox is the sweeper's, which no worker runs here.
        await sync_to_async(outbox.sweep)(older_than=0)
        await asyncio.sleep(0.1)
    for listener in listeners:
        assert listener.received == wanted


async def test_clients_of_a_killed_process_go_on_at_the_other_without_loss(instance, hall):
    flow, listeners = hall
    sending = asyncio.create_task(flow.run(4 * RATE))
    await asyncio.sleep(1.5)
    await asyncio.to_thread(instance.kill, 0)
    await sending

    await all_received(flow, listeners)
    assert [listener.resumed for listener in listeners] == [1, 0, 1, 0]
    assert [listener.identified for listener in listeners] == [1, 1, 1, 1]


async def test_clients_of_a_killed_process_come_back_to_it_when_it_is_back(instance, hall):
    flow, listeners = hall
    await flow.run(RATE)
    instance.restart(0)
    await flow.run(RATE)

    await all_received(flow, listeners)
    assert all(listener.identified == 1 for listener in listeners)


async def test_nobody_misses_a_message_while_redis_is_restarted(hall):
    flow, listeners = hall
    sending = asyncio.create_task(flow.run(5 * RATE))
    await asyncio.sleep(1.5)
    await asyncio.to_thread(throwaway.stop_redis, keep_data=True)
    await asyncio.sleep(0.5)
    throwaway.start_redis()
    await sending

    await all_received(flow, listeners)
    assert all(listener.identified == 1 for listener in listeners)


async def test_when_redis_has_lost_its_data_everybody_is_told_to_begin_anew(hall):
    flow, listeners = hall
    await flow.run(RATE)
    await all_received(flow, listeners)
    await asyncio.to_thread(throwaway.stop_redis, keep_data=False)
    throwaway.start_redis()
    await flow.send("the first of a new epoch")

    deadline = time.monotonic() + DEADLINE
    while any(listener.identified < 2 for listener in listeners):
        assert time.monotonic() < deadline, "not everybody was told"
        await asyncio.sleep(0.05)
    for listener in listeners:
        listener.received.clear()
    flow.acknowledged.clear()
    await flow.run(RATE)
    await all_received(flow, listeners)


async def test_a_message_whose_process_dies_between_commit_and_publish_arrives_once(instance, hall):
    flow, listeners = hall
    await flow.run(5)
    await all_received(flow, listeners)
    redis_pid = throwaway._redis_process.pid
    stopped = children_of(redis_pid) or [redis_pid]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        # It commits and then waits for Redis, which does not move.
        unanswered = asyncio.create_task(flow.send("committed, not yet published"))
        await committed("committed, not yet published")
        await asyncio.to_thread(instance.kill, 0)
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    await unanswered
    await flow.run(5)

    await all_received(flow, listeners)
    assert len(flow.acknowledged) == 11


async def committed(content: str) -> None:
    """Return once a message is in the database."""

    async def is_there() -> bool:
        pool = await aio.pool()
        async with pool.connection() as database:
            cursor = await database.execute("SELECT 1 FROM messages WHERE content = %s", (content,))
            return await cursor.fetchone() is not None

    deadline = time.monotonic() + DEADLINE
    while not await asyncio.to_thread(lambda: aio.run(is_there())):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [int(child) for child in children.read().split()]
