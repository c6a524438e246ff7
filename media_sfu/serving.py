"""One SFU worker as a process: commands in, answers and events out, and a heartbeat.

It reads its stream in Redis and never asks the database: who may do what comes with the commands.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

import orjson
import redis
from channels.layers import get_channel_layer

from config.kernel import log
from media_sfu import placement
from media_sfu.reachability import probe_credentials
from media_sfu.recorders import Recorder, finish_left_behind
from media_sfu.roster import Roster
from media_sfu.rpc import end_tasks, group_of, stream_of
from media_sfu.worker.errors import CommandRefused
from media_sfu.worker.media import MediaWorker
from media_sfu.worker_metrics import report

logger = logging.getLogger("guildhall.sfu")

ANSWERS_KEPT: Final = 4096
READ_AT_ONCE: Final = 100
READ_MS: Final = 5000
STREAM_SECONDS: Final = 3600


class WorkerProcess:
    """Serves one ``MediaWorker`` until it is told to stop."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        external_ips: list[str],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """``environment`` is that of the recorders it starts; by default its own."""
        self.id = ""
        self.environment = environment
        self.media = MediaWorker(
            host=host,
            port=port,
            external_ips=external_ips,
            on_event=self._happened,
            probe=probe_credentials(),
            open_sink=lambda recording_id: Recorder(recording_id, environment),
        )
        self.roster = Roster()
        self._outgoing: asyncio.Queue[tuple[str, bool, dict[str, Any]]] = asyncio.Queue()
        # What was answered, by request id: a command that comes twice is carried out once.
        self._answers: OrderedDict[str, asyncio.Task[dict[str, Any]]] = OrderedDict()
        # The last command of each peer: theirs are carried out one after the other.
        self._last: dict[str, asyncio.Task[dict[str, Any]]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._lent: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the socket and be found; OSError if the port is taken."""
        await self.media.start()
        place = f"{socket.gethostname()}:{self.media.port}"
        self.id = f"{place}:{secrets.token_hex(4)}"
        await placement.succeed(place, self.id)
        await self._beat()
        finish_left_behind(self.environment)
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(work) for work in (self._read(), self._send(), self._live())
        ]

    async def close(self) -> None:
        """End at once for everybody: who was here is told to come back to another worker."""
        await end_tasks(self._tasks)
        await self.media.close()
        try:
            await placement.resign(self.id)
            await log.client().delete(stream_of(self.id))
        except (redis.RedisError, OSError) as error:
            logger.warning("the worker's end could not be told: %s", error)

    # Commands

    async def _read(self) -> None:
        client: Any = log.new_client(socket_timeout=READ_MS / 1000 + 10)
        last = "0-0"
        stream = stream_of(self.id)
        try:
            while True:
                try:
                    answer = await client.xread({stream: last}, count=READ_AT_ONCE, block=READ_MS)
                except (redis.RedisError, OSError) as error:
                    logger.warning("commands could not be read: %s", error)
                    await asyncio.sleep(placement.HEARTBEAT_SECONDS)
                    continue
                for _, entries in answer or ():
                    for last, fields in entries:  # noqa: B007  where to go on
                        self._take(orjson.loads(fields[b"c"]))
        finally:
            await client.aclose()

    def _take(self, command: dict[str, Any]) -> None:
        task = self._answers.get(command["id"])
        if task is None:
            peer = command["body"].get("peer", "")
            task = asyncio.get_running_loop().create_task(
                self._carry_out(self._last.get(peer), command)
            )
            if peer:
                self._last[peer] = task
                task.add_done_callback(lambda done: self._forget(peer, done))
            self._answers[command["id"]] = task
            if len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)
        if command["reply_to"] is not None:
            answering = asyncio.get_running_loop().create_task(self._answer(task, command))
            self._lent.add(answering)
            answering.add_done_callback(self._lent.discard)

    def _forget(self, peer: str, task: asyncio.Task[dict[str, Any]]) -> None:
        if self._last.get(peer) is task:
            del self._last[peer]

    async def _carry_out(
        self, before: asyncio.Task[dict[str, Any]] | None, command: dict[str, Any]
    ) -> dict[str, Any]:
        if before is not None:
            await asyncio.wait([before])
        op, body = command["op"], command["body"]
        try:
            result = await self.media.handle(op, body)
        except CommandRefused as refused:
            return {"refused": refused.code, "message": refused.message}
        return {"result": self._complete(op, body, result)}

    def _complete(self, op: str, body: Mapping[str, Any], result: dict[str, Any]) -> dict[str, Any]:
        match op:
            case "join":
                self.roster.joined(body)
            case "stats":
                return {**result, "people": self.roster.people()}
        return result

    async def _answer(self, task: asyncio.Task[dict[str, Any]], command: dict[str, Any]) -> None:
        answer = await task
        message = {"type": "reply", "id": command["id"], "answer": answer}
        self._outgoing.put_nowait((command["reply_to"], False, message))

    # Events

    def _happened(self, event: Mapping[str, Any]) -> None:
        self.roster.happened(event)
        message = {**event, "type": "voice.event", "event": event["type"], "worker": self.id}
        self._outgoing.put_nowait((group_of(event["room"]), True, message))

    async def _send(self) -> None:
        """Send answers and events in the order in which they came about."""
        layer: Any = get_channel_layer()
        while True:
            address, is_group, message = await self._outgoing.get()
            try:
                await (layer.group_send if is_group else layer.send)(address, message)
            except (redis.RedisError, OSError) as error:
                logger.warning("an event of a room was lost: %s", error)

    # Life

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(placement.HEARTBEAT_SECONDS)
            try:
                await self._beat()
            except (redis.RedisError, OSError) as error:
                logger.warning("no heartbeat: %s", error)

    async def _beat(self) -> None:
        stats = self.media.stats()
        report(stats)
        facts = {
            "load": round(self.media.load(), 4),
            "host": self.media.host,
            "port": self.media.port,
            "addresses": ",".join(host for host, _ in self.media.addresses),
            "rooms": len(self.roster.rooms),
            "peers": self.roster.count(),
            "at": round(time.time(), 3),
        }
        lost = await placement.beat(self.id, facts, self.roster.rooms)
        await log.client().expire(stream_of(self.id), STREAM_SECONDS)
        for room in lost:
            # Redis has forgotten us for a while, and the room is elsewhere.
            await self.media.handle("close_room", {"room": room})
