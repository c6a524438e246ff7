"""The voice gateway with a real worker: coming, talking, being moved about, and nonsense."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from asgiref.sync import sync_to_async
from django.core.signing import Signer

from config.kernel import log
from guilds.permissions import Permissions
from guilds.services.channels import delete_channel
from guilds.services.guilds import update_guild
from guilds.services.members import update_member
from guilds.services.moderation import ban_member, kick_member
from media_sfu.models import VoiceState
from media_sfu.rpc import end_tasks
from media_sfu.services.upkeep import review_rooms
from media_sfu.tokens import SALT, read_grant, sign_grant
from realtime.voice import end_lost_sessions
from tests import builders
from tests.media_sfu.conftest import House, build_house
from tests.media_sfu.voice import Participant, running_worker, until
from tests.media_sfu.worker.bot import XCHACHA


class Scene:
    def __init__(self, gateway, house: House, worker) -> None:
        self.gateway = gateway
        self.house = house
        self.worker = worker
        self.people: list[Participant] = []

    async def someone(self, user) -> Participant:
        main = await self.gateway.identified(user)
        self.people.append(Participant(self.gateway, user, main))
        return self.people[-1]

    async def talking(self, user, **options) -> Participant:
        person = await self.someone(user)
        await person.join(self.house.lounge)
        await person.connect(**options)
        return person

    def is_muted(self, person: Participant) -> bool:
        """Return whether the worker takes nothing from somebody in the lounge."""
        people = self.worker.media.stats()["rooms"][str(self.house.lounge.id)].values()
        return any(one["muted"] for one in people if one["user_id"] == str(person.user.id))

    def peers(self, channel=None) -> list[str]:
        """Return whom the worker has in a room."""
        room = str((channel or self.house.lounge).id)
        people = self.worker.media.stats()["rooms"].get(room, {})
        return [peer["user_id"] for peer in people.values()]


@pytest.fixture
async def scene(gateway) -> AsyncIterator[Scene]:
    house = await sync_to_async(build_house)()
    async with running_worker() as worker:
        made = Scene(gateway, house, worker)
        yield made
        for person in made.people:
            await person.close()


async def hears(listener: Participant, speaker: Participant, word: bytes) -> None:
    await until(lambda: speaker.bot.say(word) and word in listener.bot.payloads(), "audio")


async def test_two_people_are_introduced_hear_each_other_and_part(scene):
    bob = await scene.talking(scene.house.bob)
    assert bob.described["dave_protocol_version"] == 0
    owner = await scene.talking(scene.house.owner, mode=XCHACHA)
    assert (await bob.expect(11))["user_ids"] == [str(owner.user.id)]
    assert (await owner.expect(11))["user_ids"] == [str(bob.user.id)]
    await owner.voice.send(5, {"speaking": 5, "delay": 0, "ssrc": owner.ready["ssrc"]})
    said = await bob.expect(5)
    # Who may not speak with priority does not, whatever they say.
    expected = {"user_id": str(owner.user.id), "ssrc": owner.ready["ssrc"], "speaking": 5}
    assert said == expected
    await hears(bob, owner, b"good evening")
    await hears(owner, bob, b"hello")
    await owner.voice.close(1000)
    assert (await bob.expect(13))["user_id"] == str(owner.user.id)
    assert scene.peers() == [str(bob.user.id)]


async def test_where_to_connect_is_told_to_the_session_that_joins_alone(scene):
    bob = await scene.someone(scene.house.bob)
    other = await scene.someone(scene.house.bob)
    server = await bob.join(scene.house.lounge)
    assert server["endpoint"] == "testserver"
    assert server["guild_id"] == str(scene.house.guild.id)
    assert "session_id" not in server
    await other.main.ping()
    assert "VOICE_SERVER_UPDATE" not in other.main.names()
    again = await bob.join(scene.house.lounge)  # said again, it is told again
    assert again["token"]
    # A lost socket hears of it when it resumes.
    await bob.main.close(1006)
    resumed = scene.gateway.connect()
    await resumed.resume(bob.main.token, bob.main.session_id, bob.main.seq - 1)
    assert (await resumed.next("VOICE_SERVER_UPDATE"))["endpoint"] == "testserver"


async def test_who_is_kicked_is_out_of_the_room_at_once(scene):
    bob, owner = await scene.talking(scene.house.bob), await scene.talking(scene.house.owner)
    await hears(owner, bob, b"before")
    await sync_to_async(kick_member)(scene.house.owner, scene.house.guild, scene.house.bob.id)
    assert await bob.expect_close() == 4014
    await until(lambda: scene.peers() == [str(owner.user.id)], "he is gone", 1.0)
    assert (await owner.expect(13))["user_id"] == str(bob.user.id)


async def test_a_ban_the_loss_of_a_right_and_a_new_session_end_a_connection(scene):
    house = scene.house
    bob = await scene.talking(house.bob)
    second = await scene.someone(house.bob)
    await second.join(house.lounge)  # on another device
    assert await bob.expect_close() == 4014
    await second.connect()
    await sync_to_async(builders.deny)(house.lounge, house.guild, Permissions.CONNECT)
    assert await second.expect_close() == 4014
    await until(lambda: scene.peers() == [], "the room is empty", 1.0)
    third = await scene.someone(house.bob)
    await third.join(house.office)
    await third.connect()
    await sync_to_async(ban_member)(house.owner, house.guild, house.bob.id)
    assert await third.expect_close() == 4014
    await until(lambda: scene.peers(house.office) == [], "the room is empty", 1.0)


async def test_a_deleted_channel_ends_the_call_of_all_in_it(scene):
    bob, owner = await scene.talking(scene.house.bob), await scene.talking(scene.house.owner)
    await sync_to_async(delete_channel)(scene.house.owner, scene.house.lounge)
    assert [await one.expect_close() for one in (bob, owner)] == [4022, 4022]
    await until(lambda: scene.peers() == [], "the room is empty", 1.0)


async def test_who_is_moved_is_sent_to_the_other_room(scene):
    house = scene.house
    bob = await scene.talking(house.bob)
    await sync_to_async(update_member)(
        house.owner, house.guild, house.bob.id, {"channel_id": house.office.id}
    )
    assert await bob.expect_close() == 4014
    old = bob.server
    await bob.assigned()
    await bob.connect()
    assert scene.peers(house.office) == [str(bob.user.id)]
    assert scene.peers() == []
    # The grant of the room that they left is worth nothing any more.
    bob.server = old
    bob.open()
    await bob.expect(8)
    await bob.voice.send(0, bob.credentials())
    assert await bob.expect_close() == 4006


async def test_who_is_muted_is_not_heard_and_who_is_deafened_hears_nothing(scene):
    house = scene.house
    bob, owner = await scene.talking(house.bob), await scene.talking(house.owner)
    await hears(owner, bob, b"before")
    await bob.voice.send(5, {"speaking": 1, "delay": 0, "ssrc": bob.ready["ssrc"]})
    assert (await owner.expect(5))["speaking"] == 1
    await sync_to_async(update_member)(house.owner, house.guild, house.bob.id, {"mute": True})
    assert (await owner.expect(5))["speaking"] == 0
    bob.bot.say(b"muted")
    await hears(bob, owner, b"meanwhile")
    await sync_to_async(update_member)(
        house.owner, house.guild, house.bob.id, {"mute": False, "deaf": True}
    )
    await hears(owner, bob, b"after")
    assert b"muted" not in owner.bot.payloads()
    owner.bot.say(b"deaf")
    await sync_to_async(update_member)(house.owner, house.guild, house.bob.id, {"deaf": False})
    await hears(bob, owner, b"again")
    assert b"deaf" not in bob.bot.payloads()
    # And who mutes themselves is not heard, whatever their client sends.
    await bob.say_state(house.lounge, self_mute=True)
    await until(lambda: scene.is_muted(bob), "muted")
    bob.bot.say(b"private")
    await hears(bob, owner, b"meanwhile")
    await bob.say_state(house.lounge)
    await hears(owner, bob, b"back")
    assert b"private" not in owner.bot.payloads()


async def test_a_lost_socket_resumes_with_what_was_said_meanwhile(scene):
    bob, owner = await scene.talking(scene.house.bob), await scene.talking(scene.house.owner)
    await bob.expect(11)
    await bob.voice.close(1006)
    await owner.voice.send(5, {"speaking": 1, "delay": 0, "ssrc": owner.ready["ssrc"]})
    await hears(bob, owner, b"media goes on")
    bob.open()
    await bob.expect(8)
    heard = bob.seq
    await bob.voice.send(7, bob.credentials(seq_ack=heard))
    missed = await bob.next()
    assert (missed["op"], missed["seq"], missed["d"]["speaking"]) == (5, heard + 1, 1)
    assert (await bob.next())["op"] == 9
    await bob.voice.send(3, {"t": 1234, "seq_ack": bob.seq})
    assert await bob.expect(6) == {"t": 1234}
    # What is acknowledged is forgotten, and cannot be told again.
    await bob.voice.close(1006)
    bob.open()
    await bob.voice.send(7, bob.credentials(seq_ack=-1))
    assert await bob.expect_close() == 4006


async def test_connecting_anew_replaces_the_connection(scene):
    bob, owner = await scene.talking(scene.house.bob), await scene.talking(scene.house.owner)
    first = bob.voice
    await bob.connect()
    assert await first.expect_close() == 4006
    await hears(owner, bob, b"here again")
    assert sorted(scene.peers()) == sorted([str(bob.user.id), str(owner.user.id)])


async def test_nonsense_ends_with_its_close_code(scene):
    owner = await scene.talking(scene.house.owner)
    bob = await scene.someone(scene.house.bob)
    await bob.join(scene.house.lounge)

    async def code_of(*frames, query: str = "v=8", raw: str = "") -> int:
        client = bob.open(query)
        for op, data in frames:
            await client.send(op, data)
        if raw:
            await client.send_raw(raw)
        return await client.expect_close()

    grant = read_grant(bob.server["token"])
    expired = sign_grant(type(grant)(*list(vars_of(grant))[:-1], int(time.time()) - 1))
    foreign = Signer(key="of another instance", salt=SALT).sign_object(list(vars_of(grant)))
    mine = bob.credentials()
    assert await code_of(query="v=3") == 4012
    assert await code_of(raw="nonsense") == 4002
    assert await code_of((0, None)) == 4002
    assert await code_of((0, {**mine, "token": 5.5})) == 4002
    assert await code_of((99, None)) == 4001
    for op in (1, 5, 12, 101, 102, 103, 104):
        assert await code_of((op, {})) == 4003
    assert await code_of((0, {**mine, "token": mine["token"] + "x"})) == 4004
    assert await code_of((0, {**mine, "token": foreign})) == 4004
    assert await code_of((0, {**mine, "token": owner.server["token"]})) == 4006
    assert await code_of((0, {**mine, "user_id": str(scene.house.owner.id)})) == 4004
    assert await code_of((0, {**mine, "server_id": "1"})) == 4004
    assert await code_of((0, {**mine, "token": expired})) == 4006
    assert await code_of((0, {**mine, "session_id": "0" * 32})) == 4006
    assert await code_of((7, {**mine, "seq_ack": 5})) == 4006
    assert await code_of((0, mine), (0, mine)) == 4005
    assert await code_of((0, mine), (1, {"protocol": "carrier pigeon"})) == 4012
    unknown = {"protocol": "udp", "data": {"address": "127.0.0.1", "port": 9, "mode": "rot13"}}
    assert await code_of((0, mine), (1, unknown)) == 4016
    nowhere = {"address": "here", "port": 9, "mode": XCHACHA}
    assert await code_of((0, mine), (1, {"protocol": "udp", "data": nowhere})) == 4020
    assert await code_of((0, mine), (5, {"speaking": "yes"})) == 4002
    for sdp in ("", 5, None):
        assert await code_of((0, mine), (1, {"protocol": "webrtc", "data": sdp})) == 4002
    assert await code_of((0, mine), (1, {"protocol": "webrtc", "data": "v=0"})) == 4020
    assert await code_of((0, mine), (101, {"sdp": "v=0"})) == 4020
    assert await code_of((0, mine), (103, {"track": "1", "size": -1})) == 4002
    assert await code_of(*[(3, 1)] * 301) == 4021
    assert await code_of((0, mine), *[(5, {"speaking": 1})] * 301) == 4021
    # And who was in the room all the time talks on.
    await bob.connect()
    assert sorted(scene.peers()) == sorted([str(owner.user.id), str(bob.user.id)])
    await hears(bob, owner, b"undisturbed")


def vars_of(grant):
    return (getattr(grant, name) for name in type(grant).__slots__)


async def test_an_address_without_a_path_is_told_apart_by_its_version(scene):
    bob = await scene.someone(scene.house.bob)
    await bob.join(scene.house.lounge)
    bob.voice = scene.gateway.connect(path="/", query="v=8")
    assert (await bob.expect(8))["heartbeat_interval"] > 0
    main = scene.gateway.connect(path="/", query="v=10&encoding=json")
    assert (await main.hello())["heartbeat_interval"] > 0


async def test_the_rooms_of_a_dead_worker_move_to_another(scene):
    bob = await scene.talking(scene.house.bob)
    async with running_worker() as other:
        # As by kill -9: the heart stops, and nobody is told.
        await end_tasks(scene.worker._tasks)
        await scene.worker.media.close()
        await log.client().pexpire(f"sfu:worker:{scene.worker.id}", 1)
        assert await bob.expect_close() in {4022, 4006}
        await bob.assigned()
        await bob.connect()
        rooms = other.media.stats()["rooms"]
        assert list(rooms) == [str(scene.house.lounge.id)]


async def test_without_a_worker_nobody_is_kept_waiting_for_ever(gateway, monkeypatch):
    monkeypatch.setattr("media_sfu.signalling.workers.PLACING_SECONDS", 0.3)
    house = await sync_to_async(build_house)()
    bob = Participant(gateway, house.bob, await gateway.identified(house.bob))
    await bob.join(house.lounge)
    bob.open()
    await bob.voice.send(0, bob.credentials())
    assert await bob.expect_close() == 4011
    assert await VoiceState.objects.acount() == 1


async def test_a_command_that_arrives_twice_is_carried_out_once(scene):
    from media_sfu import rpc

    bob = await scene.talking(scene.house.bob)
    [state] = [one async for one in VoiceState.objects.all()]
    answers = []
    letters = rpc.Correspondence(answers.append)
    await letters.open()

    async def leave_twice() -> None:
        body = {"room": state.room, "peer": state.peer, "generation": state.generation}
        for _ in range(2):
            await rpc.post(
                scene.worker.id, "leave", body, request_id="once", reply_to=letters.channel
            )

    before = len(scene.worker._answers)
    assert await letters.await_answer("once", leave_twice) == {"result": {}}
    await asyncio.sleep(0.05)
    assert len(scene.worker._answers) == before + 1
    await letters.close()
    assert await bob.expect_close() == 4006


async def test_who_is_in_a_room_without_a_voice_state_is_taken_out(scene):
    bob, owner = await scene.talking(scene.house.bob), await scene.talking(scene.house.owner)
    assert await sync_to_async(review_rooms)() == 0
    # As when a process dies between its commit and telling of it.
    await VoiceState.objects.filter(user=scene.house.bob).adelete()
    assert await sync_to_async(review_rooms)() == 1
    await until(lambda: scene.peers() == [str(owner.user.id)], "the ghost is gone")
    assert (await owner.expect(13))["user_id"] == str(bob.user.id)


async def test_who_is_silent_for_long_is_taken_to_the_afk_channel(scene):
    house = scene.house
    values = {"afk_channel_id": house.office.id, "afk_timeout": 60}
    await sync_to_async(update_guild)(house.owner, house.guild, values)
    bob, owner = await scene.talking(house.bob), await scene.talking(house.owner)
    for room in scene.worker.roster.rooms.values():
        for one in room.values():
            if one["user_id"] == str(bob.user.id):
                one["spoke_at"] -= 61
    assert await sync_to_async(review_rooms)() == 1
    assert await bob.expect_close() == 4014
    state = await VoiceState.objects.aget(user=house.bob)
    assert (state.channel_id, state.suppress) == (house.office.id, True)
    assert scene.peers() == [str(owner.user.id)]
    assert await sync_to_async(review_rooms)() == 0


async def test_a_simple_client_joins_by_rest_and_talks(scene, api):
    house = scene.house
    bob = Participant(scene.gateway, house.bob, SimpleNamespace(session_id=""))
    scene.people.append(bob)
    client = await sync_to_async(api)(house.bob)
    body = {"channel_id": str(house.lounge.id), "self_mute": True}
    answer = await client.apost("/voice/sessions", body)
    assert answer.status_code == 201
    bob.server = answer.json()
    bob.main.session_id = bob.server["session_id"]
    await bob.connect()
    assert scene.peers() == [str(bob.user.id)]
    assert scene.is_muted(bob)
    # There is no gateway session, and the worker does not take it for lost.
    for _ in range(2):
        assert await end_lost_sessions() == 0
    assert (await client.adelete(f"/voice/sessions/{bob.server['id']}")).status_code == 204
    assert await bob.expect_close() == 4014
    assert (await client.adelete(f"/voice/sessions/{bob.server['id']}")).json()["code"] == 10065
    # One that nobody connects to any more ends by itself.
    await client.apost("/voice/sessions", body)
    await log.client().delete(*await log.client().keys("voice:simple:*"))
    assert await end_lost_sessions() == 0
    assert await end_lost_sessions() == 1
    await sync_to_async(builders.deny)(house.lounge, house.guild, Permissions.CONNECT)
    assert (await client.apost("/voice/sessions", body)).json()["code"] == 50013
