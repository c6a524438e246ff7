"""The switchboard: the voice sessions of one process, and what reaches them from elsewhere.

It hears of the rooms that its sessions are in: from their workers (who speaks, who came), from the
services (somebody was removed or muted), and from other switchboards (a session goes on there).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Any, Final

import redis

from config.kernel import aio
from config.settings import limits
from media_sfu.rpc import Correspondence, Refused, WorkerUnavailable, post
from media_sfu.services.servers import Reason, assign_anew
from media_sfu.signalling import events
from media_sfu.signalling.codes import VoiceCloseCode
from media_sfu.signalling.errands import Errands
from media_sfu.signalling.metrics import VOICE_SESSIONS_HERE
from media_sfu.signalling.sessions import Key, VoiceSession
from media_sfu.signalling.workers import look_after
from media_sfu.tokens import Grant, expiry

if TYPE_CHECKING:
    from media_sfu.signalling.consumer import VoiceConsumer

logger = logging.getLogger("guildhall.voice")

CLOSE_CODES: Final = {
    Reason.DISCONNECTED: VoiceCloseCode.DISCONNECTED,
    Reason.TERMINATED: VoiceCloseCode.CALL_TERMINATED,
}


class Switchboard:
    def __init__(self) -> None:
        self.letters = Correspondence(self._hear)
        self.rooms: dict[str, set[VoiceSession]] = {}
        self.sessions: dict[Key, VoiceSession] = {}
        self.consumers: set[VoiceConsumer] = set()
        errands = Errands()
        self._errands = errands
        self.spawn = errands.spawn
        self.in_thread = errands.in_thread
        self._opening: asyncio.Task[None] | None = None
        self._upkeep: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Be ready to hear; returns once that is so."""
        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_task(self.letters.open())
        try:
            await asyncio.shield(self._opening)
        except (redis.RedisError, OSError):
            self._opening = None
            raise
        if self._upkeep is None:
            self._upkeep = self.spawn(look_after(self))

    async def close(self) -> None:
        await self._errands.close()
        await self.letters.close()

    # Sessions

    async def add(self, session: VoiceSession) -> None:
        """Let a session hear of its room; an earlier one of the same name is over."""
        before = self.sessions.get(session.key)
        self.sessions[session.key] = session
        self.rooms.setdefault(session.room, set()).add(session)
        VOICE_SESSIONS_HERE.set(len(self.sessions))
        if before is not None:
            self.end(before, VoiceCloseCode.SESSION_NO_LONGER_VALID)
        await self.letters.join(session.room)

    def drop(self, session: VoiceSession) -> None:
        """Forget a session; what it holds at the worker is not touched."""
        session.is_over = True
        if session.ending is not None:
            session.ending.cancel()
        if self.sessions.get(session.key) is session:
            del self.sessions[session.key]
        VOICE_SESSIONS_HERE.set(len(self.sessions))
        room = self.rooms.get(session.room)
        if room is not None and session in room:
            room.discard(session)
            if not room:
                del self.rooms[session.room]
                self.spawn(self._leave_room(session.room))

    async def _leave_room(self, room: str) -> None:
        if room not in self.rooms:
            await self.letters.leave(room)
        if room in self.rooms:  # somebody came meanwhile
            await self.letters.join(room)

    def end(self, session: VoiceSession, code: VoiceCloseCode, reason: str = "") -> None:
        """End a session, close its socket and free what it has at the worker."""
        if session.is_over:
            return
        self.drop(session)
        consumer, session.consumer = session.consumer, None
        if consumer is not None:
            consumer.session = None
            consumer.close(code, reason)
        self.release(session)

    def release(self, session: VoiceSession) -> None:
        if session.worker:
            self.spawn(self._release(session))

    async def _release(self, session: VoiceSession) -> None:
        try:
            await post(session.worker, "leave", session.address)
        except (redis.RedisError, OSError) as error:
            logger.warning("a worker could not be told that somebody left: %s", error)

    async def attach(self, session: VoiceSession, consumer: VoiceConsumer) -> None:
        """Let a session go on with another socket."""
        if self.sessions.get(session.key) is not session:
            await self.add(session)
        before, session.consumer = session.consumer, consumer
        consumer.session = session
        if session.ending is not None:
            session.ending.cancel()
            session.ending = None
        if before is not None:
            before.session = None
            before.close(VoiceCloseCode.SESSION_NO_LONGER_VALID, "Resumed elsewhere")

    def leave_if_empty(self, room: str) -> None:
        if room not in self.rooms:
            self.spawn(self._leave_room(room))

    def lost(self, session: VoiceSession) -> None:
        """Wait for the client of a lost socket to come back."""
        session.consumer = None
        session.ending = asyncio.get_running_loop().call_later(
            limits.VOICE_RESUME_SECONDS, self.end, session, VoiceCloseCode.SESSION_TIMED_OUT
        )

    # Workers

    async def call(self, session: VoiceSession, op: str, **body: Any) -> dict[str, Any]:
        """Have a session's worker do something for it; raises Refused or WorkerUnavailable."""
        return await self.letters.call(session.worker, op, {**session.address, **body})

    def joining(self, session: VoiceSession) -> dict[str, Any]:
        """Return the body of the command that lets somebody in, or stay longer."""
        return {
            **session.address,
            "user_id": session.user_id,
            "bits": session.hearing["bits"],
            "expires": expiry(),
        }

    # What is heard

    def _hear(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "voice.event":
                for session in list(self.rooms.get(message["room"], ())):
                    events.pass_on(self, session, message)
            case "voice.state":
                self._state_changed(message)
            case "voice.worker":
                self.spawn(self._worker_died(message["room"], message["worker"]))
            case "voice.superseded":
                self._superseded(message)
            case "voice.wanted":
                self._hand_over(message)

    async def _worker_died(self, room: str, worker: str) -> None:
        """Send who was on a dead worker to another; some may be there by themselves already."""
        there = [one for one in self.rooms.get(room, ()) if one.worker == worker]
        if not there:
            return
        try:
            await self.in_thread(assign_anew, {session.peer for session in there})
        finally:
            for session in there:
                session.worker = ""
                self.end(session, VoiceCloseCode.CALL_TERMINATED, "Voice server changed")

    def _state_changed(self, message: dict[str, Any]) -> None:
        for session in list(self.rooms.get(message["room"], ())):
            if (
                session.user_id != message["user_id"]
                or session.grant.session_id != message["session_id"]
            ):
                continue
            if message["action"] == "removed":
                self.end(session, CLOSE_CODES[Reason(message["reason"])], "Disconnected")
                continue
            hearing = {name: message[name] for name in ("muted", "deafened", "bits")}
            session.hearing = hearing
            if session.worker:
                self.spawn(self.apply_hearing(session))

    async def apply_hearing(self, session: VoiceSession) -> None:
        try:
            await self.call(session, "mute", **session.hearing)
        except (Refused, WorkerUnavailable, redis.RedisError, OSError) as error:
            logger.warning("a worker did not mute somebody: %s", error)

    def _superseded(self, message: dict[str, Any]) -> None:
        """Somebody has connected anew, here or elsewhere."""
        for session in list(self.rooms.get(message["room"], ())):
            if session.peer == message["peer"] and session.generation < message["generation"]:
                self.end(session, VoiceCloseCode.SESSION_NO_LONGER_VALID)

    async def find(self, grant: Grant) -> VoiceSession | None:
        """Return the session to go on with, from whichever process holds it; None: nobody does."""
        key = Key(grant.session_id, grant.server_id)
        here = self.sessions.get(key)
        if here is not None:
            return here if here.room == grant.room else None
        request_id = secrets.token_hex(12)
        question = {
            "type": "voice.wanted",
            "room": grant.room,
            "key": list(key),
            "id": request_id,
            "reply_to": self.letters.channel,
        }
        answer = await self.letters.await_answer(
            request_id, lambda: self.letters.send(grant.room, question)
        )
        return None if answer is None else VoiceSession.taken_over(grant, answer)

    def _hand_over(self, message: dict[str, Any]) -> None:
        session = self.sessions.get(Key(*message["key"]))
        if session is None or session.room != message["room"] or not session.worker:
            return
        if message["reply_to"] == self.letters.channel:
            return
        answer = session.handed_over()
        consumer, session.consumer = session.consumer, None
        self.drop(session)
        if consumer is not None:
            consumer.session = None
            consumer.close(VoiceCloseCode.SESSION_NO_LONGER_VALID, "Resumed elsewhere")
        self.spawn(self.letters.reply(message["reply_to"], message["id"], answer))


_switchboards: dict[asyncio.AbstractEventLoop, Switchboard] = {}


def current_switchboard() -> Switchboard:
    """Return the switchboard of the running loop."""
    loop = asyncio.get_running_loop()
    found = _switchboards.get(loop)
    if found is None:
        aio.adopt_running_loop()
        found = _switchboards[loop] = Switchboard()
    return found


async def close_switchboard() -> None:
    found = _switchboards.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()
