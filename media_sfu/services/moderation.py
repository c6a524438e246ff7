"""What moderators do with others in voice. Who may was checked; the guild is locked."""

from __future__ import annotations

from accounts.models import User
from guilds.models import Channel, Guild, Member
from guilds.standing import standing
from media_sfu import events
from media_sfu.models import VoiceState
from media_sfu.services import rooms, servers
from media_sfu.services.joining import arrival
from media_sfu.voice_states import ENTER


def state_of(guild: Guild, user_id: int) -> VoiceState | None:
    return (
        VoiceState.objects.select_related("channel", "user")
        .filter(guild=guild, user_id=user_id)
        .first()
    )


def move_user(guild: Guild, user: User, channel: Channel | None) -> None:
    """Take somebody who is in voice elsewhere, full or not, or out (None)."""
    state = state_of(guild, user.id)
    if state is None:
        return
    if channel is None:
        remove_users(guild, [user.id])
        return
    found = standing(guild, user.id)
    if found.member is None:
        return
    found.member.user = user
    granted = found.in_channel(channel)
    values = arrival(guild, channel, granted) | {"was_brought": ENTER not in granted}
    rooms.move(state, channel, found.member, values)


def remove_users(guild: Guild, user_ids: list[int]) -> None:
    gone = rooms.states_in(guild, user_id__in=user_ids)
    rooms.leave(gone, rooms.members_of(guild, gone))


def empty_channels(guild: Guild, channel_ids: list[int]) -> None:
    gone = rooms.states_in(guild, channel_id__in=channel_ids)
    rooms.leave(gone, rooms.members_of(guild, gone), servers.Reason.TERMINATED)


def tell_silenced(guild: Guild, member: Member) -> None:
    """Tell that somebody was muted or deafened by a moderator, or may speak and hear again."""
    state = state_of(guild, member.user_id)
    if state is not None:
        events.voice_state_updated(state, member)
        servers.update(state, member)
