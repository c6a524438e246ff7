"""Processes and Redis die while messages flow: nobody loses a message or hears one twice."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from config.kernel import aio, log, outbox
from tests import builders
from tests.helpers.gateway import GatewayClosed, SocketClient, connect
from tests.services import throwaway

pytestmark = pytest.mark.instance
EVERY = 0.05  # 20 messages a second


class Stage:
    def __init__(self) -> None:
        self.ada = builders.make_user("ada")
        self.ada.rate_limited = False
        self.ada.save(update_fields=["rate_limited"])
        self.guild = builders.make_guild(self.ada)
        self.channel = builders.text_channel(self.guild)
        self.bob = builders.make_member(self.guild, "bob")
        self.bot = builders.make_bot("helper", owner=self.ada)
        builders.make_member(self.guild, self.bot)
        self.tokens = {user: builders.token_of(user) for user in (self.ada, self.bob, self.bot)}
        connection.close()


class Sender:
    """Posts numbered messages to one process, and counts what was answered with 200."""

    def __init__(self, stage: Stage, url: str) -> None:
        self.stage, self.url = stage, url
        self.sent: list[str] = []
        self.unsure: list[str] = []
        self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        token = self.stage.tokens[self.stage.ada]
        address = f"{self.url}/api/v10/channels/{self.stage.channel.id}/messages"
        number = 0
        async with httpx.AsyncClient(headers={"Authorization": token}, timeout=20) as client:
            while True:
                number += 1
                text = f"message {number}"
                try:
                    response = await client.post(
                        address,
                        json={"content": text, "nonce": f"n{number}", "enforce_nonce": True},
                    )
                except httpx.HTTPError:
                    self.unsure.append(text)
                else:
                    known = self.sent if response.status_code == 200 else self.unsure
                    known.append(text)
                await asyncio.sleep(EVERY)

    async def stop(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task


class Follower:
    """A client that resumes at the next process whenever its socket is lost."""

    def __init__(self, urls: list[str], token: str, *, intents: int | None, compress: str) -> None:
        self.urls, self.token, self.compress = urls, token, compress
        self.intents = intents
        self.texts: list[str] = []
        self.resumed = self.invalidated = 0
        self.is_there = asyncio.Event()
        self.client: SocketClient
        self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        fields = {} if self.intents is None else {"intents": self.intents}
        client = self.client = await connect(self.urls[0], compress=self.compress)
        await client.identify(self.token, **fields)
        self.is_there.set()
        where = 0
        while True:
            try:
                await self._follow(client)
            except GatewayClosed:
                session_id, seq = client.session_id, client.seq
            while True:
                where = (where + 1) % len(self.urls)
                try:
                    client = self.client = await connect(self.urls[where], compress=self.compress)
                    await client.resume(self.token, session_id, seq)
                    client.session_id = session_id
                    break
                except (OSError, GatewayClosed):
                    await asyncio.sleep(0.05)

    async def _follow(self, client: SocketClient) -> None:
        while True:
            message = await client.receive(deadline=60)
            if message["op"] == 9:
                self.invalidated += 1
                fields = {} if self.intents is None else {"intents": self.intents}
                await client.send(2, {"token": self.token, "properties": {}} | fields)
            elif message["t"] == "RESUMED":
                self.resumed += 1
            elif message["t"] == "READY":
                client.session_id = message["d"]["session_id"]
            elif message["t"] == "MESSAGE_CREATE":
                self.texts.append(message["d"]["content"])

    async def hear(self, text: str, deadline: float = 30) -> None:
        async with asyncio.timeout(deadline):
            while text not in self.texts:
                assert not self._task.done(), self._task.exception()
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self.client.close()


async def followers_of(stage: Stage, urls: list[str]) -> list[Follower]:
    kinds = [
        (stage.bob, None, ""),
        (stage.ada, None, "zlib-stream"),
        (stage.bot, 1 | 1 << 9 | 1 << 15, "zlib-stream"),
        (stage.bot, 1 | 1 << 9 | 1 << 15, "zstd-stream"),
    ]
    followers = [
        Follower(urls, stage.tokens[user], intents=intents, compress=compress)
        for user, intents, compress in kinds
    ]
    for follower in followers:
        async with asyncio.timeout(20):
            await follower.is_there.wait()
    return followers


async def until(sender: Sender, count: int) -> None:
    async with asyncio.timeout(30):
        while len(sender.sent) < count:
            await asyncio.sleep(0.02)


def expect_each_once(follower: Follower, sender: Sender, first: str) -> None:
    """Every message that was answered was heard once, in the order of the answers."""
    assert len(follower.texts) == len(set(follower.texts)), "something was heard twice"
    wanted = sender.sent[sender.sent.index(first) :]
    heard = [text for text in follower.texts if text not in sender.unsure]
    assert heard[heard.index(first) :] == wanted


async def test_when_a_process_is_killed_its_clients_go_on_at_another(instance):
    stage = await sync_to_async(Stage)()
    followers = await followers_of(stage, instance.gateway_urls)
    sender = Sender(stage, instance.urls[1])
    await until(sender, 20)
    for follower in followers:
        await follower.hear(sender.sent[0])

    await sync_to_async(instance.kill)(0)
    await until(sender, len(sender.sent) + 40)
    await sender.stop()

    for follower in followers:
        await follower.hear(sender.sent[-1])
        await follower.stop()
        assert (follower.resumed, follower.invalidated) == (1, 0), instance.log
        expect_each_once(follower, sender, sender.sent[0])
    assert not sender.unsure


async def test_when_redis_is_restarted_nothing_is_lost_or_told_twice(instance):
    stage = await sync_to_async(Stage)()
    followers = await followers_of(stage, instance.gateway_urls)
    sender = Sender(stage, instance.urls[1])
    await until(sender, 20)
    for follower in followers:
        await follower.hear(sender.sent[10])

    await asyncio.to_thread(throwaway.stop_redis, keep_data=True)
    await asyncio.sleep(0.5)
    throwaway.start_redis()  # here: a server ends with the thread that started it
    await until(sender, len(sender.sent) + 40)
    await sender.stop()

    for follower in followers:
        await follower.hear(sender.sent[-1])
        await follower.stop()
        expect_each_once(follower, sender, sender.sent[0])


async def test_when_redis_lost_its_data_everybody_is_told_to_begin_anew(instance):
    stage = await sync_to_async(Stage)()
    followers = await followers_of(stage, instance.gateway_urls)
    sender = Sender(stage, instance.urls[1])
    await until(sender, 10)
    for follower in followers:
        await follower.hear(sender.sent[5])

    await asyncio.to_thread(throwaway.stop_redis, keep_data=False)
    throwaway.start_redis()  # here: a server ends with the thread that started it
    await until(sender, len(sender.sent) + 40)
    await sender.stop()

    for follower in followers:
        await follower.hear(sender.sent[-1])
        await follower.stop()
        assert follower.invalidated == 1
        assert len(follower.texts) == len(set(follower.texts))


async def test_what_was_committed_is_announced_though_the_process_died_before(instance):
    stage = await sync_to_async(Stage)()
    followers = await followers_of(stage, instance.gateway_urls[1:])
    # With Redis away the process commits and cannot publish; then it dies.
    await asyncio.to_thread(throwaway.stop_redis, keep_data=True)
    sender = Sender(stage, instance.urls[0])
    async with asyncio.timeout(20):
        while await sync_to_async(waiting)() == 0:
            await asyncio.sleep(0.05)
    await sync_to_async(instance.kill)(0)
    await sender.stop()
    throwaway.start_redis()  # here: a server ends with the thread that started it

    await sync_to_async(sweep_until_done)()

    for follower in followers:
        await follower.hear("message 1")
        await follower.stop()
        assert follower.texts.count("message 1") == 1


def waiting() -> int:
    from config.kernel.models import OutboxEvent

    try:
        return OutboxEvent.objects.filter(topic__startswith="guild:").count()
    finally:
        connection.close()


def sweep_until_done() -> None:
    aio.run(log.close())
    try:
        outbox.sweep(older_than=0)
        assert outbox.sweep(older_than=0) == 0
    finally:
        connection.close()
