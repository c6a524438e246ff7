"""How people are: told to whom, how often, for how long."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone

from accounts import presence as store
from accounts.services.preferences import end_custom_statuses, iso, update_settings
from accounts.services.relationships import befriend, update_friend
from config.kernel import log
from config.settings import limits
from guilds.services import join_guild, leave_guild
from realtime.hub import current_hub
from realtime.stale_presences import end_stale_presences


async def presence_heard(client, user) -> dict:
    while True:
        told = await client.next("PRESENCE_UPDATE")
        if told["user"]["id"] == str(user.id):
            return told


async def test_what_somebody_plays_is_shown_as_they_tell_it(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob = await make.make_member(guild, "bob")
    witness = await gateway.identified(ada)
    told = {
        "name": "Chess",
        "type": 0,
        "details": "Blitz",
        "application_id": 77,
        "party": {"id": "p", "size": [1, 2]},
        "assets": {"large_image": "board", "large_text": "A board", "small_image": None},
        "timestamps": {"start": 1.5e12},
        "buttons": ["Watch"],
        "secrets": {"join": "hush"},
        "url": None,
    }
    await gateway.identified(bob, presence={"status": "online", "activities": [told]})
    [shown] = (await presence_heard(witness, bob))["activities"]
    assert shown.pop("created_at") > 1.7e12
    assert shown == {
        "name": "Chess",
        "type": 0,
        "details": "Blitz",
        "application_id": "77",
        "party": {"id": "p", "size": [1, 2]},
        "assets": {"large_image": "board", "large_text": "A board"},
        "timestamps": {"start": 1_500_000_000_000},
        "buttons": ["Watch"],
    }


async def test_a_custom_status_ends_with_its_time(gateway, make):
    ada = await make.make_user("ada")
    bob = await make.make_member(await make.make_guild(ada), "bob")
    tomorrow, now = timezone.now() + timedelta(days=1), timezone.now()

    async def seen(ends: datetime) -> list[Any]:
        status = {"text": "away", "emoji_name": "wave", "emoji_id": "5", "expires_at": iso(ends)}
        await sync_to_async(update_settings)(bob, custom_status=status)
        client = await gateway.identified(bob)
        await client.ping()  # the presence is written after READY
        [shown] = await sync_to_async(store.presences)([bob.id])
        await client.close(1000)
        return [(one["state"], one["emoji"]) for one in shown.activities]

    assert await seen(tomorrow) == [("away", {"name": "wave", "id": "5"})]
    assert await sync_to_async(end_custom_statuses)() == 0
    assert await seen(now) == []
    client = await gateway.identified(bob)
    assert client.ready["user_settings"]["custom_status"]["text"] == "away"
    assert await sync_to_async(end_custom_statuses)() == 1
    assert (await client.next("USER_SETTINGS_UPDATE"))["custom_status"] is None


async def test_who_is_invisible_is_offline_for_the_others(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob = await make.make_member(guild, "bob")
    witness = await gateway.identified(ada)
    client = await gateway.identified(bob, presence={"status": "invisible"})
    await client.ping()
    assert not await sync_to_async(store.is_online)(bob.id)
    await witness.ping()
    told = {m["d"]["user"]["id"] for m in witness.heard if m["t"] == "PRESENCE_UPDATE"}
    assert str(bob.id) not in told, "even that somebody is offline tells that they were there"
    await client.send(3, {"status": "online", "since": None, "activities": [], "afk": False})
    assert (await presence_heard(witness, bob))["status"] == "online"
    assert await sync_to_async(store.is_online)(bob.id)


async def test_friends_who_asked_for_it_find_in_their_inbox_that_somebody_came(gateway, make):
    ada, bob = await make.make_user("ada"), await make.make_user("bob")
    for one, other in ((ada, bob), (bob, ada)):
        await sync_to_async(befriend)(one, other)
    await sync_to_async(update_friend)(bob, ada, {"notify_online": True})
    witness = await gateway.identified(bob)
    [friend] = witness.ready["relationships"]
    assert friend["notify_online"] is True
    client = await gateway.identified(ada, presence={"status": "invisible"})
    await client.ping()
    await witness.ping()
    assert "NOTIFICATION_CREATE" not in witness.names()
    await client.send(3, {"status": "online", "since": None, "activities": [], "afk": False})
    told = await witness.next("NOTIFICATION_CREATE")
    assert (told["type"], told["related_user"]["id"]) == ("user_online", str(ada.id))
    await gateway.identified(ada)  # on another device, which is no news
    await client.ping()
    await witness.ping()
    assert witness.names().count("NOTIFICATION_CREATE") == 1
    assert "NOTIFICATION_CREATE" not in client.names()


async def test_who_started_anew_shows_what_they_do_now(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob = await make.make_member(guild, "bob")

    def playing(game: str) -> dict:
        return {"status": "online", "activities": [{"name": game, "type": 0}], "afk": False}

    # Sessions have random names: the order in which the store lists them must not matter.
    for number in range(4):
        before = await gateway.identified(bob, presence=playing(f"game {number}"))
        await before.ping()
        await before.close(1006)
        [shown] = await sync_to_async(store.presences)([bob.id])
        assert [activity["name"] for activity in shown.activities] == [f"game {number}"]


async def test_presence_is_told_at_once_and_then_at_most_every_five_seconds(
    gateway, make, monkeypatch
):
    monkeypatch.setattr(limits, "PRESENCE_COALESCE_SECONDS", 0.5)
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob = await make.make_member(guild, "bob")
    witness = await gateway.identified(ada)
    client = await gateway.identified(bob)
    await presence_heard(witness, bob)
    before = time.monotonic()
    for status in ("idle", "dnd", "online", "dnd", "idle"):
        await client.send(3, {"status": status, "since": 0, "activities": [], "afk": False})
    told = await presence_heard(witness, bob)
    assert told["status"] == "idle", "the last state"
    assert time.monotonic() - before > 0.2
    assert witness.names().count("PRESENCE_UPDATE") <= 4


async def test_a_presence_ends_with_its_time_when_nobody_says_goodbye(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob = await make.make_member(guild, "bob")
    witness = await gateway.identified(ada)
    client = await gateway.identified(bob)
    assert (await presence_heard(witness, bob))["status"] == "online"
    await client.close(1006)
    assert await sync_to_async(store.is_online)(bob.id), "the session may come back"

    [(entry, _)] = (await log.client().hgetall(f"{store.KEY}{bob.id}")).items()
    said = store.SessionPresence().encode(time.time() - 1)
    await log.client().hset(f"{store.KEY}{bob.id}", entry, said)
    await log.client().zadd(store.ENDS, {str(bob.id): time.time() - 1})
    assert await end_stale_presences() == 1
    assert await end_stale_presences() == 0

    assert (await presence_heard(witness, bob))["status"] == "offline"


async def test_heartbeats_keep_the_presence_and_the_record(gateway, make):
    ada = await make.make_user("ada")
    client = await gateway.identified(ada)
    key, record = f"{store.KEY}{ada.id}", f"gateway:session:{client.session_id}"
    await client.ping()
    for name in (key, record):
        await log.client().expire(name, 5)
    hub = current_hub()
    hub.presence._kept_at = -1e9
    await hub.presence.keep_alive()
    assert await log.client().ttl(key) > 5
    assert await log.client().ttl(record) > 5


async def test_friends_hear_of_each_other_without_a_common_guild(gateway, make):
    ada, bob = await make.make_user("ada"), await make.make_user("bob")
    await sync_to_async(befriend)(ada, bob)
    await sync_to_async(befriend)(bob, ada)
    witness = await gateway.identified(ada)
    await gateway.identified(bob)
    assert (await presence_heard(witness, bob))["status"] == "online"
    again = await gateway.identified(ada)
    assert str(bob.id) in {p["user"]["id"] for p in again.ready["presences"]}


async def test_a_guild_knows_how_many_of_its_members_are_seen_online(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob, carol = [await make.make_member(guild, name) for name in ("bob", "carol")]

    async def online() -> list[int]:
        found = await sync_to_async(store.online_in)(guild.id)
        assert len(found) == await sync_to_async(store.count_online)(guild.id)
        return found

    witness = await gateway.identified(ada)
    first = await gateway.identified(bob)
    hidden = await gateway.identified(carol, presence={"status": "invisible"})
    for client in (witness, first, hidden):
        await client.ping()
    assert await online() == [ada.id, bob.id]
    second = await gateway.identified(bob)
    await second.ping()
    await first.close(1000)
    await hidden.send(3, {"status": "idle", "since": None, "activities": [], "afk": False})
    await presence_heard(witness, carol)
    assert await online() == [ada.id, bob.id, carol.id], "bob has another client open"

    await log.client().delete(f"{store.GUILD_KEY}{guild.id}")
    assert await online() == []
    hub = current_hub()
    for client in (witness, second, hidden):
        await client.ping()
    hub.presence._kept_at = -1e9
    await hub.presence.keep_alive()
    assert await online() == [ada.id, bob.id, carol.id], "what Redis lost is there again"

    await hidden.send(3, {"status": "invisible", "since": None, "activities": [], "afk": False})
    await hidden.ping()
    assert await online() == [ada.id, bob.id]
    await sync_to_async(leave_guild)(bob, guild)
    assert await online() == [ada.id]
    await sync_to_async(join_guild)(bob, guild)
    await second.next("GUILD_CREATE")
    await second.ping()
    assert await online() == [ada.id, bob.id]
    ends = {str(bob.id): time.time() - 1}
    await log.client().zadd(f"{store.GUILD_KEY}{guild.id}", ends)
    assert await online() == [ada.id], "its process died, and nobody renewed it"
