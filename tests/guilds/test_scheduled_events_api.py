"""Scheduled events over REST: bodies, codes and shapes; and over the gateway."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone

from guilds.models import ChannelType
from guilds.permissions import Permissions
from guilds.services import add_member_role, create_invite
from guilds.services.scheduled_events import create_scheduled_event, update_scheduled_event
from tests.builders import (
    allow,
    deny,
    make_channel,
    make_guild,
    make_member,
    make_role,
    make_user,
    text_channel,
)
from tests.guilds.test_scheduled_events import inside, outside
from tests.helpers.openapi import assert_documented
from tests.realtime.conftest import gateway, make

__all__ = ["gateway", "make"]


def at(hours: float) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def body(**fields):
    return {
        "name": "Picnic",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "Park"},
        "scheduled_start_time": at(1),
        "scheduled_end_time": at(2),
        **fields,
    }


def code(answer) -> tuple[int, int]:
    return answer.status_code, answer.json()["code"]


def test_an_event_over_rest(api) -> None:
    ada, bob = make_user("ada"), make_user("bob")
    guild = make_guild(ada)
    make_member(guild, bob)
    events = f"/guilds/{guild.id}/scheduled-events"
    rule = {"start": at(1), "frequency": 2, "by_weekday": [1]}
    answer = api(ada).post(events, body(recurrence_rule=rule))
    assert answer.status_code == 200
    assert_documented("POST", events, 200, answer.json())
    event = f"{events}/{answer.json()['id']}"
    listed = api(bob).get(f"{events}?with_user_count=true").json()
    assert_documented("GET", events, 200, listed)
    assert [(one["user_count"], one["user_rsvp"]) for one in listed] == [(0, None)]
    said = api(bob).put(f"{event}/users/@me", {})
    assert (said.status_code, said.json()["response"]) == (200, 1)
    assert api(bob).put(f"{event}/users/@me").status_code == 200
    one = api(bob).get(f"{event}?with_user_count=true").json()
    assert (one["user_count"], one["user_rsvp"]["user_id"]) == (1, str(bob.id))
    assert_documented("GET", event, 200, one)
    users = api(ada).get(f"{event}/users?with_member=true").json()
    assert_documented("GET", f"{event}/users", 200, users)
    assert [(row["user"]["username"], "nick" in row["member"]) for row in users] == [("bob", True)]
    start = rule["start"]
    made = api(ada).post(
        f"{event}/exceptions",
        {"original_scheduled_start_time": one["scheduled_start_time"], "is_canceled": False},
    )
    assert made.status_code == 200, start
    assert_documented("POST", f"{event}/exceptions", 200, made.json())
    exception = made.json()["event_exception_id"]
    where = f"{event}/exceptions/{exception}"
    changed = api(ada).patch(where, {"scheduled_start_time": at(3)})
    assert_documented("PATCH", where, 200, changed.json())
    assert api(bob).put(f"{event}/{exception}/users/@me", {"response": 1}).status_code == 200
    assert len(api(ada).get(f"{event}/{exception}/users").json()) == 1
    counts = (
        api(ada).get(f"{event}/users/counts?guild_scheduled_event_exception_ids={exception}").json()
    )
    assert_documented("GET", f"{event}/users/counts", 200, counts)
    assert counts == {
        "guild_scheduled_event_count": 1,
        "guild_scheduled_event_exception_counts": {exception: 1},
    }
    assert api(bob).delete(f"{event}/{exception}/users/@me").status_code == 204
    assert code(api(bob).delete(f"{event}/{exception}/users/@me")) == (404, 10071)
    assert code(api(bob).delete(where)) == (403, 50013)
    assert api(ada).delete(where).status_code == 204
    assert code(api(ada).patch(where, {})) == (404, 10070)
    changed = api(ada).patch(event, {"name": "Feast", "recurrence_rule": None, "status": 2})
    assert (changed.json()["status"], changed.json()["recurrence_rule"]) == (2, None)
    assert_documented("PATCH", event, 200, changed.json())
    assert api(ada).patch(event, {"status": 3}).json()["status"] == 3
    assert code(api(ada).patch(event, {"name": "x"})) == (400, 180000)
    assert code(api(bob).put(f"{event}/users/@me", {})) == (400, 180000)
    assert api(ada).get(events).json() == []
    log = api(ada).get(f"/guilds/{guild.id}/audit-logs").json()
    assert [one["name"] for one in log["guild_scheduled_events"]] == ["Feast"]
    assert code(api(bob).delete(event)) == (403, 50013)
    assert api(ada).delete(event).status_code == 204
    assert code(api(ada).get(event)) == (404, 10070)


def test_bad_bodies_and_strangers_are_refused(api) -> None:
    ada = make_user("ada")
    guild = make_guild(ada)
    events = f"/guilds/{guild.id}/scheduled-events"
    wrongs: tuple[dict[str, Any], ...] = (
        {},
        body(scheduled_start_time="soon"),
        body(scheduled_start_time="0001-01-01T00:00:00+23:59"),
        body(scheduled_end_time="9999-12-31T23:59:59-23:59"),
        body(entity_metadata=None),
        body(entity_type="3"),
        body(recurrence_rule={"frequency": 2}),
        body(recurrence_rule={"start": at(1), "frequency": 2, "by_weekday": ["x"]}),
        body(name=None),
    )
    for wrong in wrongs:
        assert code(api(ada).post(events, wrong)) == (400, 50035), wrong
    stranger = api(make_user("stranger"))
    assert code(stranger.get(events)) == (403, 50001)
    assert code(stranger.post(events, body())) == (403, 50001)
    assert code(api(ada).get("/guilds/5/scheduled-events")) == (404, 10004)
    assert code(api(ada).get(f"{events}/5")) == (404, 10070)
    assert code(api(ada).get(f"{events}/x")) == (400, 50035)
    event = create_scheduled_event(ada, guild, outside())
    for users in ("limit=0", "limit=101", "before=x"):
        assert code(api(ada).get(f"{events}/{event.id}/users?{users}")) == (400, 50035)
    assert code(api(ada).put(f"{events}/{event.id}/users/@me", {"response": 2})) == (400, 50035)
    assert code(stranger.put(f"{events}/{event.id}/users/@me", {})) == (403, 50001)
    other = f"/guilds/{make_guild(ada, 'Other').id}/scheduled-events/{event.id}"
    assert code(api(ada).get(other)) == (404, 10070)


def test_an_invite_shows_the_event_it_is_asked_for(api) -> None:
    ada = make_user("ada")
    guild = make_guild(ada)
    event = create_scheduled_event(ada, guild, outside())
    invite = create_invite(ada, text_channel(guild))
    where = f"/invites/{invite.code}"
    asked = f"{where}?guild_scheduled_event_id={event.id}"
    assert api().get(asked).json()["guild_scheduled_event"]["name"] == "Picnic"
    assert "guild_scheduled_event" not in api().get(where).json()
    assert "guild_scheduled_event" not in api().get(f"{where}?guild_scheduled_event_id=5").json()


async def test_events_are_told_to_who_sees_their_channel(gateway):
    def prepare():
        ada, bob = make_user("ada"), make_user("bob")
        guild = make_guild(ada)
        make_member(guild, bob)
        lounge = make_channel(guild, "lounge", type=ChannelType.GUILD_VOICE)
        secret = make_channel(guild, "secret", type=ChannelType.GUILD_VOICE)
        role = make_role(guild, "insider")
        deny(secret, guild, Permissions.VIEW_CHANNEL)
        allow(secret, role, Permissions.VIEW_CHANNEL)
        return ada, bob, guild, lounge, secret, role

    ada, bob, guild, lounge, secret, role = await sync_to_async(prepare)()
    client = await gateway.identified(bob)
    event = await sync_to_async(create_scheduled_event)(ada, guild, inside(secret))
    change = sync_to_async(update_scheduled_event)
    await change(ada, event, {"name": "Hidden"})
    await change(ada, event, {"channel_id": lounge.id, "name": "Open"})
    created = await client.next("GUILD_SCHEDULED_EVENT_CREATE")
    assert created["name"] == "Open"
    await change(ada, event, {"name": "Wide"})
    assert (await client.next("GUILD_SCHEDULED_EVENT_UPDATE"))["name"] == "Wide"
    fresh = await gateway.identified(bob)
    assert [one["name"] for one in fresh.ready["guilds"][0]["guild_scheduled_events"]] == ["Wide"]
    await change(ada, event, {"channel_id": secret.id, "name": "Hidden"})
    gone = await client.next("GUILD_SCHEDULED_EVENT_DELETE")
    assert (gone["name"], gone["channel_id"]) == ("Wide", str(lounge.id))
    await sync_to_async(add_member_role)(ada, guild, bob.id, role.id)
    assert (await client.next("GUILD_SCHEDULED_EVENT_CREATE"))["name"] == "Hidden"
    await change(ada, event, {"status": 4})
    assert (await client.next("GUILD_SCHEDULED_EVENT_UPDATE"))["status"] == 4
    fresh = await gateway.identified(bob)
    assert fresh.ready["guilds"][0]["guild_scheduled_events"] == []
