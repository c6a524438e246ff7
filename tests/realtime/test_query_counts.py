"""What is read often takes the same few statements, however much there is to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from asgiref.sync import sync_to_async

from accounts.models import User
from guilds.models import Channel, Guild
from guilds.permissions import Permissions
from guilds.services import ban_member, join_guild
from tests.builders import deny, make_channel, make_guild, make_member, make_role, make_user
from tests.helpers import behind
from tests.helpers.api import Api

MOST_OF_A_CALL = 12
MOST_OF_READY = 20  # signing in is among them
# What is asked of a connection that is opened anew, and when that is, is chance.
CONNECTIONS = ("SELECT set_config(",)
TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture
def statements(monkeypatch) -> list[str]:
    """Return what will have been asked of PostgreSQL, by Django's connections and the pool's."""
    asked: list[str] = []

    def note(query: object) -> None:
        text = str(query).lstrip()
        if not text.startswith(TRANSACTIONS + CONNECTIONS):
            asked.append(text)

    for cursor in (psycopg.Cursor, psycopg.AsyncCursor):
        for name in ("execute", "executemany"):
            plain = getattr(cursor, name)

            def counting(self, query, *args, plain=plain, **kwargs):
                note(query)
                return plain(self, query, *args, **kwargs)

            monkeypatch.setattr(cursor, name, counting)
    return asked


class Crowd:
    """A guild with so many of everything, and somebody who sees it all for the first time."""

    def __init__(self, name: str, size: int) -> None:
        self.owner = make_user(f"{name}.owner")
        self.guild: Guild = make_guild(self.owner, name)
        self.people: list[User] = []
        self.rooms: list[Channel] = []
        for number in range(size):
            role = make_role(self.guild, f"role {number}", int(Permissions.SEND_MESSAGES))
            self.people.append(make_member(self.guild, f"{name}.{number}"))
            self.rooms.append(make_channel(self.guild, f"room {number}"))
            deny(self.rooms[-1], role, Permissions.ADD_REACTIONS)
            ban_member(self.owner, self.guild, make_user(f"{name}.banned.{number}").id)
        self.talk()
        self.reader = make_member(
            self.guild, f"{name}.reader", permissions=Permissions.ADMINISTRATOR
        )
        behind.settle()

    def talk(self) -> None:
        """Let everybody say two things, each an answer to the one before, with a reaction."""
        said: dict[str, str] | None = None
        for person in self.people * 2:
            body: dict[str, Any] = {"content": f"a word for <@{self.people[0].id}>"}
            if said is not None:
                body["message_reference"] = {"message_id": said["id"]}
            path = f"/channels/{self.rooms[0].id}/messages"
            said = Api(person).post(path, body).json()
            reaction = f"{path}/{said['id']}/reactions/%F0%9F%8E%89/@me"
            assert Api(person).put(reaction).status_code == 204
        # Rights are asked for behind the answers: what is then in memory is not left to chance.
        behind.settle()


CALLS: dict[str, Callable[[Crowd], str]] = {
    "guild": lambda crowd: f"/guilds/{crowd.guild.id}?with_counts=true",
    "channels": lambda crowd: f"/guilds/{crowd.guild.id}/channels",
    "members": lambda crowd: f"/guilds/{crowd.guild.id}/members?limit=100",
    "member search": lambda crowd: f"/guilds/{crowd.guild.id}/members/search?query=few&limit=100",
    "bans": lambda crowd: f"/guilds/{crowd.guild.id}/bans",
    "audit log": lambda crowd: f"/guilds/{crowd.guild.id}/audit-logs?limit=100",
    "history": lambda crowd: f"/channels/{crowd.rooms[0].id}/messages?limit=100",
    "search": lambda crowd: f"/guilds/{crowd.guild.id}/messages/search?content=word",
}


def test_reads_over_rest_take_as_many_statements_for_many_as_for_few(api, statements) -> None:
    counts: dict[str, list[int]] = {name: [] for name in CALLS}
    for name, size in (("few", 2), ("many", 8)):
        crowd = Crowd(name, size)
        calls = api(crowd.reader)
        assert calls.get("/users/@me").status_code == 200
        for call, path in CALLS.items():
            statements.clear()
            answer = calls.get(path(crowd))
            assert answer.status_code == 200, answer.text
            counts[call].append(len(statements))
    assert {call: many <= few for call, (few, many) in counts.items()} == dict.fromkeys(
        counts, True
    )
    assert max(map(max, counts.values())) <= MOST_OF_A_CALL, counts


async def test_ready_takes_as_many_statements_for_many_as_for_few(gateway, statements):
    counts = []
    for name, size, guilds in (("few", 2, 1), ("many", 8, 4)):
        crowd = await sync_to_async(Crowd)(name, size)
        for number in range(guilds - 1):
            more = await sync_to_async(Crowd)(f"{name}.{number}", 3)
            await sync_to_async(join_guild)(crowd.reader, more.guild)
        await sync_to_async(behind.settle)()
        statements.clear()
        client = await gateway.identified(crowd.reader)
        assert len(client.ready["guilds"]) == guilds
        counts.append(len(statements))
    assert counts[1] <= counts[0] <= MOST_OF_READY, counts
