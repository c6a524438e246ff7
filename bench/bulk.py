"""Filling an instance's database with more than its API could make in the time there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
import psycopg
from psycopg import sql

Database = psycopg.Connection[Any]

CLONE: Final = sql.SQL(
    "INSERT INTO {table} SELECT (jsonb_populate_record(source, changes)).*"
    " FROM {table} source CROSS JOIN unnest(%s::jsonb[]) changes WHERE source.id = %s"
)
# Ids of what is made here are above those of the fixture, and below those of later messages.
FIRST_ID: Final = 4_000_000_000


def clone(
    database: Database, table: str, source_id: int, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Insert copies of a row that differ by what each of ``rows`` says."""
    changes = [orjson.dumps(row).decode() for row in rows]
    database.execute(CLONE.format(table=sql.Identifier(table)), (changes, source_id))


def clone_guilds(
    database: Database, guild_id: int, count: int, channels: int, *, first: int = FIRST_ID
) -> dict[int, list[int]]:
    """Make guilds like the given one, each with so many text channels; returns their channels."""
    made = {
        first + number * 1000: [first + number * 1000 + 1 + n for n in range(channels)]
        for number in range(count)
    }
    nothing = dict.fromkeys(
        ("vanity_url_code", "system_channel_id", "rules_channel_id", "afk_channel_id",
         "public_updates_channel_id", "widget_channel_id")
    )  # fmt: skip
    clone(
        database, "guilds", guild_id,
        ({"id": guild, "name": f"Guild {guild}", **nothing} for guild in made),
    )  # fmt: skip
    clone(database, "roles", guild_id, ({"id": guild, "guild_id": guild} for guild in made))
    for guild, ids in made.items():
        add_channels(database, guild_id, guild, ids)
    return made


def add_channels(database: Database, source_guild: int, guild_id: int, ids: Iterable[int]) -> None:
    row = database.execute(
        "SELECT id FROM channels WHERE guild_id = %s AND type = 0 LIMIT 1", (source_guild,)
    ).fetchone()
    assert row is not None  # noqa: S101
    clone(
        database, "channels", row[0],
        ({"id": one, "guild_id": guild_id, "name": f"channel-{one}", "parent_id": None,
          "last_message_id": None} for one in ids),
    )  # fmt: skip


def let_in(database: Database, user_id: int, guild_ids: Iterable[int]) -> None:
    """Make somebody a member."""
    guilds = list(guild_ids)
    rows = database.execute(
        "SELECT (SELECT min(id) FROM members WHERE user_id = %s),"
        " nextval(pg_get_serial_sequence('members', 'id')) FROM generate_series(1, %s)",
        (user_id, len(guilds)),
    ).fetchall()
    clone(
        database, "members", rows[0][0],
        ({"id": row[1], "guild_id": guild, "roles": []}
         for row, guild in zip(rows, guilds, strict=True)),
    )  # fmt: skip
    database.execute(
        "UPDATE guilds SET member_count = 1, permissions_version = permissions_version + 1"
        " WHERE id = ANY(%s)",
        (guilds,),
    )
