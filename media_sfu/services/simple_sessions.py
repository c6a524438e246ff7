"""Voice for clients without a gateway session: joined and left by REST, kept by the voice socket.

A session of this kind ends a minute after its last voice socket, or if none came.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from config.kernel import aio, log
from config.kernel.errors import UnknownVoiceState
from guilds.models import Channel
from media_sfu.models import VoiceSession, VoiceState
from media_sfu.payloads import VoiceServerPayload, voice_server_payload
from media_sfu.services import servers
from media_sfu.services.joining import WantedState, update_own_voice_state

KEY: Final = "voice:simple:"
SECONDS: Final = 60


class VoiceSessionPayload(VoiceServerPayload):
    id: str
    user_id: str


def start_session(user: User, channel: Channel, flags: dict[str, Any]) -> VoiceSessionPayload:
    """Join a channel, and return where to connect to and with what."""
    session_id = secrets.token_hex(16)
    aio.run(mark(session_id))
    update_own_voice_state(user.id, session_id, WantedState(channel.guild_id, channel.id, **flags))
    with transaction.atomic():
        state = VoiceState.objects.filter(user=user, session_id=session_id).first()
        stay = VoiceSession.objects.filter(user=user, session_token=session_id, ended_at=None)
        begun = stay.first()
        if state is None or begun is None:  # gone again
            raise UnknownVoiceState
        server = voice_server_payload(state, servers.grant(state), servers.endpoint())
    return {
        **server,
        "id": str(begun.id),
        "user_id": str(user.id),
        "channel_id": str(channel.id),
    }


def end_session(user: User, session_id: int) -> None:
    """Leave what was joined with ``start_session`` (or by the gateway), by the id of the stay."""
    stay = VoiceSession.objects.filter(id=session_id, user=user, ended_at=None).first()
    if stay is None:
        raise UnknownVoiceState
    update_own_voice_state(user.id, stay.session_token, WantedState(stay.guild_id, None))


async def mark(session_id: str) -> None:
    await log.client().set(KEY + session_id, 1, ex=SECONDS)


async def keep(session_ids: Collection[str]) -> None:
    """Let sessions of this kind live on; others are passed over."""
    async with log.client().pipeline(transaction=False) as pipeline:
        for session_id in session_ids:
            pipeline.expire(KEY + session_id, SECONDS)
        await pipeline.execute()
