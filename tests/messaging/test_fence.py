"""Row-level security behind the services: what a reader is shown whatever a statement forgets."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from accounts.services.relationships import befriend
from config.kernel import aio, fence
from config.kernel.errors import APIError
from config.kernel.fence import is_usable_sync, reading_for, reading_for_sync
from config.management.commands.doctor import examine_fence
from guilds.permissions import Permissions
from guilds.services import leave_guild, update_channel
from messaging.selectors.history import history, pinned_messages
from messaging.services import notifying
from messaging.services.direct_messages import open_direct_channel
from messaging.services.group_channels import open_group_channel, remove_recipient
from messaging.services.pins import pin_message
from tests.builders import make_member, make_user
from tests.messaging.conftest import refused, say

MESSAGES = "SELECT content FROM messages WHERE content <> '' ORDER BY id"
NOTIFICATIONS = "SELECT count(*) FROM notifications"
ENTRIES = "SELECT count(*) FROM audit_log"


@pytest.fixture
def told(hall):
    """Let ada and bob, and ada, bob and carol, have secrets; carol and dave may do little."""
    hall.carol = make_member(hall.guild, "carol")
    hall.auditor = make_member(
        hall.guild, "auditor", permissions=Permissions.VIEW_AUDIT_LOG | Permissions.KICK_MEMBERS
    )
    hall.stranger = make_user("stranger")
    for other in (hall.bob, hall.carol):
        befriend(hall.ada, other)
        befriend(other, hall.ada)
    hall.direct = open_direct_channel(hall.ada, hall.bob)
    hall.group = open_group_channel(hall.ada, [hall.bob.id, hall.carol.id])
    hall.secret = say(hall.ada, hall.direct, "for bob")
    say(hall.ada, hall.group, "for the group")
    say(hall.ada, hall.channel, "for the hall")
    update_channel(hall.ada, hall.channel, {"topic": "secrets"})
    aio.run(notifying.settle())
    return hall


def shown(statement: str, reader) -> list:
    """Run a statement without any condition as somebody, by both kinds of connections."""

    async def run() -> list:
        async with reading_for(reader.id) as database:
            return [row[0] for row in await (await database.execute(statement)).fetchall()]

    with reading_for_sync(reader.id), connection.cursor() as cursor:
        cursor.execute(statement)
        found = [row[0] for row in cursor.fetchall()]
    assert aio.run(run()) == found
    return found


def test_behind_the_fence_a_forgotten_condition_shows_nothing_of_others(told, monkeypatch):
    assert is_usable_sync()
    assert "guildhall_reader" in examine_fence()
    everything = ["for bob", "for the group", "for the hall"]
    assert shown(MESSAGES, told.ada) == shown(MESSAGES, told.bob) == everything
    assert shown(MESSAGES, told.carol) == everything[1:]
    assert shown(MESSAGES, told.stranger) == []
    remove_recipient(told.ada, told.group.id, told.carol.id)
    leave_guild(told.carol, told.guild)
    assert shown(MESSAGES, told.carol) == []

    assert shown(NOTIFICATIONS, told.bob) == [2]
    assert shown(NOTIFICATIONS, told.carol) == [1]
    assert shown(NOTIFICATIONS, told.ada) == [0]

    [entries] = shown(ENTRIES, told.ada)
    assert entries > 0
    assert shown(ENTRIES, told.auditor) == [entries]
    assert shown(ENTRIES, told.bob) == shown(ENTRIES, told.stranger) == [0]

    # Behind it nothing else can be read, and nothing written; afterwards all is as before.
    for statement in ("SELECT password FROM users", "DELETE FROM notifications"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            reading_for_sync(told.bob.id),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(MESSAGES)
        assert [row[0] for row in cursor.fetchall()] == everything

    async def refused_and_on() -> list:
        with pytest.raises(InsufficientPrivilege):
            async with reading_for(told.bob.id) as database:
                await (await database.execute("SELECT password FROM users")).fetchone()
        async with (await aio.pool()).connection() as database:
            return [row[0] for row in await (await database.execute(MESSAGES)).fetchall()]

    assert aio.run(refused_and_on()) == everything
    monkeypatch.setitem(fence._usable, connection.settings_dict["NAME"], False)
    assert len(shown(MESSAGES, told.stranger)) == 3
    assert examine_fence().startswith("off, the database's user may not become")


@pytest.mark.parametrize("is_on", [True, False])
def test_with_the_fence_and_without_it_people_read_what_is_theirs(api, told, settings, is_on):
    settings.ROW_LEVEL_SECURITY = is_on
    if not is_on:
        assert len(shown(MESSAGES, told.stranger)) == 3, "the services alone decide then"
        assert examine_fence().startswith("off")
    pin_message(told.ada, told.direct.id, told.secret.id)
    path = f"/channels/{told.direct.id}/messages"
    for reader in (told.ada, told.bob):
        said = [one["content"] for one in api(reader).get(path).json()]
        assert said[-1] == "for bob"
        page = aio.run(history(reader.id, told.direct.id, before_id=told.secret.id + 1))
        assert [one["content"] for one in page] == ["for bob"]
        pins = aio.run(pinned_messages(reader.id, told.direct.id))["items"]
        assert [one["message"]["content"] for one in pins] == ["for bob"]
        assert api(reader).get(f"{path}/search?content=bob").json()["total_results"] == 1
        found = api(reader).get(f"{path}/search?content=bob").json()["messages"]
        assert [one["content"] for [one] in found] == ["for bob"]
    for reader in (told.carol, told.stranger):
        refused(api(reader).get(path), 403, 50001)
        refused(api(reader).get(f"{path}/search?content=bob"), 403, 50001)
        with pytest.raises(APIError):
            aio.run(pinned_messages(reader.id, told.direct.id))
    notifications = api(told.bob).get("/users/@me/notifications").json()["notifications"]
    assert [one["content"] for one in notifications] == ["for the group", "for bob"]
    log = f"/guilds/{told.guild.id}/audit-logs"
    assert api(told.auditor).get(log).json() == api(told.ada).get(log).json()
    assert api(told.ada).get(log).json()["audit_log_entries"]
    refused(api(told.bob).get(log), 403, 50013)
    refused(api(told.stranger).get(log), 403, 50001)
