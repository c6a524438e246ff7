"""Stages: who opens, changes and closes them, what is said, and how they end by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.kernel.errors import (
    CannotExecuteOnChannelType,
    FormError,
    MissingPermissions,
    StageAlreadyOpen,
    UnknownScheduledEvent,
    WrongEventEntityType,
)
from guilds.models import AuditLogEntry, AuditLogEvent, EventStatus, GuildScheduledEvent
from guilds.permissions import Permissions
from guilds.services import delete_channel
from guilds.services.scheduled_events import create_scheduled_event, update_scheduled_event
from media_sfu.models import StageInstance, VoiceSession
from media_sfu.services.event_upkeep import end_deserted_events
from media_sfu.services.stage_voice import update_own_stage_voice
from media_sfu.services.stages import close_silent_stages, close_stage, open_stage, update_stage
from media_sfu.tasks import end_what_is_deserted
from messaging.models import Message
from tests.builders import allow, deny, make_member, make_user
from tests.guilds.conftest import Announcements
from tests.guilds.test_scheduled_events import inside
from tests.helpers.openapi import assert_documented
from tests.media_sfu.conftest import build_house, enter, go

START, END, SPEAKER, TOPIC = 27, 28, 29, 31


@pytest.fixture
def announced(db) -> Announcements:
    return Announcements()


def said(house) -> list[tuple[int, str]]:
    written = Message.objects.filter(channel=house.stage).order_by("id")
    return list(written.values_list("type", "content"))


def event_in(house, channel, kind: int = 1) -> GuildScheduledEvent:
    values = inside(channel, entity_type=kind)
    return create_scheduled_event(house.owner, house.guild, values)


def test_a_stage_goes_live_changes_its_topic_and_closes(house, announced) -> None:
    announced.forget()
    stage = open_stage(house.owner, house.stage, topic=" Chess ", notifies=True, reason="why")
    told = announced.one("STAGE_INSTANCE_CREATE")
    assert (told.channel_id, told.data["topic"]) == (house.stage.id, "Chess")
    assert announced.one("MESSAGE_CREATE").data["mention_everyone"] is True
    with pytest.raises(StageAlreadyOpen):
        open_stage(house.owner, house.stage, topic="Again")
    announced.forget()
    update_stage(house.owner, house.stage, {"topic": "Go"})
    assert announced.one("STAGE_INSTANCE_UPDATE").data["topic"] == "Go"
    enter(house.owner, house.stage)
    update_own_stage_voice(house.owner, house.guild, {"suppress": False})
    announced.forget()
    close_stage(house.owner, house.stage)
    assert announced.one("STAGE_INSTANCE_DELETE").data["id"] == str(stage.id)
    assert said(house) == [(START, "Chess"), (TOPIC, "Go"), (SPEAKER, ""), (END, "Go")]
    entries = AuditLogEntry.objects.filter(target_id=stage.id).order_by("id")
    assert [entry.action_type for entry in entries] == [
        AuditLogEvent.STAGE_INSTANCE_CREATE,
        AuditLogEvent.STAGE_INSTANCE_UPDATE,
        AuditLogEvent.STAGE_INSTANCE_DELETE,
    ]
    assert {entry.options["channel_id"] for entry in entries if entry.options} == {
        str(house.stage.id)
    }


def test_only_moderators_of_the_stage_open_change_and_close_it(house) -> None:
    with pytest.raises(MissingPermissions):
        open_stage(house.bob, house.stage, topic="Mine")
    with pytest.raises(CannotExecuteOnChannelType):
        open_stage(house.owner, house.lounge, topic="No stage")
    for values in ({"topic": " "}, {"topic": "x" * 121}, {"topic": "x", "privacy_level": 1}):
        with pytest.raises(FormError):
            open_stage(house.owner, house.stage, **values)
    allow(
        house.stage,
        house.bob,
        Permissions.MANAGE_CHANNELS | Permissions.MUTE_MEMBERS | Permissions.MOVE_MEMBERS,
    )
    carol = make_member(house.guild, "carol")
    deny(house.stage, house.guild, Permissions.MENTION_EVERYONE)
    open_stage(house.bob, house.stage, topic="Mine", notifies=True)
    # He may not mention everyone, so nobody is notified.
    assert not Message.objects.get(channel=house.stage).mention_everyone
    for act in (
        lambda: update_stage(carol, house.stage, {"topic": "Hers"}),
        lambda: close_stage(carol, house.stage),
    ):
        with pytest.raises(MissingPermissions):
            act()
    close_stage(house.bob, house.stage)


def test_a_silent_stage_closes_after_minutes(house) -> None:
    open_stage(house.owner, house.stage, topic="Chess")
    enter(house.owner, house.stage)
    assert close_silent_stages() == 0  # noticed
    long_ago = timezone.now() - timedelta(hours=1)
    update_own_stage_voice(house.owner, house.guild, {"suppress": False})
    StageInstance.objects.update(silent_since=long_ago)
    assert close_silent_stages() == 0  # somebody speaks
    assert StageInstance.objects.get().silent_since is None
    go(house.owner)
    end_what_is_deserted()
    assert StageInstance.objects.get().silent_since is not None
    StageInstance.objects.update(silent_since=long_ago)
    assert close_silent_stages() == 1
    assert not StageInstance.objects.exists()


def test_a_stage_ends_with_its_channel(house, announced) -> None:
    open_stage(house.owner, house.stage, topic="Chess")
    announced.forget()
    delete_channel(house.owner, house.stage)
    names = announced.names()
    assert names.index("STAGE_INSTANCE_DELETE") < names.index("CHANNEL_DELETE")


def test_an_event_goes_live_and_ends_with_its_stage(house) -> None:
    event = event_in(house, house.stage)
    other = event_in(house, house.lounge, 2)
    for event_id, error in ((other.id, WrongEventEntityType), (5, UnknownScheduledEvent)):
        with pytest.raises(error):
            open_stage(house.owner, house.stage, topic="x", scheduled_event_id=event_id)
    stage = open_stage(house.owner, house.stage, topic="x", scheduled_event_id=event.id)
    event.refresh_from_db()
    assert (event.status, event.entity_id) == (EventStatus.ACTIVE, stage.id)
    close_stage(house.owner, house.stage)
    event.refresh_from_db()
    assert event.status == EventStatus.COMPLETED


def test_starting_an_event_opens_its_stage_and_ending_it_closes_it(house) -> None:
    event = event_in(house, house.stage)
    update_scheduled_event(house.owner, event, {"status": EventStatus.ACTIVE})
    stage = StageInstance.objects.get()
    event.refresh_from_db()
    assert (stage.topic, event.entity_id) == ("Picnic", stage.id)
    update_scheduled_event(house.owner, event, {"status": EventStatus.COMPLETED})
    assert not StageInstance.objects.exists()


def test_an_event_that_everybody_has_left_ends_after_minutes(house) -> None:
    event = event_in(house, house.lounge, 2)
    update_scheduled_event(house.owner, event, {"status": EventStatus.ACTIVE})
    long_ago = timezone.now() - timedelta(hours=1)
    GuildScheduledEvent.objects.update(started_at=long_ago)
    enter(house.bob, house.lounge)
    assert end_deserted_events() == 0
    go(house.bob)
    assert end_deserted_events() == 0
    VoiceSession.objects.update(ended_at=long_ago)
    assert end_deserted_events() == 1
    event.refresh_from_db()
    assert event.status == EventStatus.COMPLETED


def test_stages_over_rest(api) -> None:
    house = build_house()
    owner, bob = api(house.owner), api(house.bob)
    where = f"/stage-instances/{house.stage.id}"

    def code(answer: Any) -> tuple[int, int]:
        return answer.status_code, answer.json()["code"]

    new = {"channel_id": str(house.stage.id), "topic": "Chess"}
    assert code(owner.get(where)) == (404, 10067)
    assert code(bob.post("/stage-instances", new)) == (403, 50013)
    assert code(api(make_user("stranger")).post("/stage-instances", new)) == (403, 50001)
    wrongs: tuple[dict[str, Any], ...] = (
        {},
        {**new, "topic": ""},
        {**new, "topic": 5},
        {**new, "privacy_level": 1},
    )
    for wrong in wrongs:
        assert code(owner.post("/stage-instances", wrong)) == (400, 50035)
    assert code(owner.post("/stage-instances", {**new, "channel_id": "5"})) == (404, 10003)
    made = owner.post("/stage-instances", new)
    assert made.status_code == 200
    assert_documented("POST", "/stage-instances", 200, made.json())
    assert code(owner.post("/stage-instances", new)) == (400, 150006)
    assert bob.get(where).json()["topic"] == "Chess"
    changed = owner.patch(where, {"topic": "Go"})
    assert_documented("PATCH", where, 200, changed.json())
    assert code(bob.patch(where, {"topic": "Mine"})) == (403, 50013)
    assert code(bob.delete(where)) == (403, 50013)
    assert owner.delete(where).status_code == 204
    assert code(owner.delete(where)) == (404, 10067)
