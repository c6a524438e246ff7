"""Recording a voice channel: it begins, people agree or do not, it ends. The guild is locked.

Only those are recorded who have said that they may be; bots are neither asked nor recorded. A
recording ends when somebody in the channel says no, or has not said anything for a while.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from typing import Any

import redis
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.kernel import aio
from config.kernel.errors import (
    AlreadyRecorded,
    CannotExecuteOnChannelType,
    MissingAccess,
    MissingPermissions,
    RecordingIsOff,
    ServiceUnavailable,
    TargetNotInVoice,
    TooManyRecordings,
    UnknownChannel,
    UnknownGuild,
    UnknownRecording,
)
from guilds.models import AuditLogEvent, Channel, ChannelType, Guild
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, changing
from guilds.standing import Standing
from media_sfu import events, placement, rpc
from media_sfu.models import (
    EndReason,
    Recording,
    RecordingParticipant,
    RecordingStatus,
    VoiceState,
)
from media_sfu.voice_states import ENTER, RECORDER

logger = logging.getLogger("guildhall.voice")

# What the audit log calls it: a change of the channel, as Discord has no entries for recordings.
AUDITED = "voice_recording"


def active_in(channel_id: int) -> Recording | None:
    return Recording.objects.filter(channel_id=channel_id, status=RecordingStatus.RECORDING).first()


def start_recording(actor: User, channel: Channel, *, reason: str | None = None) -> Recording:
    """Begin to record the voice channel that one is in, for who moderates voice there.

    Who starts it agrees to be recorded by that; everybody else who is there is asked.
    """
    if not settings.VOICE_RECORDING:
        raise RecordingIsOff
    if channel.type != ChannelType.GUILD_VOICE or channel.guild_id is None:
        raise CannotExecuteOnChannelType
    with acting(actor, channel.guild_id) as (guild, standing):
        found = channel_of(guild, channel.id)
        require_recorder(standing, found)
        present = list(VoiceState.objects.filter(channel=found).select_related("user"))
        if actor.id not in {state.user_id for state in present}:
            raise TargetNotInVoice
        if active_in(found.id) is not None:
            raise AlreadyRecorded
        others = Recording.objects.filter(status=RecordingStatus.RECORDING).count()
        if others >= settings.RECORDINGS_AT_ONCE:
            raise TooManyRecordings
        if aio.run(placement.worker_of(str(found.id))) is None:
            raise ServiceUnavailable
        recording = Recording.objects.create(
            guild_id=guild.id, channel_id=found.id, started_by=actor
        )
        for state in present:
            ask(recording, state.user, consents=True if state.user_id == actor.id else None)
        record_audit(actor, guild, recording, "started", reason)
        events.recording_begun(recording)
        instruct(recording)
        return recording


def stop_recording(
    actor: User, channel: Channel, recording_id: int, *, reason: str | None = None
) -> None:
    """End a recording, as who moderates voice there or has started it."""
    with acting(actor, channel.guild_id or 0) as (guild, standing):
        recording = going_on(channel.id, recording_id)
        if recording.started_by_id != actor.id:
            require_recorder(standing, channel_of(guild, channel.id))
        record_audit(actor, guild, recording, "stopped", reason)
        end(recording, EndReason.STOPPED)


def answer(user: User, channel: Channel, recording_id: int, *, consents: bool) -> None:
    """Agree to be recorded, or not; also before one joins.

    Who is in the channel and does not agree, or does not any more, ends the recording.
    """
    with acting(user, channel.guild_id or 0) as (guild, standing):
        recording = going_on(channel.id, recording_id)
        is_present = VoiceState.objects.filter(channel_id=channel.id, user=user).exists()
        if not is_present and ENTER not in standing.in_channel(channel_of(guild, channel.id)):
            raise MissingPermissions
        if not consents and is_present:
            ask(recording, user, consents=False)
            end(recording, EndReason.DECLINED)
        elif ask(recording, user, consents=consents):
            events.recording_updated(recording)
            instruct(recording)


def ask(recording: Recording, user: User, *, consents: bool | None = None) -> bool:
    """Take note of somebody, and of what they say; returns whether that is new."""
    if user.bot:
        return False
    known, _ = RecordingParticipant.objects.get_or_create(recording=recording, user=user)
    if consents is None or known.consents is consents:
        return False
    known.consents = consents
    known.answered_at = timezone.now()
    known.save(update_fields=["consents", "answered_at"])
    return True


# Who comes and goes


def entered(state: VoiceState) -> None:
    """Ask somebody who comes into a channel that is recorded."""
    recording = active_in(state.channel_id)
    if recording is None or state.user.bot:
        return
    ask(recording, state.user)
    known = recording.participants.get(user_id=state.user_id)
    if known.consents is False:
        end(recording, EndReason.DECLINED)
    elif known.consents is None:
        # The time to answer begins when they are there.
        known.asked_at = timezone.now()
        known.save(update_fields=["asked_at"])


def left(channel_id: int, user_ids: Collection[int]) -> None:
    """Nobody waits for the answer of who has gone; without anybody recorded it is over."""
    recording = active_in(channel_id)
    if recording is None:
        return
    recording.participants.filter(user_id__in=user_ids, consents=None).delete()
    if not consenting_present(recording):
        end(recording, EndReason.DESERTED)


def consenting_present(recording: Recording) -> bool:
    present = VoiceState.objects.filter(channel_id=recording.channel_id).values("user_id")
    return recording.participants.filter(consents=True, user_id__in=present).exists()


# The end


def end(recording: Recording, reason: EndReason) -> None:
    """End a recording that goes on; what was recorded becomes files."""
    recording.status = RecordingStatus.PROCESSING
    recording.end_reason = reason
    recording.ended_at = timezone.now()
    recording.save(update_fields=["status", "end_reason", "ended_at"])
    events.recording_ended(recording)
    instruct(recording)


def end_if_active(recording_id: int, reason: EndReason) -> bool:
    """End a recording from outside, unless it is over already; returns whether it was not."""
    found = Recording.objects.filter(id=recording_id).first()
    if found is None or found.status != RecordingStatus.RECORDING:
        return False
    with ExitStack() as stack:
        try:
            stack.enter_context(changing(found.guild_id))
        except UnknownGuild:  # it is deleted, and nobody hears of it any more
            stack.enter_context(transaction.atomic())
        found.refresh_from_db()
        if found.status != RecordingStatus.RECORDING:
            return False
        end(found, reason)
    return True


def instruct(recording: Recording) -> None:
    """Tell the worker of the room whom to record from now on, after the commit."""
    transaction.on_commit(lambda: aio.run(deliver(order(recording))), robust=True)


def order(recording: Recording) -> dict[str, Any]:
    """Return the body of the command for a recording as it is; ``users`` None: it is over."""
    goes_on = recording.status == RecordingStatus.RECORDING
    agreed = recording.participants.filter(consents=True).values_list("user_id", flat=True)
    return {
        "room": str(recording.channel_id),
        "recording": str(recording.id),
        "users": [str(user_id) for user_id in agreed] if goes_on else None,
    }


async def deliver(body: Mapping[str, Any]) -> bool:
    """Send a worker a command; returns whether there is one for the room."""
    try:
        worker = await placement.worker_of(body["room"])
        if worker is None:
            return False
        await rpc.post(worker, "record", body)
    except (redis.RedisError, OSError) as error:
        # It is said again (``services.recording_upkeep``).
        logger.warning("a worker could not be told what to record: %s", error)
    return True


# What they share


def channel_of(guild: Guild, channel_id: int) -> Channel:
    found = guild.channels.filter(id=channel_id).first()
    if found is None:
        raise UnknownChannel
    return found


def going_on(channel_id: int, recording_id: int) -> Recording:
    found = active_in(channel_id)
    if found is None or found.id != recording_id:
        raise UnknownRecording
    return found


def require_recorder(standing: Standing, channel: Channel) -> None:
    granted = standing.in_channel(channel)
    if Permissions.VIEW_CHANNEL not in granted:
        raise MissingAccess
    if RECORDER not in granted:
        raise MissingPermissions


def record_audit(
    actor: Actor, guild: Guild, recording: Recording, what: str, reason: str | None
) -> None:
    audit_log.record(
        actor,
        guild,
        AuditLogEvent.CHANNEL_UPDATE,
        recording.channel_id,
        changes=[audit_log.change(AUDITED, None, what)],
        options={"channel_id": str(recording.channel_id), "recording_id": str(recording.id)},
        reason=reason,
    )
