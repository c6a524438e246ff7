"""Who is writing now, for whoever opens a channel."""

from __future__ import annotations

from config.settings import limits
from guilds.permissions import Permissions
from messaging.services.direct_messages import open_direct_channel
from tests.builders import deny, make_member
from tests.messaging.conftest import refused, say


def writing(call, who, channel):
    found = call(who, "GET", f"/channels/{channel.id}/typing").json()
    return [int(one["user_id"]) for one in found]


def test_who_writes_is_seen_until_they_have_said_it(call, hall):
    carol = make_member(hall.guild, "carol")
    for who in (hall.bob, carol):
        assert call(who, "POST", f"/channels/{hall.channel.id}/typing").status_code == 204
    [first, second] = call(hall.ada, "GET", f"/channels/{hall.channel.id}/typing").json()
    assert (first["user_id"], second["user_id"]) == (str(carol.id), str(hall.bob.id))
    assert first["member"]["user"]["username"] == "carol"
    assert writing(call, hall.bob, hall.channel) == [carol.id]
    say(hall.bob, hall.channel)
    assert writing(call, hall.ada, hall.channel) == [carol.id]
    call(hall.bob, "POST", f"/channels/{hall.channel.id}/typing")
    assert writing(call, hall.ada, hall.channel) == [hall.bob.id, carol.id]


def test_it_ends_by_itself(call, hall, monkeypatch):
    call(hall.bob, "POST", f"/channels/{hall.channel.id}/typing")
    assert writing(call, hall.ada, hall.channel) == [hall.bob.id]
    monkeypatch.setattr(limits, "TYPING_SECONDS", -1)
    call(hall.bob, "POST", f"/channels/{hall.channel.id}/typing")
    assert writing(call, hall.ada, hall.channel) == []


def test_only_who_sees_the_channel_is_told(call, hall):
    call(hall.ada, "POST", f"/channels/{hall.channel.id}/typing")
    assert writing(call, hall.bob, hall.channel) == [hall.ada.id]
    deny(hall.channel, hall.guild, Permissions.VIEW_CHANNEL)
    refused(call(hall.bob, "GET", f"/channels/{hall.channel.id}/typing"), 403, 50001)
    direct = open_direct_channel(hall.ada, hall.bob)
    call(hall.ada, "POST", f"/channels/{direct.id}/typing")
    [seen] = call(hall.bob, "GET", f"/channels/{direct.id}/typing").json()
    assert seen["user_id"] == str(hall.ada.id)
    assert "member" not in seen
