"""Calls in direct channels: beginning, ringing, answering, declining, hanging up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from accounts.services import relationships
from config.kernel.errors import CannotMessageUser, MissingAccess
from guilds.models import Channel
from media_sfu.models import Call, VoiceSession, VoiceState
from media_sfu.services.calls import stop_unanswered
from media_sfu.services.joining import WantedState, end_sessions, update_own_voice_state
from messaging.services.direct_messages import open_direct_channel
from messaging.services.group_channels import open_group_channel, remove_recipient
from tests import builders
from tests.helpers.gateway import AsgiClient
from tests.media_sfu.voice import Participant, running_worker
from tests.messaging.test_group_channels import make_friends


class Circle:
    """Three friends, a DM of two of them, and a group of all."""

    def __init__(self) -> None:
        self.ada, self.bob, self.cy = (builders.make_user(name) for name in ("ada", "bob", "cy"))
        make_friends(self.ada, self.bob, self.cy)
        self.dm = open_direct_channel(self.ada, self.bob)
        self.group = open_group_channel(self.ada, [self.bob.id, self.cy.id])


async def circle() -> Circle:
    return await sync_to_async(Circle)()


async def go(client: AsgiClient, channel: Channel | None, **flags: bool) -> None:
    channel_id = str(channel.id) if channel is not None else None
    await client.send(4, {"guild_id": None, "channel_id": channel_id, **flags})


def call_in(user, channel: Channel, session: str = "") -> None:
    wanted = WantedState(None, channel.id)
    update_own_voice_state(user.id, session or f"session{user.id}", wanted)


async def test_somebody_calls_the_other_answers_and_both_hang_up(gateway, api):
    people = await circle()
    ada = await gateway.identified(people.ada)
    bob = await gateway.identified(people.bob)
    at_work = await gateway.identified(people.bob)
    ada_api, bob_api = [await sync_to_async(api)(one) for one in (people.ada, people.bob)]
    path = f"/channels/{people.dm.id}/call"
    assert (await ada_api.aget(path)).json() == {"ringable": True}

    await go(ada, people.dm, self_mute=True)
    state = await ada.next("VOICE_STATE_UPDATE")
    assert (state["guild_id"], state["channel_id"]) == (None, str(people.dm.id))
    server = await ada.next("VOICE_SERVER_UPDATE")
    assert (server["guild_id"], server["channel_id"]) == (None, str(people.dm.id))
    call = await bob.next("CALL_CREATE")
    assert call["ringing"] == []
    assert [one["user_id"] for one in call["voice_states"]] == [str(people.ada.id)]

    answer = await ada_api.apost(f"{path}/ring", {"recipients": None})
    assert answer.status_code == 204
    for client in (bob, at_work):
        assert (await client.next("CALL_UPDATE"))["ringing"] == [str(people.bob.id)]
    invited = await bob.next("NOTIFICATION_CREATE")
    assert (invited["type"], invited["channel_id"]) == ("call_invite", str(people.dm.id))
    assert invited["related_user"]["id"] == str(people.ada.id)
    late = await gateway.identified(people.bob)  # a device that is switched on meanwhile
    assert [one["ringing"] for one in late.ready["calls"]] == [[str(people.bob.id)]]

    await go(bob, people.dm)
    for client in (at_work, late):  # it rings nowhere any more
        assert (await client.next("CALL_UPDATE"))["ringing"] == []
    message = (await bob_api.aget(f"/channels/{people.dm.id}/messages")).json()[0]
    assert (message["type"], message["id"]) == (3, call["message_id"])
    assert message["call"]["ended_timestamp"] is None

    await go(ada, None)
    assert (await bob.next("VOICE_STATE_UPDATE"))["channel_id"] == str(people.dm.id)
    await go(bob, None)
    assert (await at_work.next("CALL_DELETE"))["channel_id"] == str(people.dm.id)
    ended = (await at_work.next("MESSAGE_UPDATE"))["call"]
    assert ended["participants"] == [str(people.ada.id), str(people.bob.id)]
    assert ended["ended_timestamp"] > message["timestamp"]
    assert not await Call.objects.aexists()
    assert not await VoiceSession.objects.filter(ended_at=None).aexists()
    assert (await gateway.identified(people.bob)).ready["calls"] == []


async def test_people_in_a_call_hear_each_other(gateway):
    people = await circle()
    async with running_worker() as worker:
        talking = []
        for user in (people.ada, people.bob):
            one = Participant(gateway, user, await gateway.identified(user))
            await go(one.main, people.dm)
            await one.assigned()
            await one.connect()
            talking.append(one)
        ada, bob = talking
        while b"hello" not in bob.bot.payloads():
            ada.bot.say(b"hello")
            assert (await bob.voice.send(3, {"t": 1})) is None
            await bob.expect(6)
        assert list(worker.media.stats()["rooms"]) == [str(people.dm.id)]
        await go(ada.main, None)
        assert await ada.expect_close() == 4014
        for one in talking:
            await one.close()


async def test_declining_and_calling_off_stop_the_ringing_for_those_alone(gateway, api):
    people = await circle()
    cy = await gateway.identified(people.cy)
    await sync_to_async(call_in)(people.ada, people.group)
    await cy.next("CALL_CREATE")
    ada_api, bob_api = [await sync_to_async(api)(one) for one in (people.ada, people.bob)]
    path = f"/channels/{people.group.id}/call"
    ids = {one: str(getattr(people, one).id) for one in ("ada", "bob", "cy")}
    await ada_api.apost(f"{path}/ring", {})
    assert (await cy.next("CALL_UPDATE"))["ringing"] == [ids["bob"], ids["cy"]]
    await bob_api.apost(f"{path}/stop-ringing")
    assert (await cy.next("CALL_UPDATE"))["ringing"] == [ids["cy"]]
    # Others are not called off by who is not in the call.
    refused = await bob_api.apost(f"{path}/stop-ringing", {"recipients": [ids["cy"]]})
    assert refused.json()["code"] == 40032
    await ada_api.apost(f"{path}/stop-ringing", {"recipients": [ids["cy"]]})
    assert (await cy.next("CALL_UPDATE"))["ringing"] == []
    refused = await bob_api.apost(f"{path}/ring", {})
    assert refused.json()["code"] == 40032
    await ada_api.apost(f"{path}/ring", {"recipients": [ids["bob"]]})
    assert (await cy.next("CALL_UPDATE"))["ringing"] == [ids["bob"]]
    # Who does not answer is called for half a minute.
    assert await sync_to_async(stop_unanswered)() == 0
    await Call.objects.aupdate(rung_at=timezone.now() - timedelta(minutes=2))
    assert await sync_to_async(stop_unanswered)() == 1
    assert (await cy.next("CALL_UPDATE"))["ringing"] == []


async def test_a_call_takes_people_out_of_where_they_were(gateway):
    people = await circle()
    guild = await sync_to_async(builders.make_guild)(people.ada)
    lounge = await sync_to_async(builders.make_channel)(guild, "lounge", type=2)
    ada = await gateway.identified(people.ada)
    await ada.send(4, {"guild_id": str(guild.id), "channel_id": str(lounge.id)})
    assert (await ada.next("VOICE_STATE_UPDATE"))["channel_id"] == str(lounge.id)
    await go(ada, people.dm)
    left = await ada.next("VOICE_STATE_UPDATE")
    assert (left["guild_id"], left["channel_id"]) == (str(guild.id), None)
    await go(ada, people.group)
    await ada.next("CALL_DELETE")
    states = [state async for state in VoiceState.objects.all()]
    assert [state.channel_id for state in states] == [people.group.id]
    # The end of the session that holds it ends it.
    assert await sync_to_async(end_sessions)([ada.session_id]) == 1
    assert not await VoiceState.objects.aexists()


async def test_who_is_taken_out_of_a_group_is_out_of_its_call(gateway):
    people = await circle()
    await sync_to_async(call_in)(people.ada, people.group)
    await sync_to_async(call_in)(people.bob, people.group)
    ada = await gateway.identified(people.ada)
    await sync_to_async(remove_recipient)(people.ada, people.group.id, people.bob.id)
    assert (await ada.next("VOICE_STATE_UPDATE"))["user_id"] == str(people.bob.id)
    assert await VoiceState.objects.aget() is not None
    await sync_to_async(remove_recipient)(people.ada, people.group.id, people.ada.id)
    assert not await Call.objects.aexists()


@pytest.mark.usefixtures("transactional_db")
def test_strangers_blocked_people_and_bots_are_not_in_calls(api):
    people = Circle()
    stranger = builders.make_user("stranger")
    with pytest.raises(MissingAccess):
        call_in(stranger, people.dm)
    path = f"/channels/{people.dm.id}/call"
    for method, address in (("GET", path), ("POST", f"{path}/ring")):
        assert api(stranger).request(method, address).json()["code"] == 50001
    assert api(people.bob).post(f"{path}/ring").json()["code"] == 40032
    relationships.block(people.bob, people.ada)
    with pytest.raises(CannotMessageUser):
        call_in(people.ada, people.dm)
    assert api(people.ada).get(path).json() == {"ringable": False}
    bot = builders.make_bot(owner=people.ada)
    with pytest.raises(CannotMessageUser):
        call_in(people.ada, open_direct_channel(people.ada, bot))
    guild = builders.make_guild(people.ada)
    text = builders.text_channel(guild)
    assert api(people.ada).get(f"/channels/{text.id}/call").json()["code"] == 50024
    assert not VoiceState.objects.exists()
