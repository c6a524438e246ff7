"""The workers as the switchboard sees them: finding one for a room, and noticing that one died."""

from __future__ import annotations

import asyncio
import logging
import time
from itertools import count
from typing import TYPE_CHECKING, Final

import redis

from config.settings import limits
from media_sfu import placement
from media_sfu.rpc import post
from media_sfu.services.simple_sessions import keep

if TYPE_CHECKING:
    from media_sfu.signalling.switchboard import Switchboard

logger = logging.getLogger("guildhall.voice")

SWEEP_SECONDS: Final = 0.5
UPKEEP_SWEEPS: Final = 4  # what is less urgent is done each time so many have passed
RENEWAL_SECONDS: Final = limits.VOICE_GRANT_SECONDS / 3
PLACING_SECONDS: Final = 8.0
PLACING_PAUSE: Final = 0.2


async def place(room: str) -> str | None:
    """Return the worker of a room, waiting a while where none lives; None: there is none."""
    deadline = time.monotonic() + PLACING_SECONDS
    while (worker := await placement.place(room)) is None:
        if time.monotonic() > deadline:
            return None
        await asyncio.sleep(PLACING_PAUSE)
    return worker


async def look_after(board: Switchboard) -> None:
    """End silent sockets, prolong long stays, and take rooms from dead workers, for ever."""
    for number in count():
        await asyncio.sleep(SWEEP_SECONDS)
        for consumer in list(board.consumers):
            consumer.end_if_silent(time.monotonic())
        if not board.sessions:
            continue
        try:
            if freed := await placement.sweep():
                await reassign(board, freed)
            if number % UPKEEP_SWEEPS:
                continue
            await renew(board)
            await keep({session.key.session_id for session in board.sessions.values()})
        except (redis.RedisError, OSError) as error:
            logger.warning("workers could not be looked after: %s", error)
        except Exception:
            logger.exception("workers could not be looked after")


async def reassign(board: Switchboard, freed: list[tuple[str, str]]) -> None:
    """Tell all who serve people in the rooms of dead workers, which are placed anew."""
    logger.warning("workers have died: %s", {worker for worker, _ in freed})
    for worker, room in freed:
        await board.letters.send(room, {"type": "voice.worker", "room": room, "worker": worker})


async def renew(board: Switchboard) -> None:
    """Prolong the stay of those who are here for long."""
    now = time.monotonic()
    for session in list(board.sessions.values()):
        if session.worker and now - session.renewed_at > RENEWAL_SECONDS:
            session.renewed_at = now
            await post(session.worker, "join", board.joining(session))
