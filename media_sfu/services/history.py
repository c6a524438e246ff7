"""The history of who was in voice and who showed video."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from media_sfu.models import VideoParticipant, VideoSession, VoiceSession, VoiceState


def voice_began(state: VoiceState) -> None:
    VoiceSession.objects.create(
        user_id=state.user_id,
        guild_id=state.guild_id,
        channel_id=state.channel_id,
        session_token=state.session_id,
    )


def voice_ended(states: Iterable[VoiceState]) -> None:
    stays = Q(pk__in=())
    for state in states:
        stays |= Q(user_id=state.user_id, channel_id=state.channel_id)
    VoiceSession.objects.filter(stays, ended_at=None).update(ended_at=timezone.now())


def video_changed(state: VoiceState) -> None:
    """Take note of who shows video now, and who stopped."""
    if not (state.self_video or state.self_stream):
        video_ended(state)
        return
    session, _ = VideoSession.objects.get_or_create(
        channel_id=state.channel_id,
        ended_at=None,
        defaults={
            "guild_id": state.guild_id,
            "initiator_id": state.user_id,
            "session_token": state.session_id,
        },
    )
    VideoParticipant.objects.get_or_create(
        video_session=session, user_id=state.user_id, left_at=None
    )


def video_ended(state: VoiceState) -> None:
    """End somebody's part in the video of their channel, and with the last one the whole."""
    now = timezone.now()
    session = VideoSession.objects.filter(channel_id=state.channel_id, ended_at=None).first()
    if session is None:
        return
    session.participants.filter(user_id=state.user_id, left_at=None).update(left_at=now)
    if not session.participants.filter(left_at=None).exists():
        session.ended_at = now
        session.save(update_fields=["ended_at"])


def close_abandoned() -> int:
    """End stays whose states are gone with their guild or channel; returns how many."""
    stays = VoiceSession.objects.filter(ended_at=None)
    present = set(VoiceState.objects.values_list("user_id", "channel_id"))
    abandoned = [
        stay_id
        for stay_id, user_id, channel_id in stays.values_list("id", "user_id", "channel_id")
        if (user_id, channel_id) not in present
    ]
    now = timezone.now()
    VideoParticipant.objects.filter(video_session__ended_at=None, left_at=None).exclude(
        video_session__channel_id__in={channel for _, channel in present}
    ).update(left_at=now)
    VideoSession.objects.filter(ended_at=None).exclude(
        channel_id__in={channel for _, channel in present}
    ).update(ended_at=now)
    return VoiceSession.objects.filter(id__in=abandoned, ended_at=None).update(ended_at=now)
