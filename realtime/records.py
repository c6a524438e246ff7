"""The record of a session in Redis: what another process needs to resume it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import orjson

from config.kernel import log
from config.kernel.log import Head
from config.settings import limits

if TYPE_CHECKING:
    from realtime.sessions import GatewaySession

KEY: Final = "gateway:session:"
# While the socket lives the record is renewed with its heartbeats.
LIVE_SECONDS: Final = limits.GATEWAY_RESUME_SECONDS + 3 * limits.GATEWAY_HEARTBEAT_MS // 1000


def new_session_id() -> str:
    return secrets.token_hex(16)


def is_session_id(value: object) -> bool:
    return isinstance(value, str) and len(value) == 32 and value.isalnum() and value.isascii()


async def save(session: GatewaySession, head: Head, hub_id: str) -> None:
    await write(log.client(), session, head, hub_id)


async def save_all(sessions: Iterable[GatewaySession], head: Head, hub_id: str) -> None:
    async with log.client().pipeline(transaction=False) as pipeline:
        for session in sessions:
            write(pipeline, session, head, hub_id)
        if pipeline.command_stack:
            await pipeline.execute()


def write(client: Any, session: GatewaySession, head: Head, hub_id: str) -> Any:
    """Write the record with a client, or into a pipeline of more commands."""
    record = session.record() | {
        "epoch": head.epoch,
        "generation": head.generation,
        "hub": hub_id,
    }
    return client.set(KEY + session.id, orjson.dumps(record), ex=LIVE_SECONDS)


async def load(session_id: str) -> dict[str, Any] | None:
    found = await log.client().get(KEY + session_id)
    return None if found is None else orjson.loads(found)


async def keep(session_ids: Iterable[str], *, seconds: int = LIVE_SECONDS) -> None:
    """Renew the records of sessions that gave a sign of life."""
    async with log.client().pipeline(transaction=False) as pipeline:
        for session_id in session_ids:
            pipeline.expire(KEY + session_id, seconds)
        if pipeline.command_stack:
            await pipeline.execute()


async def leave(session_ids: Iterable[str]) -> None:
    """Let records live for the resume window, now that their sockets are lost."""
    await keep(session_ids, seconds=limits.GATEWAY_RESUME_SECONDS)


async def forget(session_id: str) -> None:
    await log.client().delete(KEY + session_id)
