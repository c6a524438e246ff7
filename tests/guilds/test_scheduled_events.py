"""Scheduled events: who may make and change them, how they begin and end, what is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.kernel.errors import (
    CannotExecuteOnChannelType,
    CannotUpdateFinishedEvent,
    FormError,
    MaximumScheduledEvents,
    MissingAccess,
    MissingPermissions,
    UnknownChannel,
    UnknownScheduledEventUser,
)
from config.settings import limits
from guilds.models import (
    AuditLogEntry,
    AuditLogEvent,
    ChannelType,
    EventStatus,
    EventUser,
    GuildScheduledEvent,
)
from guilds.permissions import Permissions
from guilds.selectors.scheduled_events import event_of_invite, event_users_page, visible_events
from guilds.services import delete_channel
from guilds.services.scheduled_event_exceptions import (
    create_event_exception,
    delete_event_exception,
    update_event_exception,
)
from guilds.services.scheduled_event_status import advance_scheduled_events
from guilds.services.scheduled_event_users import respond_to_event, withdraw_from_event
from guilds.services.scheduled_events import (
    create_scheduled_event,
    delete_scheduled_event,
    update_scheduled_event,
)
from guilds.tasks import advance_scheduled_events as worker
from tests.builders import allow, deny, make_channel, make_member, make_user
from tests.guilds.test_emojis import image

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STAGE, VOICE, EXTERNAL = 1, 2, 3


def outside(**fields: Any) -> dict[str, Any]:
    start = timezone.now() + HOUR
    values = {"name": "Picnic", "privacy_level": 2, "entity_type": EXTERNAL, "location": "Park"}
    return {**values, "scheduled_start_time": start, "scheduled_end_time": start + HOUR, **fields}


def inside(channel, **fields: Any) -> dict[str, Any]:
    values = outside(entity_type=VOICE, channel_id=channel.id)
    del values["location"], values["scheduled_end_time"]
    return {**values, **fields}


@pytest.fixture
def lounge(guild):
    return make_channel(guild, "lounge", type=ChannelType.GUILD_VOICE)


def status(event) -> int:
    return GuildScheduledEvent.objects.get(id=event.id).status


def past(event, **fields: Any) -> None:
    """Let time pass for an event."""
    GuildScheduledEvent.objects.filter(id=event.id).update(**fields)


def test_an_event_comes_changes_and_goes(announced, guild, owner, lounge) -> None:
    announced.forget()
    event = create_scheduled_event(owner, guild, outside(image=image()), reason="summer")
    told = announced.one("GUILD_SCHEDULED_EVENT_CREATE")
    assert told.channel_id is None
    assert told.data["entity_metadata"] == {"location": "Park"}
    assert told.data["creator"]["id"] == str(owner.id)
    assert told.data["image"]
    announced.forget()
    update_scheduled_event(owner, event, {"name": "Feast", "description": "  ", "image": None})
    told = announced.one("GUILD_SCHEDULED_EVENT_UPDATE")
    assert (told.data["name"], told.data["description"]) == ("Feast", None)
    assert told.data["image"] is None
    update_scheduled_event(owner, event, {"entity_type": VOICE, "channel_id": lounge.id})
    event.refresh_from_db()
    assert (event.channel, event.location) == (lounge, None)
    announced.forget()
    delete_scheduled_event(owner, event)
    assert announced.one("GUILD_SCHEDULED_EVENT_DELETE").channel_id == lounge.id
    actions = AuditLogEntry.objects.filter(target_id=event.id).order_by("id")
    assert [entry.action_type for entry in actions] == [
        AuditLogEvent.GUILD_SCHEDULED_EVENT_CREATE,
        AuditLogEvent.GUILD_SCHEDULED_EVENT_UPDATE,
        AuditLogEvent.GUILD_SCHEDULED_EVENT_UPDATE,
        AuditLogEvent.GUILD_SCHEDULED_EVENT_DELETE,
    ]


def test_what_an_event_needs_depends_on_where_it_is(guild, owner, lounge) -> None:
    soon, now = timezone.now() + HOUR, timezone.now()
    text = guild.channels.get(name="general")
    wrong: list[tuple[dict[str, Any], type[Exception]]] = [
        (outside(location=None), FormError),
        (outside(location="x" * 101), FormError),
        (outside(scheduled_end_time=None), FormError),
        (outside(scheduled_end_time=now), FormError),
        (outside(channel_id=lounge.id), FormError),
        (outside(scheduled_start_time=now - HOUR), FormError),
        (outside(scheduled_start_time=now + 4000 * DAY), FormError),
        (outside(scheduled_end_time=now + 9000 * DAY), FormError),
        (outside(privacy_level=1), FormError),
        (outside(entity_type=4), FormError),
        (outside(name=" "), FormError),
        (outside(description="x" * 1001), FormError),
        (outside(image="x"), FormError),
        (outside(recurrence_rule={"start": soon, "frequency": 9}), FormError),
        (outside(recurrence_rule={"start": now - 9000 * DAY, "frequency": 3}), FormError),
        (inside(lounge, channel_id=None), FormError),
        (inside(lounge, channel_id=5), UnknownChannel),
        (inside(text), CannotExecuteOnChannelType),
        (inside(lounge, entity_type=STAGE), CannotExecuteOnChannelType),
    ]
    for values, error in wrong:
        with pytest.raises(error):
            create_scheduled_event(owner, guild, values)
    assert not GuildScheduledEvent.objects.exists()
    event = create_scheduled_event(owner, guild, inside(lounge))
    for values in (
        {"entity_type": EXTERNAL},
        {"entity_type": EXTERNAL, "channel_id": None},
        {"entity_type": EXTERNAL, "channel_id": None, "location": "Park"},
        {"channel_id": None},
        {"scheduled_start_time": now - HOUR},
    ):
        with pytest.raises(FormError):
            update_scheduled_event(owner, event, values)
    update_scheduled_event(
        owner,
        event,
        {
            "entity_type": EXTERNAL,
            "channel_id": None,
            "location": "Park",
            "scheduled_end_time": event.scheduled_start_time + HOUR,
        },
    )


def test_there_are_so_many_to_come_and_no_more(guild, owner, monkeypatch) -> None:
    monkeypatch.setattr(limits, "SCHEDULED_EVENTS_PER_GUILD", 1)
    first = create_scheduled_event(owner, guild, outside())
    with pytest.raises(MaximumScheduledEvents):
        create_scheduled_event(owner, guild, outside())
    update_scheduled_event(owner, first, {"status": EventStatus.CANCELED})
    create_scheduled_event(owner, guild, outside())


def test_who_may_create_and_change_which(guild, owner, lounge) -> None:
    bob = make_member(guild, "bob")
    maker = make_member(guild, "maker", permissions=Permissions.CREATE_EVENTS)
    manager = make_member(guild, "manager", permissions=Permissions.MANAGE_EVENTS)
    stage = make_channel(guild, "stage", type=ChannelType.GUILD_STAGE_VOICE)
    for who in (bob, manager):
        deny(lounge, who, Permissions.CREATE_EVENTS)
    guild.roles.filter(id=guild.id).update(
        permissions=guild.roles.get(id=guild.id).permissions & ~int(Permissions.CREATE_EVENTS)
    )
    for who, values in (
        (bob, outside()),
        (manager, outside()),
        (bob, inside(lounge)),
        (maker, inside(stage, entity_type=STAGE)),  # takes a moderator of the stage
    ):
        with pytest.raises(MissingPermissions):
            create_scheduled_event(who, guild, values)
    with pytest.raises(MissingAccess):
        create_scheduled_event(make_user("stranger"), guild, outside())
    theirs = create_scheduled_event(maker, guild, inside(lounge))
    other = create_scheduled_event(owner, guild, inside(lounge))
    update_scheduled_event(maker, theirs, {"name": "Mine"})
    update_scheduled_event(manager, theirs, {"name": "Managed"})
    for who, event in ((bob, theirs), (maker, other)):
        with pytest.raises(MissingPermissions):
            update_scheduled_event(who, event, {"name": "Stolen"})
        with pytest.raises(MissingPermissions):
            delete_scheduled_event(who, event)
    deny(lounge, maker, Permissions.CONNECT)
    with pytest.raises(MissingPermissions):
        update_scheduled_event(maker, theirs, {"name": "Mine"})
    deny(lounge, maker, Permissions.VIEW_CHANNEL)
    with pytest.raises(MissingAccess):
        delete_scheduled_event(maker, theirs)


def test_a_status_follows_only_those_it_may(guild, owner, lounge) -> None:
    event = create_scheduled_event(owner, guild, inside(lounge))
    for wrong in (EventStatus.COMPLETED, 7):
        with pytest.raises(FormError):
            update_scheduled_event(owner, event, {"status": wrong})
    update_scheduled_event(owner, event, {"status": EventStatus.ACTIVE})
    with pytest.raises(FormError):
        update_scheduled_event(owner, event, {"status": EventStatus.CANCELED})
    start = timezone.now() + DAY
    with pytest.raises(FormError):  # it has begun
        update_scheduled_event(owner, event, {"scheduled_start_time": start})
    update_scheduled_event(owner, event, {"status": EventStatus.COMPLETED})
    with pytest.raises(CannotUpdateFinishedEvent):
        update_scheduled_event(owner, event, {"name": "Again"})
    delete_scheduled_event(owner, event)


def test_external_events_start_and_end_at_their_times(announced, guild, owner) -> None:
    event = create_scheduled_event(owner, guild, outside())
    assert advance_scheduled_events() == 0
    past(event, scheduled_start_time=timezone.now() - HOUR)
    announced.forget()
    worker()
    assert announced.one("GUILD_SCHEDULED_EVENT_UPDATE").data["status"] == EventStatus.ACTIVE
    past(event, scheduled_end_time=timezone.now())
    assert advance_scheduled_events() == 1
    assert status(event) == EventStatus.COMPLETED
    assert advance_scheduled_events() == 0


def test_what_nobody_starts_is_given_up_after_hours(guild, owner, lounge) -> None:
    event = create_scheduled_event(owner, guild, inside(lounge))
    past(event, scheduled_start_time=timezone.now() - HOUR)
    assert advance_scheduled_events() == 0
    past(event, scheduled_start_time=timezone.now() - DAY)
    assert advance_scheduled_events() == 1
    assert status(event) == EventStatus.CANCELED


def test_an_event_ends_with_its_channel(announced, guild, owner, lounge) -> None:
    event = create_scheduled_event(owner, guild, inside(lounge))
    announced.forget()
    delete_channel(owner, lounge)
    assert status(event) == EventStatus.CANCELED
    assert announced.names().index("GUILD_SCHEDULED_EVENT_UPDATE") < announced.names().index(
        "CHANNEL_DELETE"
    )


# Recurring


@pytest.fixture
def weekly(guild, owner, lounge):
    start = (timezone.now() + DAY).replace(microsecond=0)
    rule = {"start": start, "frequency": 3}
    values = inside(lounge, scheduled_start_time=start, recurrence_rule=rule)
    return create_scheduled_event(owner, guild, {**values, "scheduled_end_time": start + HOUR})


def test_an_event_that_recurs_goes_on_with_the_next_occurrence(owner, weekly) -> None:
    start = weekly.scheduled_start_time
    update_scheduled_event(owner, weekly, {"status": EventStatus.ACTIVE})
    ended = update_scheduled_event(owner, weekly, {"status": EventStatus.COMPLETED})
    assert ended.status == EventStatus.SCHEDULED
    assert ended.scheduled_start_time == start + DAY
    assert ended.scheduled_end_time == start + DAY + HOUR
    past(weekly, scheduled_start_time=timezone.now() - DAY)  # nobody starts the second one
    assert advance_scheduled_events() == 1
    weekly.refresh_from_db()
    assert (weekly.status, weekly.scheduled_start_time) == (1, start + 2 * DAY)
    update_scheduled_event(owner, weekly, {"status": EventStatus.CANCELED})
    assert status(weekly) == EventStatus.CANCELED


def test_an_occurrence_can_be_moved_or_left_out(announced, owner, weekly) -> None:
    start = weekly.scheduled_start_time
    for wrong in (start + HOUR, start - 9 * DAY):
        with pytest.raises(FormError):
            create_event_exception(owner, weekly, wrong, {"is_canceled": True})
    announced.forget()
    moved = create_event_exception(owner, weekly, start, {"scheduled_start_time": start + 2 * HOUR})
    told = announced.one("GUILD_SCHEDULED_EVENT_UPDATE").data
    assert told["scheduled_end_time"] == (start + 3 * HOUR).isoformat(timespec="microseconds")
    [shown] = told["guild_scheduled_event_exceptions"]
    assert (shown["event_exception_id"], shown["is_canceled"]) == (str(moved.id), False)
    with pytest.raises(FormError):
        create_event_exception(owner, weekly, start, {})
    with pytest.raises(FormError):
        update_event_exception(owner, weekly, moved.id, {"scheduled_end_time": start + HOUR})
    delete_event_exception(owner, weekly, moved.id)
    weekly.refresh_from_db()
    assert weekly.scheduled_start_time == start
    create_event_exception(owner, weekly, start + DAY, {"is_canceled": True})
    create_event_exception(owner, weekly, start, {"is_canceled": True})
    weekly.refresh_from_db()
    assert weekly.scheduled_start_time == start + 2 * DAY
    bob = make_member(weekly.guild, "bob")
    with pytest.raises(MissingPermissions):
        create_event_exception(bob, weekly, start + 3 * DAY, {})


def test_one_that_does_not_recur_has_no_exceptions(guild, owner) -> None:
    event = create_scheduled_event(owner, guild, outside())
    with pytest.raises(FormError):
        create_event_exception(owner, event, event.scheduled_start_time + DAY, {})


# Who is interested


def test_people_say_that_they_are_interested_and_not_any_more(announced, guild, owner) -> None:
    event = create_scheduled_event(owner, guild, outside())
    people = [make_member(guild, f"user{number}") for number in range(4)]
    announced.forget()
    for person in people:
        respond_to_event(person, event)
        respond_to_event(person, event)
    assert announced.names() == ["GUILD_SCHEDULED_EVENT_USER_ADD"] * 4
    ids = [person.id for person in people]

    def page(**bounds: int) -> list[int]:
        return [row.user_id for row in event_users_page(event, limit=2, **bounds)]

    assert page() == ids[:2]
    assert page(after=ids[1]) == ids[2:]
    assert page(before=ids[3]) == ids[1:3]
    assert page(before=ids[1], after=ids[1]) == ids[:1]
    announced.forget()
    withdraw_from_event(people[0], event)
    assert announced.one("GUILD_SCHEDULED_EVENT_USER_REMOVE").data["user_id"] == str(ids[0])
    with pytest.raises(UnknownScheduledEventUser):
        withdraw_from_event(people[0], event)
    announced.forget()
    respond_to_event(people[0], event, response=0)
    respond_to_event(people[1], event, response=0)
    assert announced.names() == ["GUILD_SCHEDULED_EVENT_USER_REMOVE"]
    assert page() == ids[2:]
    update_scheduled_event(owner, event, {"status": EventStatus.CANCELED})
    with pytest.raises(CannotUpdateFinishedEvent):
        respond_to_event(people[0], event)
    delete_scheduled_event(owner, event)
    assert not EventUser.objects.exists()


def test_an_event_is_seen_by_who_sees_its_channel(guild, owner, lounge) -> None:
    bob = make_member(guild, "bob")
    event = create_scheduled_event(owner, guild, inside(lounge))
    assert visible_events(guild, bob.id) == [event]
    assert event_of_invite(guild, event.id, None) == event
    deny(lounge, guild, Permissions.VIEW_CHANNEL)
    assert visible_events(guild, bob.id) == []
    assert event_of_invite(guild, event.id, bob.id) is None
    assert event_of_invite(guild, event.id, make_user("new").id) is None
    assert event_of_invite(guild, 5, None) is None
    allow(lounge, bob, Permissions.VIEW_CHANNEL)
    assert event_of_invite(guild, event.id, bob.id) == event
    assert event_of_invite(guild, event.id, None) is None
