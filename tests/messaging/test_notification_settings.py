"""How people hear of guilds and channels: settings of their own, on all their devices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from guilds.models import UserGuildSettings
from guilds.permissions import Permissions
from guilds.services import delete_channel, leave_guild
from messaging.selectors.read_states import read_states_for
from messaging.services.direct_messages import open_direct_channel
from tests.builders import (
    deny,
    make_bot,
    make_channel,
    make_guild,
    make_member,
    make_role,
    make_user,
)
from tests.messaging.conftest import refused, say

DEFAULTS = {
    "channel_overrides": [],
    "flags": 0,
    "hide_muted_channels": False,
    "message_notifications": 3,
    "mobile_push": True,
    "mute_scheduled_events": False,
    "muted": False,
    "mute_config": None,
    "notify_highlights": 0,
    "suppress_everyone": False,
    "suppress_roles": False,
}
DIRECT = "/users/@me/guilds/@me/settings"
BULK = "/users/@me/guilds/settings"


def path(guild):
    return f"/users/@me/guilds/{guild.id}/settings"


def test_settings_of_a_guild_are_kept_and_told_to_the_other_devices(api, hall, log):
    bob = api(hall.bob)
    whole = bob.patch(path(hall.guild), {"suppress_everyone": True, "pumpkin": 1})
    assert whole.status_code == 200, whole.text
    expected = {**DEFAULTS, "guild_id": str(hall.guild.id), "suppress_everyone": True}
    assert whole.json() == {**expected, "version": 1}
    change = {
        "message_notifications": 1,
        "hide_muted_channels": True,
        "mobile_push": False,
        "notify_highlights": 1,
        "flags": 1 << 14,
        "channel_overrides": {str(hall.channel.id): {"muted": True, "collapsed": True}},
    }
    body = bob.patch(path(hall.guild), change).json()
    override = {
        "channel_id": str(hall.channel.id), "collapsed": True, "flags": 0,
        "message_notifications": 3, "muted": True, "mute_config": None,
    }  # fmt: skip
    assert body == {**expected, **change, "channel_overrides": [override], "version": 2}
    assert log("USER_GUILD_SETTINGS_UPDATE") == [
        ("USER_GUILD_SETTINGS_UPDATE", whole.json(), f"user:{hall.bob.id}"),
        ("USER_GUILD_SETTINGS_UPDATE", body, f"user:{hall.bob.id}"),
    ]
    unmute = {"channel_overrides": {str(hall.channel.id): {"muted": False}}}
    assert bob.patch(path(hall.guild), unmute).json()["channel_overrides"] == [
        {**override, "muted": False}
    ]
    assert UserGuildSettings.objects.filter(user=hall.ada).count() == 0


def test_a_mute_ends_by_itself(api, hall):
    bob = api(hall.bob)
    muted = {"muted": True, "mute_config": {"selected_time_window": 900}}
    body = bob.patch(path(hall.guild), muted).json()
    end = datetime.fromisoformat(body["mute_config"]["end_time"])
    assert timedelta(minutes=14) < end - datetime.now(UTC) < timedelta(minutes=16)
    assert body["mute_config"]["selected_time_window"] == 900
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    body = bob.patch(path(hall.guild), {"mute_config": {"end_time": past}}).json()
    assert (body["muted"], body["mute_config"]) == (False, None)
    ancient = {"muted": True, "mute_config": {"end_time": "0001-01-01T00:00:00+14:00"}}
    assert bob.patch(path(hall.guild), ancient).json()["muted"] is False
    forever = {"muted": True, "mute_config": {"selected_time_window": -1, "end_time": None}}
    body = bob.patch(path(hall.guild), forever).json()
    assert body["mute_config"] == {"end_time": None, "selected_time_window": -1}
    assert bob.patch(path(hall.guild), {"mute_config": None}).json()["muted"] is True
    assert bob.patch(path(hall.guild), {"muted": False}).json()["mute_config"] is None


def test_direct_channels_have_settings_too(api, hall, log):
    direct = open_direct_channel(hall.ada, hall.bob)
    change = {"channel_overrides": {str(direct.id): {"muted": True}}}
    body = api(hall.bob).patch(DIRECT, change).json()
    assert body["guild_id"] is None
    assert [one["channel_id"] for one in body["channel_overrides"]] == [str(direct.id)]
    assert log("USER_GUILD_SETTINGS_UPDATE")[0][1] == body
    refused(api(make_user("eve")).patch(DIRECT, change), 404, 10003)
    in_guild = {"channel_overrides": {str(hall.channel.id): {"muted": True}}}
    refused(api(hall.bob).patch(DIRECT, in_guild), 404, 10003)
    refused(api(hall.bob).patch(path(hall.guild), change), 404, 10003)


def test_several_guilds_change_together_or_not_at_all(api, hall):
    other = make_guild(hall.ada, "Other")
    both = {"guilds": {str(other.id): {"muted": True}, str(hall.guild.id): {"muted": True}}}
    refused(api(hall.bob).patch(BULK, both), 403, 50001)
    assert not UserGuildSettings.objects.exists()
    make_member(other, hall.bob)
    answer = api(hall.bob).patch(BULK, both)
    assert {one["guild_id"] for one in answer.json()} == set(both["guilds"])
    assert all(one["muted"] for one in answer.json())
    wrong = {"guilds": {str(other.id): {"muted": False}, "@me": {"muted": True}}}
    refused(api(hall.bob).patch(BULK, wrong), 400, 50035)
    many = {"guilds": {str(number): {} for number in range(101)}}
    refused(api(hall.bob).patch(BULK, many), 400, 50035)
    assert UserGuildSettings.objects.filter(muted=True).count() == 2


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"message_notifications": 4}, "message_notifications"),
        ({"notify_highlights": 3}, "notify_highlights"),
        ({"flags": -1}, "flags"),
        ({"muted": "x"}, "muted"),
        ({"mute_config": {"selected_time_window": 10**9}}, "mute_config"),
        ({"mute_config": {"end_time": "soon"}}, "mute_config"),
        ({"mute_config": {"end_time": "9999-12-31T23:59:59-14:00"}}, "mute_config"),
        ({"channel_overrides": {"x": {}}}, "channel_overrides"),
        ({"channel_overrides": {"here": {"message_notifications": 9}}}, "channel_overrides"),
        ({"channel_overrides": {str(n): {} for n in range(1001)}}, "channel_overrides"),
    ],
)
def test_bad_settings_are_refused_and_change_nothing(api, hall, body, where):
    if override := body.get("channel_overrides", {}).get("here"):
        body = {"channel_overrides": {str(hall.channel.id): override}}
    answer = api(hall.bob).patch(path(hall.guild), {"suppress_roles": True, **body})
    refused(answer, 400, 50035)
    assert where in answer.json()["errors"]
    assert not UserGuildSettings.objects.exists()


def test_only_members_have_settings_and_only_for_what_they_see(api, hall):
    secret = make_channel(hall.guild, "secret")
    override = {"channel_overrides": {str(secret.id): {"muted": True}}}
    assert api(hall.bob).patch(path(hall.guild), override).status_code == 200
    deny(secret, hall.guild, Permissions.VIEW_CHANNEL)
    refused(api(hall.bob).patch(path(hall.guild), override), 403, 50001)
    aside = {"name": "aside", "type": 11}
    thread = api(hall.ada).post(f"/channels/{hall.channel.id}/threads", aside).json()["id"]
    of_thread = {"channel_overrides": {thread: {"muted": True}}}
    refused(api(hall.bob).patch(path(hall.guild), of_thread), 400, 50024)
    delete_channel(hall.ada, secret)
    assert api(hall.bob).patch(path(hall.guild), {}).json()["channel_overrides"] == []
    robot = make_member(hall.guild, make_bot(owner=hall.ada))
    for address in (path(hall.guild), DIRECT, BULK):
        refused(api(robot).patch(address, {}), 403, 20001)
        assert api().patch(address, {}).status_code == 401
    leave_guild(hall.bob, hall.guild)
    assert not UserGuildSettings.objects.exists()
    refused(api(hall.bob).patch(path(hall.guild), {}), 403, 50001)
    refused(api(hall.bob).patch("/users/@me/guilds/1/settings", {}), 404, 10004)


def test_who_wants_no_mentions_of_everyone_or_roles_has_none_counted(api, hall):
    crew = make_role(hall.guild, "crew", mentionable=True)
    carol = make_member(hall.guild, "carol", roles=[crew])
    for text in ("@everyone all", f"<@&{crew.id}> crew", f"<@{carol.id}> @everyone you"):
        say(hall.ada, hall.channel, text)

    def counted():
        (state,) = read_states_for(carol.id, [hall.channel.id])
        inbox = api(carol).get("/users/@me/mentions").json()
        return state["mention_count"], [message["content"].split()[-1] for message in inbox]

    assert counted() == (3, ["you", "crew", "all"])
    api(carol).patch(path(hall.guild), {"suppress_everyone": True})
    assert counted() == (2, ["you", "crew"])
    api(carol).patch(path(hall.guild), {"suppress_roles": True})
    assert counted() == (1, ["you"])
    api(carol).patch(path(hall.guild), {"suppress_everyone": False, "suppress_roles": False})
    assert counted() == (3, ["you", "crew", "all"])
