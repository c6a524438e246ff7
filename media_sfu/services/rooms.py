"""Entering, changing and leaving, inside a locked guild: the state, its history, what is told.

Whether somebody may is decided by who calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils import timezone

from guilds.models import Channel, Guild, Member
from guilds.services.changes import apply
from media_sfu import events
from media_sfu.models import VoiceRoom, VoiceState
from media_sfu.services import history, recordings, servers

# What of a state is nobody's business.
UNTOLD: Final = frozenset(("was_brought", "permissions_version"))


def enter(state: VoiceState, channel: Channel, member: Member | None) -> None:
    """Write a new state, in ``channel``."""
    state.channel = channel
    state.save(force_insert=True)
    history.voice_began(state)
    history.video_changed(state)
    events.voice_state_updated(state, member)
    servers.assign(state)
    open_room(channel)
    recordings.entered(state)


def change(state: VoiceState, member: Member | None, values: Mapping[str, Any]) -> bool:
    """Change a state that stays in its channel; returns whether anything differs."""
    changed = apply(state, values)
    if not changed:
        return False
    state.save(update_fields=list(changed))
    if changed.keys() <= UNTOLD:
        return True
    if "session_id" in changed:
        history.voice_ended([state])
        history.voice_began(state)
    history.video_changed(state)
    events.voice_state_updated(state, member)
    if "session_id" in changed:
        servers.replace(state, changed["session_id"][0])
    else:
        servers.update(state, member)
    return True


def repeat(state: VoiceState, member: Member | None) -> None:
    """Tell of a state that is as it was, and hand out another grant."""
    events.voice_state_updated(state, member)
    servers.assign(state)


def move(
    state: VoiceState, channel: Channel, member: Member | None, values: Mapping[str, Any]
) -> None:
    """Take somebody to another channel of the guild."""
    old = state.channel
    servers.remove(state, servers.Reason.DISCONNECTED)
    history.voice_ended([state])
    history.video_ended(state)
    apply(state, {**values, "channel": channel, "connected_at": timezone.now()})
    state.save()
    history.voice_began(state)
    history.video_changed(state)
    events.voice_state_updated(state, member, moved_from=old.id)
    servers.assign(state)
    open_room(channel)
    close_if_empty(old)
    recordings.left(old.id, [state.user_id])
    recordings.entered(state)


def leave(
    states: Iterable[VoiceState],
    members: Mapping[int, Member],
    reason: servers.Reason = servers.Reason.DISCONNECTED,
) -> None:
    """End states of one guild or call; ``members`` are those of them who still are members."""
    gone = list(states)
    if not gone:
        return
    VoiceState.objects.filter(id__in=[state.id for state in gone]).delete()
    history.voice_ended(gone)
    for state in gone:
        history.video_ended(state)
        events.voice_state_ended(state, members.get(state.user_id))
        servers.remove(state, reason)
    for channel in {state.channel_id: state.channel for state in gone}.values():
        close_if_empty(channel)
        left = [state.user_id for state in gone if state.channel_id == channel.id]
        recordings.left(channel.id, left)


def open_room(channel: Channel) -> None:
    if not channel.guild_id:
        return
    room, is_new = VoiceRoom.objects.get_or_create(channel=channel)
    if is_new:
        events.voice_start_time_updated(channel, room.started_at)


def close_if_empty(channel: Channel) -> None:
    """Take note that nobody is in a channel any more; what it was used for goes with the last."""
    if not channel.guild_id or VoiceState.objects.filter(channel=channel).exists():
        return
    closed, _ = VoiceRoom.objects.filter(channel=channel).delete()
    if closed:
        events.voice_start_time_updated(channel, None)
    if channel.status is not None:
        channel.status = None
        channel.save(update_fields=["status"])
        events.voice_status_updated(channel)


def members_of(guild: Guild, states: Iterable[VoiceState]) -> dict[int, Member]:
    """Return the members whose states these are, by user."""
    user_ids = [state.user_id for state in states]
    found = Member.objects.select_related("user").filter(guild=guild, user_id__in=user_ids)
    return {member.user_id: member for member in found}


def states_in(guild: Guild, **conditions: Any) -> list[VoiceState]:
    return list(
        VoiceState.objects.filter(guild=guild, **conditions).select_related("channel", "user")
    )
