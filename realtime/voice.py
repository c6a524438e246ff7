"""Voice ends with the gateway session that joined: not with its socket, but when it is over."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError

from config.kernel import log
from config.kernel.aio import in_thread
from config.kernel.telemetry.metrics import VOICE_SESSIONS
from media_sfu.models import VoiceState
from media_sfu.services import simple_sessions
from media_sfu.services.joining import end_sessions
from realtime import records

if TYPE_CHECKING:
    from realtime.hub import Hub

logger = logging.getLogger("guildhall.gateway")

COLLECT_SECONDS: Final = 0.01
MISSING_KEY: Final = "gateway:missing:"
# Looked at again this long after it was first missed, a session is over.
MISSING_SECONDS: Final = 120
AT_ONCE: Final = 1000


class VoiceEnds:
    """The sessions of one hub that ended and may have been in voice; of many at once."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._ended: set[str] = set()

    def add(self, session_id: str) -> None:
        self._ended.add(session_id)
        if len(self._ended) == 1:
            self._hub.spawn(self._end())

    async def _end(self) -> None:
        await asyncio.sleep(COLLECT_SECONDS)
        ended, self._ended = self._ended, set()
        try:
            await self._hub.in_thread(end_sessions, ended)
        except DatabaseError as error:
            # The worker finds them by their missing records.
            logger.warning("voice of %d sessions could not be ended: %s", len(ended), error)


async def end_lost_sessions() -> int:
    """End the voice of sessions that ran out unnoticed; returns how many states ended.

    A record may be missing for a moment, when Redis has lost it and the session lives: it has
    to be missing twice.
    """
    session_ids = await in_thread(sessions_in_voice)()
    VOICE_SESSIONS.set(len(session_ids))
    client = log.client()
    missing = [
        session_id
        for session_id in session_ids
        if not await client.exists(records.KEY + session_id, simple_sessions.KEY + session_id)
        and not await client.set(MISSING_KEY + session_id, 1, ex=MISSING_SECONDS, nx=True)
    ]
    return await in_thread(end_sessions)(missing) if missing else 0


def sessions_in_voice() -> list[str]:
    return list(VoiceState.objects.values_list("session_id", flat=True).distinct())
