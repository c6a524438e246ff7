"""The admin shows voice, stages, events and sounds, and takes away what must go."""

from __future__ import annotations

from django.test import Client

from guilds.models import AuditLogEntry, AuditLogEvent, GuildScheduledEvent, SoundboardSound
from guilds.services.scheduled_events import create_scheduled_event
from media_sfu.models import EndReason, Recording, RecordingStatus, VoiceState
from media_sfu.services.stages import open_stage
from tests.builders import make_user
from tests.guilds.test_scheduled_events import outside
from tests.guilds.test_soundboard import made
from tests.media_sfu.conftest import enter


def test_staff_see_what_goes_on_and_end_it(house) -> None:
    root = make_user("root", password=None, is_staff=True, is_superuser=True)
    site = Client()
    site.force_login(root, backend="accounts.backends.AuthenticationBackend")
    enter(house.bob, house.lounge)
    open_stage(house.owner, house.stage, topic="Chess")
    recording = Recording.objects.create(
        guild_id=house.guild.id,
        channel_id=house.lounge.id,
        status=RecordingStatus.READY,
        end_reason=EndReason.STOPPED,
    )
    event = create_scheduled_event(house.owner, house.guild, outside())
    sound = made(house.owner, house.guild)
    for page, shown in (
        ("media_sfu/voicestate", b"lounge"),
        ("media_sfu/voicesession", b"bob"),
        ("media_sfu/stageinstance", b"Chess"),
        ("media_sfu/recording", b"stopped"),
        ("guilds/guildscheduledevent", b"Picnic"),
        ("guilds/soundboardsound", b"beep"),
    ):
        assert shown in site.get(f"/admin/{page}/?q={house.guild.id}").content, page
    for page, action, row in (
        ("media_sfu/voicestate", "disconnect", VoiceState.objects.get()),
        ("media_sfu/recording", "remove", recording),
        ("guilds/guildscheduledevent", "delete_events", event),
        ("guilds/soundboardsound", "delete_sounds", sound),
    ):
        chosen = {"action": action, "_selected_action": [row.pk], "reason": "spam"}
        assert site.post(f"/admin/{page}/", chosen).status_code == 302
    assert not VoiceState.objects.exists()
    assert not Recording.objects.exists()
    assert not GuildScheduledEvent.objects.exists()
    assert not SoundboardSound.objects.exists()
    entry = AuditLogEntry.objects.filter(action_type=AuditLogEvent.SOUNDBOARD_SOUND_DELETE).get()
    assert entry.user_id == root.id
