"""What is done now and then with what the workers say of their rooms.

Who is in a room without a voice state is taken out: a process may have died before it could say so.
Who has long been silent goes to the AFK channel of their guild.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

import redis

from config.kernel import aio
from config.kernel.errors import UnknownGuild
from guilds.models import ChannelType
from guilds.services.changes import changing
from media_sfu import placement, rpc
from media_sfu.models import VoiceState
from media_sfu.services.moderation import move_user, state_of

logger = logging.getLogger("guildhall.voice")


def review_rooms() -> int:
    """Compare the rooms of all workers with the voice states; returns how many differed."""
    people = aio.run(people_in_rooms())
    if not people:
        return 0
    # Read after them: who came meanwhile is not among them, but who went is not here any more.
    states = {state.peer: state for state in VoiceState.objects.select_related("guild", "user")}
    ghosts = [(worker, one) for worker, one in people if one["peer"] not in states]
    aio.run(send_away(ghosts))
    moved = 0
    for _, one in people:
        state = states.get(one["peer"])
        if state is not None and is_away(state, one["spoke_at"]):
            moved += move_away(state)
    return len(ghosts) + moved


async def people_in_rooms() -> list[tuple[str, Mapping[str, Any]]]:
    """Return the worker and what it says of somebody, for everybody in a room."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for worker in await placement.live_workers():
        try:
            answer = await rpc.call_once(worker.id, "stats", {})
        except (rpc.Refused, rpc.WorkerUnavailable, redis.RedisError, OSError) as error:
            logger.warning("worker %s does not say who is there: %s", worker.id, error)
            continue
        found += [(worker.id, one) for one in answer["people"]]
    return found


async def send_away(ghosts: list[tuple[str, Mapping[str, Any]]]) -> None:
    for worker, one in ghosts:
        who = {name: one[name] for name in ("room", "peer", "generation")}
        await rpc.post(worker, "leave", {**who, "reason": "kicked"})


def is_away(state: VoiceState, spoke_at: float) -> bool:
    """Say whether somebody has been silent for so long that their guild takes them for away."""
    guild = state.guild
    if guild is None or guild.afk_channel_id in {None, state.channel_id} or state.user.bot:
        return False
    if state.self_video or state.self_stream:
        return False
    return time.time() - spoke_at >= guild.afk_timeout


def move_away(state: VoiceState) -> bool:
    try:
        with changing(state.guild_id or 0) as guild:
            now = state_of(guild, state.user_id)
            channel = guild.channels.filter(id=guild.afk_channel_id or 0).first()
            if now is None or now.channel_id != state.channel_id or channel is None:
                return False
            if now.channel.type == ChannelType.GUILD_STAGE_VOICE:
                return False
            move_user(guild, now.user, channel)
            return True
    except UnknownGuild:
        return False
