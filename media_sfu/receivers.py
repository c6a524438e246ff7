"""What follows in voice from what happens in guilds, in the same transaction or right after it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from accounts.models import User
from guilds import signals
from guilds.models import Channel, Guild, GuildScheduledEvent, Member
from guilds.services.changes import Actor
from media_sfu.payloads import VoiceStatePayload
from media_sfu.selectors import voice_states_by_user
from media_sfu.services import calls, moderation, stages
from media_sfu.services.access import review_guild
from messaging.signals import recipient_removed


@receiver(signals.voice_channel_asked)
def answer_voice_channel(guild: Guild, user: User, **_: Any) -> Channel | None:
    state = moderation.state_of(guild, user.id)
    return state.channel if state is not None else None


@receiver(signals.voice_states_asked)
def answer_voice_states(guild: Guild, **_: Any) -> dict[int, VoiceStatePayload]:
    return voice_states_by_user(guild.id)


@receiver(signals.member_moving)
def move(guild: Guild, user: User, channel: Channel | None, **_: Any) -> None:
    moderation.move_user(guild, user, channel)


@receiver(signals.member_voice_changing)
def tell_silenced(guild: Guild, member: Member, **_: Any) -> None:
    moderation.tell_silenced(guild, member)


@receiver(signals.member_removed)
def disconnect(guild: Guild, user: User, **_: Any) -> None:
    moderation.remove_users(guild, [user.id])


@receiver(signals.channels_deleting)
def empty(guild: Guild, channel_ids: Iterable[int], **_: Any) -> None:
    ids = list(channel_ids)
    stages.close_in_channels(guild, ids)
    moderation.empty_channels(guild, ids)


@receiver(signals.scheduled_event_starting)
def go_live(event: GuildScheduledEvent, actor: Actor | None, **_: Any) -> int | None:
    if actor is None:
        return None
    return stages.open_for_event(actor, event)


@receiver(signals.scheduled_event_ending)
def close_stage(event: GuildScheduledEvent, **_: Any) -> None:
    stages.close_for_event(event)


@receiver(signals.permissions_changing)
def review(guild: Guild, **_: Any) -> None:
    """Look at everybody in voice once the change is complete."""
    guild_id = guild.id
    transaction.on_commit(lambda: review_guild(guild_id), robust=True)


@receiver(recipient_removed)
def hang_up(channel: Channel, user_id: int, **_: Any) -> None:
    calls.remove_from_call(channel, user_id)
