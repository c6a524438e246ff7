"""Recording voice channels: who may, who is asked, when it ends, and who hears it afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from accounts.models import User
from config.kernel import aio, log, privacy
from config.kernel.errors import (
    AlreadyRecorded,
    MissingAccess,
    MissingPermissions,
    RecordingIsOff,
    TargetNotInVoice,
    TooManyRecordings,
    UnknownRecording,
)
from config.kernel.storage import bucket
from guilds.models import AuditLogEntry
from guilds.services.channels import delete_channel
from media_sfu.models import EndReason, Recording, RecordingParticipant, RecordingStatus
from media_sfu.services.recording_files import delete_recording, mix_recording, sweep_recordings
from media_sfu.services.recording_upkeep import review_recordings
from media_sfu.services.recordings import answer, start_recording, stop_recording
from media_sfu.voice_states import RECORDER
from tests import builders
from tests.media_sfu.conftest import House, build_house, enter, go
from tests.media_sfu.sound import heard
from tests.media_sfu.test_signalling import Scene
from tests.media_sfu.voice import running_worker, until
from tests.media_sfu.worker.test_webrtc import opus_frames, play


@pytest.fixture(autouse=True)
def _recordings_are_on(settings) -> None:
    settings.VOICE_RECORDING = True


@pytest.fixture
def recorded(house: House) -> Recording:
    """Return a recording of the lounge that the owner began; bob is there, and was asked."""
    place(house.lounge.id)
    enter(house.owner, house.lounge)
    enter(house.bob, house.lounge)
    return start_recording(house.owner, house.lounge)


def place(*channel_ids: int) -> None:
    """Put rooms on a worker that does nothing."""

    async def put() -> None:
        for channel_id in channel_ids:
            await log.client().set(f"sfu:room:{channel_id}", "idle")

    aio.run(put())


def ended_by(recording: Recording) -> str:
    recording.refresh_from_db()
    return recording.end_reason


# Rules


def test_who_moderates_voice_in_a_channel_and_is_there_may_have_it_recorded(house, settings):
    place(house.lounge.id, house.office.id)
    moderator = builders.make_member(house.guild, "mod", permissions=RECORDER)
    nearly = builders.make_member(
        house.guild, "nearly", permissions=RECORDER & ~(1 << 4)
    )  # all of it but MANAGE_CHANNELS
    for person in (moderator, nearly, house.bob):
        enter(person, house.lounge)
    with pytest.raises(TargetNotInVoice):
        start_recording(house.owner, house.lounge)
    for person in (nearly, house.bob):
        with pytest.raises(MissingPermissions):
            start_recording(person, house.lounge)
    settings.VOICE_RECORDING = False
    with pytest.raises(RecordingIsOff):
        start_recording(moderator, house.lounge)
    settings.VOICE_RECORDING = True
    recording = start_recording(moderator, house.lounge, reason="minutes")
    with pytest.raises(AlreadyRecorded):
        start_recording(moderator, house.lounge)
    enter(house.owner, house.office)
    settings.RECORDINGS_AT_ONCE = 1
    with pytest.raises(TooManyRecordings):
        start_recording(house.owner, house.office)
    for person in (nearly, house.bob):
        with pytest.raises(MissingPermissions):
            stop_recording(person, house.lounge, recording.id)
    stop_recording(house.owner, house.lounge, recording.id)
    assert ended_by(recording) == EndReason.STOPPED
    with pytest.raises(UnknownRecording):
        stop_recording(house.owner, house.lounge, recording.id)
    with pytest.raises(MissingPermissions):
        delete_recording(house.bob, house.lounge, recording.id)
    delete_recording(moderator, house.lounge, recording.id)
    entries = AuditLogEntry.objects.filter(target_id=house.lounge.id).order_by("id")
    told = [(one.user_id, one.changes[0]["new_value"]) for one in entries if one.options]
    assert told == [
        (moderator.id, "started"), (house.owner.id, "stopped"), (moderator.id, "deleted"),
    ]  # fmt: skip


def test_it_ends_when_somebody_there_declines_or_says_nothing(house, recorded):
    answer(house.bob, house.lounge, recorded.id, consents=True)
    cat = builders.make_member(house.guild, "cat")
    bot = builders.make_bot()
    builders.make_member(house.guild, bot)
    enter(bot, house.lounge)  # is not asked
    answer(cat, house.lounge, recorded.id, consents=False)  # before she comes, which she need not
    review_recordings()
    assert ended_by(recorded) == ""
    enter(cat, house.lounge)
    assert ended_by(recorded) == EndReason.DECLINED
    asked = set(recorded.participants.values_list("user_id", "consents"))
    assert asked == {(house.owner.id, True), (house.bob.id, True), (cat.id, False)}

    again = start_recording(house.owner, house.lounge)
    answer(cat, house.lounge, again.id, consents=True)
    past = timezone.now() - timedelta(minutes=1)
    RecordingParticipant.objects.filter(recording=again).update(asked_at=past)
    go(house.bob)  # nobody waits for him any more
    review_recordings()
    assert ended_by(again) == ""
    enter(house.bob, house.lounge)  # his time begins anew
    review_recordings()
    assert ended_by(again) == ""
    RecordingParticipant.objects.filter(recording=again).update(asked_at=past)
    review_recordings()
    assert ended_by(again) == EndReason.UNANSWERED

    third = start_recording(house.owner, house.lounge)
    answer(house.owner, house.lounge, third.id, consents=False)  # takes it back
    assert ended_by(third) == EndReason.DECLINED
    with pytest.raises(UnknownRecording):
        answer(house.bob, house.lounge, third.id, consents=True)


def test_it_ends_without_anybody_recorded_after_long_and_with_its_worker(house, recorded, settings):
    go(house.owner)
    assert ended_by(recorded) == EndReason.DESERTED
    enter(house.owner, house.lounge)
    long = start_recording(house.owner, house.lounge)
    settings.RECORDING_MINUTES = 0
    review_recordings()
    assert ended_by(long) == EndReason.TOO_LONG
    settings.RECORDING_MINUTES = 1
    go(house.bob)
    lost = start_recording(house.owner, house.lounge)
    aio.run(forget_room(house.lounge.id))
    review_recordings()
    assert ended_by(lost) == EndReason.WORKER_LOST
    # Nobody has ever written anything down.
    Recording.objects.update(ended_at=timezone.now() - timedelta(minutes=5))
    review_recordings()
    assert set(Recording.objects.values_list("status", flat=True)) == {RecordingStatus.FAILED}
    place(house.lounge.id)
    start_recording(house.owner, house.lounge)
    house.guild.delete()
    review_recordings()
    sweep_recordings()
    assert not Recording.objects.exists()


async def forget_room(channel_id: int) -> None:
    await log.client().delete(f"sfu:room:{channel_id}")


def test_strangers_learn_nothing_and_cannot_answer(house, recorded):
    stranger = builders.make_user("stranger")
    with pytest.raises(MissingAccess):
        answer(stranger, house.lounge, recorded.id, consents=False)
    shut_out = builders.make_member(house.guild, "dan")
    builders.deny(house.lounge, shut_out, 1 << 20)  # CONNECT
    with pytest.raises(MissingPermissions):
        answer(shut_out, house.lounge, recorded.id, consents=False)
    assert ended_by(recorded) == ""


# With a worker, and real packets


@pytest.fixture
async def scene(gateway):
    house = await sync_to_async(build_house)()
    async with running_worker() as worker:
        made = Scene(gateway, house, worker)
        yield made
        for person in made.people:
            await person.close()


async def finished(recording_id: int) -> Recording:
    """Wait until a recording is ready, or has failed."""

    def is_over():
        over = (RecordingStatus.READY, RecordingStatus.FAILED)
        return Recording.objects.filter(id=recording_id, status__in=over).first()

    return await until(sync_to_async(is_over), "the recording is over", 40)


async def recorded_users(scene: Scene, users: set[User]) -> None:
    room = str(scene.house.lounge.id)

    def users_now():
        recording = scene.worker.media.table.recordings.get(room)
        return recording is not None and recording.users == {str(user.id) for user in users}

    await until(users_now, "the worker knows whom to record")


def path_of(name: str) -> Path:
    return Path(bucket("recordings").path(name))


async def test_who_agrees_is_recorded_and_heard_by_those_who_may(scene, api):
    house = scene.house
    owner, bob = await scene.talking(house.owner), await scene.talking(house.bob)
    low, mid, high = [await opus_frames(pitch, 60) for pitch in (400, 900, 1600)]
    path = f"/channels/{house.lounge.id}/recordings"
    calls = {one.user: api(f"Bearer {one.main.token}") for one in (owner, bob)}
    begun = await calls[house.owner].apost(path)
    assert begun.status_code == 201, begun.text
    told = await bob.main.next("VOICE_RECORDING_CREATE")
    assert told == begun.json()
    assert told["consenting"] == [str(house.owner.id)]
    late = await scene.someone(house.bob)
    assert late.main.ready["guilds"][0]["voice_recordings"] == [told]
    await recorded_users(scene, {house.owner})
    await play(bob.bot, mid)  # nobody knows yet whether he may be recorded
    await play(owner.bot, low)
    one = f"{path}/{told['id']}"
    assert (await calls[house.bob].aput(f"{one}/consent", {"consents": True})).status_code == 204
    assert len((await bob.main.next("VOICE_RECORDING_UPDATE"))["consenting"]) == 2
    await recorded_users(scene, {house.owner, house.bob})
    await play(bob.bot, high)
    assert (await calls[house.bob].aget(one)).status_code == 404  # while it goes on
    assert (await calls[house.owner].apost(f"{one}/stop")).status_code == 204
    await bob.main.next("VOICE_RECORDING_DELETE")
    recording = await finished(int(told["id"]))

    assert recording.status == RecordingStatus.READY
    assert recording.end_reason == EndReason.STOPPED
    times = heard(path_of(recording.file), (400, 900, 1600))
    assert times[900] == []
    assert times[400]
    assert times[1600]
    assert times[400][-1] <= times[1600][0] + 0.1
    assert 1.0 <= times[400][-1] - times[400][0] <= 2.5
    assert (await bob.main.next("VOICE_RECORDING_FILE_UPDATE"))["status"] == "ready"

    cat = await sync_to_async(builders.make_member)(house.guild, "cat")
    calls[cat] = api(await sync_to_async(builders.authorization)(cat))
    for person, number in ((house.owner, 1), (house.bob, 1), (cat, 0)):
        assert len((await calls[person].aget(path)).json()) == number
        assert (
            len((await calls[person].aget(f"/guilds/{house.guild.id}/recordings")).json()) == number
        )
    assert (await calls[cat].aget(one)).status_code == 404
    described = (await calls[house.bob].aget(one)).json()
    assert {voice["user"]["id"] for voice in described["voices"]} == {
        str(house.owner.id),
        str(house.bob.id),
    }
    part = await api().aget(described["url"], headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    assert part.headers["Content-Type"] == "audio/webm"
    assert (await api().aget(described["url"].partition("?")[0])).status_code == 404

    # Who leaves the instance is heard by nobody any more.
    await sync_to_async(check_privacy)(house.bob, recording)
    before = path_of(recording.file)
    await sync_to_async(mix_recording)(recording.id)
    recording = await finished(recording.id)
    assert not before.exists()
    times = heard(path_of(recording.file), (400, 1600))
    assert times[400]
    assert not times[1600]

    assert (await calls[house.bob].adelete(one)).status_code == 403
    stored = path_of(recording.file)
    assert stored.exists()
    assert (await calls[house.owner].adelete(one)).status_code == 204
    await until(lambda: not stored.exists(), "the file is gone")
    assert not list(stored.parent.iterdir())


def check_privacy(user: User, recording: Recording) -> None:
    parts: dict[str, Any] = dict(privacy.export(user.id))
    assert parts[f"voice/recordings/{recording.id}.webm"].size > 1000
    assert [row["consents"] for row in parts["voice/recordings.json"]] == [True]
    privacy.erase(user.id)
    assert not recording.participants.filter(user=user).exists()


async def test_what_was_recorded_survives_the_recorder_and_the_worker(scene):
    house = scene.house
    owner, bob = await scene.talking(house.owner), await scene.talking(house.bob)
    low, high = await opus_frames(400, 50), await opus_frames(900, 100)
    first = await sync_to_async(start_recording)(house.owner, house.lounge)
    await recorded_users(scene, {house.owner})
    await play(owner.bot, low)
    folder = await until(lambda: spooled(first), "something is written down", 20)
    recorder = next(
        child
        for child in psutil.Process().children(recursive=True)
        if str(first.id) in child.cmdline()
    )
    await play(owner.bot, low)  # is written when the first second is complete
    await until(lambda: spooled(first).stat().st_size > 2000, "a second is on disk", 20)
    recorder.kill()
    assert folder.exists()
    await play(owner.bot, low)
    assert len(bob.bot.heard()) > 100  # the call goes on
    assert (await finished(first.id)).end_reason == EndReason.RECORDER_LOST
    await sync_to_async(first.refresh_from_db)()
    assert first.status == RecordingStatus.READY
    assert heard(path_of(first.file), (400,))[400]

    second = await sync_to_async(start_recording)(house.owner, house.lounge)
    await recorded_users(scene, {house.owner})
    await play(owner.bot, high)
    await scene.worker.media.close()
    ended = await finished(second.id)
    assert (ended.status, ended.end_reason) == (RecordingStatus.READY, EndReason.WORKER_LOST)
    assert heard(path_of(ended.file), (900,))[900]
    with_old = Recording.objects.filter(id=second.id)
    await with_old.aupdate(ended_at=timezone.now() - timedelta(days=31))
    assert await sync_to_async(sweep_recordings)() == 1
    assert not path_of(ended.file).exists()
    await sync_to_async(delete_channel)(house.owner, house.lounge)
    assert await sync_to_async(sweep_recordings)() == 1
    assert not path_of(first.file).exists()


def spooled(recording: Recording) -> Path | None:
    from django.conf import settings

    return next(Path(settings.RECORDING_FOLDER, str(recording.id)).glob("*.part.webm"), None)
