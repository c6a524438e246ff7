"""Voice states over REST: reading them, speaking on a stage, the status of a channel."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from guilds.models import AuditLogEntry, AuditLogEvent
from guilds.permissions import Permissions
from media_sfu.models import VoiceState
from tests.builders import allow, deny, make_bot, make_member, make_user
from tests.helpers.openapi import assert_documented
from tests.media_sfu.conftest import House, build_house, enter, go


@pytest.fixture
def house(transactional_db) -> House:
    return build_house()


def path(house: House, who="@me") -> str:
    return f"/guilds/{house.guild.id}/voice-states/{who if who == '@me' else who.id}"


def code(answer) -> tuple[int, int]:
    return answer.status_code, answer.json()["code"]


def test_a_state_is_read_by_oneself_and_by_who_may_connect(api, house) -> None:
    assert code(api(house.bob).get(path(house))) == (404, 10065)
    assert code(api(house.owner).get(path(house, house.bob))) == (404, 10065)
    enter(house.bob, house.lounge, self_deaf=True)
    for answer in (api(house.bob).get(path(house)), api(house.owner).get(path(house, house.bob))):
        assert answer.status_code == 200
        assert answer.json()["channel_id"] == str(house.lounge.id)
        assert answer.json()["self_deaf"] is True
        assert_documented("GET", path(house, house.bob), 200, answer.json())
    carol = make_member(house.guild, "carol")
    assert api(carol).get(path(house, house.bob)).status_code == 200
    deny(house.lounge, carol, Permissions.CONNECT)
    assert code(api(carol).get(path(house, house.bob))) == (403, 50013)
    deny(house.lounge, carol, Permissions.VIEW_CHANNEL)
    assert code(api(carol).get(path(house, house.bob))) == (404, 10065)
    assert code(api(make_user("stranger")).get(path(house, house.bob))) == (403, 50001)
    assert api().get(path(house)).status_code == 401


def test_the_audience_asks_to_speak_and_is_let(api, house) -> None:
    bob, owner = api(house.bob), api(house.owner)
    enter(house.bob, house.stage)
    assert bob.get(path(house)).json()["suppress"] is True
    assert code(bob.patch(path(house), {"suppress": False})) == (403, 50013)
    deny(house.stage, house.bob, Permissions.REQUEST_TO_SPEAK)
    request = {"request_to_speak_timestamp": timezone.now().isoformat()}
    assert code(bob.patch(path(house), request)) == (403, 50013)
    allow(house.stage, house.bob, Permissions.REQUEST_TO_SPEAK)
    assert bob.patch(path(house), request).status_code == 204
    assert bob.get(path(house)).json()["request_to_speak_timestamp"] is not None
    past = {"request_to_speak_timestamp": (timezone.now() - timedelta(days=1)).isoformat()}
    assert code(bob.patch(path(house), past)) == (400, 50035)
    carol = make_member(house.guild, "carol")
    let = {"channel_id": str(house.stage.id), "suppress": False}
    assert code(api(carol).patch(path(house, house.bob), let)) == (403, 50013)
    assert owner.patch(path(house, house.bob), let).status_code == 204
    # Invited: they speak once they have accepted.
    state = VoiceState.objects.get()
    assert (state.suppress, state.is_speaker) == (False, False)
    accept = {"suppress": False, "request_to_speak_timestamp": None}
    assert bob.patch(path(house), accept).status_code == 204
    assert VoiceState.objects.get().is_speaker
    assert bob.patch(path(house), {"suppress": True}).status_code == 204
    assert VoiceState.objects.get().suppress


def test_a_bot_that_is_let_speaks_at_once(api, house) -> None:
    bot = make_bot("bot", owner=house.owner)
    make_member(house.guild, bot)
    enter(bot, house.stage)
    assert api(house.owner).patch(path(house, bot), {"suppress": False}).status_code == 204
    assert VoiceState.objects.get().is_speaker
    assert api(house.owner).patch(path(house, bot), {"suppress": True}).status_code == 204
    assert not VoiceState.objects.get().is_speaker


def test_only_states_in_stage_channels_change_so(api, house) -> None:
    owner = api(house.owner)
    assert code(owner.patch(path(house), {"suppress": True})) == (404, 10065)
    assert code(owner.patch(path(house, house.bob), {"suppress": True})) == (404, 10065)
    enter(house.bob, house.lounge)
    assert code(owner.patch(path(house, house.bob), {"suppress": True})) == (400, 50024)
    elsewhere = {"channel_id": str(house.stage.id), "suppress": True}
    assert code(owner.patch(path(house, house.bob), elsewhere)) == (404, 10065)
    enter(house.bob, house.stage)
    wrong = {"channel_id": str(house.lounge.id), "suppress": True}
    assert code(api(house.bob).patch(path(house), wrong)) == (400, 50024)
    for bad in ({"suppress": "x"}, {"channel_id": "x"}, {"request_to_speak_timestamp": "soon"}):
        assert code(api(house.bob).patch(path(house), bad)) == (400, 50035)


def test_the_status_is_set_by_who_is_there_and_may(api, house) -> None:
    where = f"/channels/{house.lounge.id}/voice-status"
    bob, owner = api(house.bob), api(house.owner)
    deny(house.lounge, house.guild, Permissions.SET_VOICE_CHANNEL_STATUS)
    enter(house.bob, house.lounge)
    assert code(bob.put(where, {"status": "Chess"})) == (403, 50013)
    allow(house.lounge, house.guild, Permissions.SET_VOICE_CHANNEL_STATUS)
    assert bob.put(where, {"status": "Chess"}).status_code == 204
    house.lounge.refresh_from_db()
    assert house.lounge.status == "Chess"
    carol = api(make_member(house.guild, "carol"))  # she is not there
    assert code(carol.put(where, {"status": "Go"})) == (403, 50013)
    assert owner.put(where, {"status": "Go"}).status_code == 204
    assert code(owner.put(where, {"status": "x" * 501})) == (400, 50035)
    assert code(owner.put(f"/channels/{house.stage.id}/voice-status", {})) == (400, 50024)
    assert owner.put(where, {"status": None}).status_code == 204
    actions = AuditLogEntry.objects.filter(action_type__gte=192).order_by("id")
    assert [(e.action_type, (e.options or {}).get("status")) for e in actions] == [
        (AuditLogEvent.VOICE_CHANNEL_STATUS_CREATE, "Chess"),
        (AuditLogEvent.VOICE_CHANNEL_STATUS_CREATE, "Go"),
        (AuditLogEvent.VOICE_CHANNEL_STATUS_DELETE, None),
    ]
    assert bob.put(where, {"status": "Chess"}).status_code == 204
    go(house.bob)
    house.lounge.refresh_from_db()
    assert house.lounge.status is None


def test_who_loses_the_right_over_rest_is_out_when_the_answer_comes(api, house) -> None:
    enter(house.bob, house.lounge)
    overwrite = {"type": 1, "allow": "0", "deny": str(int(Permissions.CONNECT))}
    where = f"/channels/{house.lounge.id}/permissions/{house.bob.id}"
    assert api(house.owner).put(where, overwrite).status_code == 204
    assert not VoiceState.objects.exists()
    enter(house.bob, house.office)
    until = (timezone.now() + timedelta(hours=1)).isoformat()
    timeout = {"communication_disabled_until": until}
    where = f"/guilds/{house.guild.id}/members/{house.bob.id}"
    assert api(house.owner).patch(where, timeout).status_code == 200
    assert not VoiceState.objects.exists()
