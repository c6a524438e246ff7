"""Voice states over the gateway: opcode 4, who hears of whom, and when a state ends."""

from __future__ import annotations

from asgiref.sync import sync_to_async

from config.kernel import log
from guilds.permissions import Permissions
from guilds.services import kick_member
from media_sfu.models import VoiceState
from media_sfu.services.stages import close_stage, open_stage
from media_sfu.services.status import set_voice_status
from realtime import records
from realtime.voice import MISSING_KEY, end_lost_sessions
from tests import builders
from tests.media_sfu.conftest import House, build_house, enter

VOICE = 1 << 7
UPDATE = "VOICE_STATE_UPDATE"


async def join(client, channel, **flags) -> None:
    guild_id = str(channel.guild_id)
    await client.send(4, {"guild_id": guild_id, "channel_id": str(channel.id), **flags})


async def leave(client, guild) -> None:
    await client.send(4, {"guild_id": str(guild.id), "channel_id": None})


def states(ready) -> dict[str, str]:
    [guild] = ready["guilds"]
    return {state["user_id"]: state["channel_id"] for state in guild["voice_states"]}


async def test_two_people_meet_in_a_channel_and_others_see_them(gateway):
    house = await sync_to_async(build_house)()
    bob, owner = str(house.bob.id), str(house.owner.id)
    first = await gateway.identified(house.bob)
    second = await gateway.identified(house.owner)
    await join(first, house.lounge, self_mute=True, self_deaf=False)
    for client in (first, second):
        told = await client.next(UPDATE)
        assert (told["user_id"], told["channel_id"]) == (bob, str(house.lounge.id))
        assert (told["self_mute"], told["session_id"]) == (True, first.session_id)
    await join(second, house.lounge)
    assert (await first.next(UPDATE))["user_id"] == owner
    late = await gateway.identified(house.bob)
    lounge = str(house.lounge.id)
    assert states(late.ready) == {bob: lounge, owner: lounge}
    assert "guild_id" not in late.ready["guilds"][0]["voice_states"][0]
    await leave(late, house.guild)  # it holds nothing
    await join(first, house.office)
    assert (await second.next(UPDATE))["user_id"] == owner
    assert (await second.next(UPDATE))["channel_id"] == str(house.office.id)
    await join(late, house.office)
    assert (await first.next(UPDATE))["channel_id"] == str(house.office.id)
    assert (await first.next(UPDATE))["session_id"] == late.session_id
    await first.close(1000)
    await second.close(1000)
    while told["channel_id"] is not None or told["user_id"] != owner:
        told = await late.next(UPDATE)
    fresh = await gateway.identified(house.owner)
    assert states(fresh.ready) == {bob: str(house.office.id)}


async def test_nonsense_closes_the_socket_and_what_may_not_be_is_not_answered(gateway):
    house = await sync_to_async(build_house)()
    await sync_to_async(builders.deny)(house.lounge, house.guild, Permissions.CONNECT)
    client = await gateway.identified(house.bob)
    for data in (
        {"guild_id": str(house.guild.id), "channel_id": str(house.lounge.id)},
        {"guild_id": str(house.guild.id), "channel_id": "5"},
        {"guild_id": "5", "channel_id": str(house.office.id)},
        {"guild_id": None, "channel_id": None},
    ):
        await client.send(4, data)
    await client.ping()
    assert UPDATE not in client.names()
    assert not await VoiceState.objects.aexists()
    await client.send(4, {"guild_id": str(house.guild.id), "self_mute": "loud"})
    assert await client.expect_close() == 4002


async def hall_with_secret() -> tuple[House, object]:
    house = await sync_to_async(build_house)()
    role = await sync_to_async(builders.make_role)(house.guild, "insider")
    await sync_to_async(builders.deny)(house.office, house.guild, Permissions.VIEW_CHANNEL)
    await sync_to_async(builders.allow)(house.office, role, Permissions.VIEW_CHANNEL)
    return house, role


async def test_who_does_not_see_a_channel_does_not_see_who_is_in_it(gateway):
    house, role = await hall_with_secret()
    watcher = await gateway.identified(house.bob)
    speaker = await gateway.identified(house.owner)
    await join(speaker, house.office)
    await join(speaker, house.office, self_mute=True)
    await join(speaker, house.lounge)
    told = await watcher.next(UPDATE)
    assert told["channel_id"] == str(house.lounge.id)
    await join(speaker, house.office)
    told = await watcher.next(UPDATE)
    assert (told["user_id"], told["channel_id"]) == (str(house.owner.id), None)
    assert str(house.office.id) not in str(watcher.heard)
    assert states((await gateway.identified(house.bob)).ready) == {}
    # Now they come to see it, and then they do not any more.
    await sync_to_async(builders.add_member_role)(house.owner, house.guild, house.bob.id, role.id)
    assert (await watcher.next("CHANNEL_CREATE"))["id"] == str(house.office.id)
    told = await watcher.next(UPDATE)
    assert (told["channel_id"], told["self_mute"]) == (str(house.office.id), False)
    await sync_to_async(builders.deny)(house.office, house.bob, Permissions.VIEW_CHANNEL)
    assert (await watcher.next(UPDATE))["channel_id"] is None
    assert (await watcher.next("CHANNEL_DELETE"))["id"] == str(house.office.id)


async def test_a_bot_hears_of_voice_only_with_the_intent(gateway, make):
    house = await sync_to_async(build_house)()
    bots = [await make.make_bot(name, owner=house.owner) for name in ("hearing", "deaf")]
    for bot in bots:
        await make.make_member(house.guild, bot)
    await sync_to_async(enter)(house.bob, house.lounge)
    hearing = await gateway.identified(bots[0], intents=1 | VOICE)
    deaf = await gateway.identified(bots[1], intents=1)
    told = [(await client.next("GUILD_CREATE"))["voice_states"] for client in (hearing, deaf)]
    assert [len(states) for states in told] == [1, 0]
    await sync_to_async(enter)(house.bob, house.lounge, self_deaf=True)
    assert (await hearing.next(UPDATE))["self_deaf"] is True
    await deaf.ping()
    assert UPDATE not in deaf.names()


async def test_a_lost_socket_keeps_its_place_and_resuming_tells_what_was_missed(gateway):
    house, _ = await hall_with_secret()
    client = await gateway.identified(house.bob)
    await join(client, house.lounge)
    await client.next("VOICE_CHANNEL_START_TIME_UPDATE")
    await client.close(1006)
    await sync_to_async(enter)(house.owner, house.office, "secret")
    await sync_to_async(enter)(house.owner, house.office, "secret", self_mute=True)
    assert await VoiceState.objects.filter(user=house.bob).aexists()
    again = gateway.connect()
    await again.resume(client.token, client.session_id, client.seq)
    await again.next("RESUMED")
    assert again.names() == ["RESUMED"]
    await again.close(1006)
    # Out of the hidden channel into one that is seen: that cannot be told from the log.
    await sync_to_async(enter)(house.owner, house.lounge, "secret")
    third = gateway.connect()
    await third.resume(client.token, client.session_id, again.seq)
    assert await third.expect_op(9) is False


async def test_what_is_seen_throughout_is_told_when_resuming(gateway):
    house = await sync_to_async(build_house)()
    client = await gateway.identified(house.bob)
    await client.close(1006)
    await sync_to_async(enter)(house.owner, house.lounge)
    await sync_to_async(enter)(house.owner, house.office)
    again = gateway.connect()
    await again.resume(client.token, client.session_id, client.seq)
    assert [(await again.next(UPDATE))["channel_id"] for _ in range(2)] == [
        str(house.lounge.id),
        str(house.office.id),
    ]


async def test_a_kick_ends_the_state_before_everybodys_eyes(gateway):
    house = await sync_to_async(build_house)()
    victim = await gateway.identified(house.bob)
    watcher = await gateway.identified(house.owner)
    await join(victim, house.lounge)
    assert (await watcher.next(UPDATE))["channel_id"] == str(house.lounge.id)
    await sync_to_async(kick_member)(house.owner, house.guild, house.bob.id)
    assert (await watcher.next(UPDATE))["channel_id"] is None
    assert states((await gateway.identified(house.owner)).ready) == {}


async def test_a_session_that_ran_out_unnoticed_is_ended_by_the_worker(gateway):
    house = await sync_to_async(build_house)()
    client = await gateway.identified(house.bob)
    await join(client, house.lounge)
    await client.next(UPDATE)
    assert await end_lost_sessions() == 0
    await client.close(1006)
    await records.forget(client.session_id)
    assert await end_lost_sessions() == 0  # it may be missing for a moment only
    assert await log.client().exists(MISSING_KEY + client.session_id)
    assert await end_lost_sessions() == 1
    assert not await VoiceState.objects.aexists()


async def test_the_status_of_a_channel_is_told_and_asked_for(gateway):
    house, _ = await hall_with_secret()
    client = await gateway.identified(house.bob)
    await sync_to_async(enter)(house.owner, house.lounge)
    await sync_to_async(set_voice_status)(house.owner, house.lounge, "Chess")
    await sync_to_async(set_voice_status)(house.owner, house.office, "Secret")
    told = await client.next("VOICE_CHANNEL_STATUS_UPDATE")
    assert (told["id"], told["status"]) == (str(house.lounge.id), "Chess")
    request = {"guild_id": str(house.guild.id), "fields": ["status", "voice_start_time", "x"]}
    await client.send(43, request)
    info = await client.next("CHANNEL_INFO")
    [lounge] = info["channels"]
    assert (lounge["id"], lounge["status"]) == (str(house.lounge.id), "Chess")
    assert lounge["voice_start_time"] > 0
    fresh = await gateway.identified(house.bob)
    [guild] = fresh.ready["guilds"]
    [channel] = [one for one in guild["channels"] if one["name"] == "lounge"]
    assert channel["status"] == "Chess"
    await client.send(43, {"guild_id": str(house.guild.id)})
    assert await client.expect_close() == 4002


async def test_a_stage_is_told_to_who_sees_its_channel(gateway):
    house = await sync_to_async(build_house)()
    seeing = await gateway.identified(house.owner)
    client = await gateway.identified(house.bob)
    await sync_to_async(builders.deny)(house.stage, house.guild, Permissions.VIEW_CHANNEL)
    await client.next("CHANNEL_DELETE")
    await sync_to_async(open_stage)(house.owner, house.stage, topic="Chess")
    assert (await seeing.next("STAGE_INSTANCE_CREATE"))["topic"] == "Chess"
    fresh = [await gateway.identified(who) for who in (house.bob, house.owner)]
    assert [len(one.ready["guilds"][0]["stage_instances"]) for one in fresh] == [0, 1]
    await sync_to_async(builders.allow)(house.stage, house.bob, Permissions.VIEW_CHANNEL)
    assert (await client.next("STAGE_INSTANCE_CREATE"))["topic"] == "Chess"
    await sync_to_async(close_stage)(house.owner, house.stage)
    await client.next("STAGE_INSTANCE_DELETE")
    fresh = [await gateway.identified(house.owner)]
    assert fresh[0].ready["guilds"][0]["stage_instances"] == []
