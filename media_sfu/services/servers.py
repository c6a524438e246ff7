"""What the voice gateway and the SFU are told of voice states, in the transaction of the change.

Grants go to the gateway session by VOICE_SERVER_UPDATE. Everything else is told right after the
commit: to the worker of the room, and to whoever serves the voice sockets in it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import redis
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction

from config.kernel import aio
from guilds.models import Member
from guilds.standing import standing_of_member
from media_sfu import events, placement, rpc
from media_sfu.models import VoiceState
from media_sfu.tokens import Grant, expiry, sign_grant
from media_sfu.voice_states import CALL_BITS, worker_bits

logger = logging.getLogger("guildhall.voice")


class Reason(StrEnum):
    """Why somebody is no longer in a room."""

    DISCONNECTED = "disconnected"  # they alone
    TERMINATED = "terminated"  # everybody, the room is no more


def assign(state: VoiceState) -> None:
    """Tell the session that holds a state where to connect to, with a new grant."""
    events.voice_server_updated(state, grant(state), endpoint())


def grant(state: VoiceState) -> str:
    server_id = state.guild_id or state.channel_id
    made = Grant(
        room=state.room,
        server_id=str(server_id),
        user_id=str(state.user_id),
        session_id=state.session_id,
        generation=state.generation,
        expires=expiry(),
    )
    return sign_grant(made)


def endpoint() -> str:
    return str(settings.VOICE_ENDPOINT or urlsplit(settings.PUBLIC_URL).netloc)


def replace(state: VoiceState, old_session_id: str) -> None:
    """Another session of theirs has taken over."""
    tell(state, {"action": "removed", "session_id": old_session_id, "reason": Reason.DISCONNECTED})
    assign(state)


def remove(state: VoiceState, reason: Reason) -> None:
    """Somebody is not in the room any more."""
    tell(
        state,
        {"action": "removed", "session_id": state.session_id, "reason": reason},
        "leave",
        {"reason": "kicked"},
    )


def update(state: VoiceState, member: Member | None) -> None:
    """Who is heard, who hears, or what somebody may do in a room differs."""
    hearing = hearing_of(state, member)
    tell(state, {"action": "updated", "session_id": state.session_id, **hearing}, "mute", hearing)


def hearing_of(state: VoiceState, member: Member | None) -> dict[str, Any]:
    """Return whether somebody is heard and hears, and their permissions, as the SFU takes them."""
    muted, deafened = state.suppress or state.self_mute, state.self_deaf
    if state.guild is None:
        return {"muted": muted, "deafened": deafened, "bits": list(CALL_BITS)}
    if member is None:
        return {"muted": True, "deafened": True, "bits": []}
    granted = standing_of_member(state.guild, state.user_id, member).in_channel(state.channel)
    return {
        "muted": muted or member.mute,
        "deafened": deafened or member.deaf,
        "bits": worker_bits(granted),
    }


def tell(
    state: VoiceState,
    message: Mapping[str, Any],
    op: str | None = None,
    body: Mapping[str, Any] | None = None,
) -> None:
    room, user_id = state.room, str(state.user_id)
    told = {**message, "type": "voice.state", "room": room, "user_id": user_id}
    command = {"room": room, "peer": state.peer, "generation": state.generation, **(body or {})}
    transaction.on_commit(lambda: aio.run(deliver(room, told, op, command)), robust=True)


async def deliver(
    room: str, message: Mapping[str, Any], op: str | None, command: Mapping[str, Any]
) -> None:
    """Tell the room's worker, if it is on one, and who serves sockets in it."""
    try:
        if op is not None and (worker := await placement.worker_of(room)) is not None:
            await rpc.post(worker, op, command)
        layer: Any = get_channel_layer()
        await layer.group_send(rpc.group_of(room), dict(message))
    except (redis.RedisError, OSError) as error:
        # Who looks after the rooms finds the difference (``services.upkeep``).
        logger.warning("room %s could not be told of a change: %s", room, error)


def assign_anew(peers: Collection[str]) -> int:
    """Send people to whichever worker their room is on next; returns how many still are there."""
    ids = [int(peer.partition("-")[0]) for peer in peers]
    with transaction.atomic():
        states = VoiceState.objects.filter(id__in=ids).select_for_update(of=("self",), no_key=True)
        found = [state for state in states if state.peer in peers]
        for state in found:
            assign(state)
    return len(found)
