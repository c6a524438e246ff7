"""Stages: going live, changing the topic, closing; and what is said of it in their chat."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    CannotExecuteOnChannelType,
    MissingAccess,
    MissingPermissions,
    StageAlreadyOpen,
    UnknownChannel,
    UnknownGuild,
    UnknownScheduledEvent,
    UnknownStageInstance,
    WrongEventEntityType,
    bad_length,
    not_a_choice,
)
from config.settings import limits
from guilds import scheduled_event_events
from guilds.models import (
    AuditLogEvent,
    Channel,
    ChannelType,
    EventEntityType,
    EventStatus,
    Guild,
    GuildScheduledEvent,
)
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, changing, user_id_of
from guilds.services.scheduled_event_status import complete
from guilds.standing import Standing
from media_sfu import events
from media_sfu.models import StageInstance, VoiceState
from media_sfu.voice_states import STAGE_MODERATOR
from messaging.models import MessageType
from messaging.services.authors import author_member
from messaging.services.drafts import Draft
from messaging.services.inline import write_message

GUILD_ONLY: Final = 2


def open_stage(
    actor: User,
    channel: Channel,
    *,
    topic: str,
    privacy_level: int = GUILD_ONLY,
    notifies: bool = False,
    scheduled_event_id: int | None = None,
    reason: str | None = None,
) -> StageInstance:
    """Let a stage go live; ``notifies`` mentions everyone, if the actor may."""
    check_values({"topic": topic, "privacy_level": privacy_level})
    with moderating(actor, channel) as (guild, standing, found):
        if StageInstance.objects.filter(channel=found).exists():
            raise StageAlreadyOpen
        event = None
        if scheduled_event_id is not None:
            event = event_of_stage(guild, found, scheduled_event_id)
        may_mention = Permissions.MENTION_EVERYONE in standing.in_channel(found)
        stage = write_stage(
            actor, guild, found, topic.strip(), event, notifies and may_mention, reason
        )
        if event is not None:
            event.status = EventStatus.ACTIVE
            event.started_at = event.started_at or timezone.now()
            event.entity_id = stage.id
            event.save()
            scheduled_event_events.scheduled_event_updated(event)
    return stage


def write_stage(
    actor: Actor,
    guild: Guild,
    channel: Channel,
    topic: str,
    event: GuildScheduledEvent | None,
    mentions_everyone: bool,
    reason: str | None,
) -> StageInstance:
    stage = StageInstance.objects.create(
        guild=guild, channel=channel, topic=topic, scheduled_event=event
    )
    record(actor, stage, AuditLogEvent.STAGE_INSTANCE_CREATE, audit_log.created, reason)
    events.stage_instance_created(stage)
    say(
        user_id_of(actor),
        channel,
        MessageType.STAGE_START,
        topic,
        mention_everyone=mentions_everyone,
    )
    return stage


def update_stage(
    actor: User, channel: Channel, values: Mapping[str, Any], *, reason: str | None = None
) -> StageInstance:
    check_values(values)
    with moderating(actor, channel) as (guild, _, found):
        stage = stage_in(found)
        wanted = dict(values)
        if "topic" in wanted:
            wanted["topic"] = wanted["topic"].strip()
        changed = apply(stage, wanted)
        if changed:
            stage.save(update_fields=list(changed))
            audit_log.record(
                actor,
                guild,
                AuditLogEvent.STAGE_INSTANCE_UPDATE,
                stage.id,
                changes=audit_log.changed(changed),
                options={"channel_id": str(found.id)},
                reason=reason,
            )
            events.stage_instance_updated(stage)
        if "topic" in changed:
            say(actor.id, found, MessageType.STAGE_TOPIC, stage.topic)
    return stage


def close_stage(actor: User, channel: Channel, *, reason: str | None = None) -> None:
    """End a stage, and the event that it was for."""
    with moderating(actor, channel) as (_, _, found):
        stage = stage_in(found)
        record(actor, stage, AuditLogEvent.STAGE_INSTANCE_DELETE, audit_log.deleted, reason)
        say(actor.id, found, MessageType.STAGE_END, stage.topic)
        end(stage)


def end(stage: StageInstance) -> None:
    """End a stage of a locked guild by whatever reason, and the event that it was for."""
    event = stage.scheduled_event
    drop(stage)
    if event is not None and event.status == EventStatus.ACTIVE:
        complete(None, event)
        event.save()
        scheduled_event_events.scheduled_event_updated(event)


def drop(stage: StageInstance) -> None:
    events.stage_instance_deleted(stage)
    StageInstance.objects.filter(id=stage.id).delete()


# For scheduled events


def open_for_event(actor: Actor, event: GuildScheduledEvent) -> int | None:
    """Let the stage of an event that begins go live; returns its id."""
    channel = event.channel
    if channel is None:
        return None
    stage = StageInstance.objects.filter(channel=channel).first()
    if stage is None:
        guild = event.guild
        topic = event.name[: limits.STAGE_TOPIC_LENGTH]
        return write_stage(actor, guild, channel, topic, event, False, None).id
    stage.scheduled_event = event
    stage.save(update_fields=["scheduled_event"])
    events.stage_instance_updated(stage)
    return stage.id


def close_for_event(event: GuildScheduledEvent) -> None:
    for stage in StageInstance.objects.filter(scheduled_event=event).select_related("channel"):
        drop(stage)


def close_in_channels(guild: Guild, channel_ids: Collection[int]) -> None:
    """End the stages of channels that are about to be deleted."""
    for stage in StageInstance.objects.filter(guild=guild, channel_id__in=channel_ids):
        drop(stage)


def close_silent_stages() -> int:
    """End stages on which nobody has spoken for minutes; returns how many. Safe to run twice."""
    closed = 0
    for guild_id, stage_id in list(StageInstance.objects.values_list("guild_id", "id")):
        try:
            with changing(guild_id) as guild:
                stage = (
                    StageInstance.objects.select_related("channel", "scheduled_event")
                    .filter(guild=guild, id=stage_id)
                    .first()
                )
                closed += stage is not None and close_if_silent(stage)
        except UnknownGuild:
            continue
    return closed


def close_if_silent(stage: StageInstance) -> bool:
    now = timezone.now()
    speakers = VoiceState.objects.filter(
        channel=stage.channel, suppress=False, request_to_speak_timestamp=None
    )
    if speakers.exists():
        since = None
    else:
        since = stage.silent_since or now
        if now - since >= timedelta(seconds=limits.STAGE_SILENT_SECONDS):
            end(stage)
            return True
    if since != stage.silent_since:
        stage.silent_since = since
        stage.save(update_fields=["silent_since"])
    return False


# Details


@contextmanager
def moderating(actor: User, channel: Channel) -> Iterator[tuple[Guild, Standing, Channel]]:
    """Lock the guild of a stage channel for one of the channel's moderators."""
    if channel.type != ChannelType.GUILD_STAGE_VOICE or channel.guild_id is None:
        raise CannotExecuteOnChannelType
    with acting(actor, channel.guild_id) as (guild, standing):
        found = guild.channels.filter(id=channel.id).first()
        if found is None:
            raise UnknownChannel
        granted = standing.in_channel(found)
        if Permissions.VIEW_CHANNEL not in granted:
            raise MissingAccess
        if STAGE_MODERATOR not in granted:
            raise MissingPermissions
        yield guild, standing, found


def stage_in(channel: Channel) -> StageInstance:
    stage = (
        StageInstance.objects.select_related("channel", "scheduled_event__creator")
        .filter(channel=channel)
        .first()
    )
    if stage is None:
        raise UnknownStageInstance
    return stage


def event_of_stage(guild: Guild, channel: Channel, event_id: int) -> GuildScheduledEvent:
    """Return an event that a stage can go live for."""
    event = (
        guild.scheduled_events.select_related("creator", "channel")
        .filter(id=event_id, status__lte=EventStatus.ACTIVE)
        .first()
    )
    if event is None:
        raise UnknownScheduledEvent
    if event.entity_type != EventEntityType.STAGE_INSTANCE or event.channel_id != channel.id:
        raise WrongEventEntityType
    return event


def check_values(values: Mapping[str, Any]) -> None:
    if "topic" in values and not 1 <= len(values["topic"].strip()) <= limits.STAGE_TOPIC_LENGTH:
        raise bad_length("topic", 1, limits.STAGE_TOPIC_LENGTH)
    # Stages for everybody in the world are deprecated at Discord, and there are none here.
    if values.get("privacy_level", GUILD_ONLY) != GUILD_ONLY:
        raise not_a_choice("privacy_level", [GUILD_ONLY])


def record(
    actor: Actor, stage: StageInstance, action: AuditLogEvent, changes: Any, reason: str | None
) -> None:
    audit_log.record(
        actor,
        stage.guild,
        action,
        stage.id,
        changes=changes({"topic": stage.topic, "privacy_level": stage.privacy_level}),
        options={"channel_id": str(stage.channel_id)},
        reason=reason,
    )


def say_speaker(state: VoiceState) -> None:
    """Say in the chat of a live stage that somebody speaks there now."""
    if StageInstance.objects.filter(channel=state.channel).exists():
        say(state.user_id, state.channel, MessageType.STAGE_SPEAKER)


def say(
    user_id: int,
    channel: Channel,
    kind: MessageType,
    content: str = "",
    *,
    mention_everyone: bool = False,
) -> None:
    write_message(
        Draft(
            author_id=user_id,
            channel_id=channel.id,
            channel_type=channel.type,
            guild_id=channel.guild_id,
            type=kind,
            content=content,
            mention_everyone=mention_everyone,
            member=author_member(channel, user_id),
        )
    )
