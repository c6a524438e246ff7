"""Reading messages with everything their payload shows, in one query each.

PostgreSQL joins and aggregates to JSON; no ORM, as this is the busiest read there is. The
caller names the messages by a ``Page``: a piece of SQL that selects from ``messages``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from django.db import connection

from config.kernel import aio
from config.kernel.fence import INSIDE, reading_for
from messaging.models import MessageFlags
from messaging.payloads import (
    SHOWS_REFERENCE,
    USER_COLUMNS,
    MessagePayload,
    Users,
    message_payload,
    users_from_rows,
)

MESSAGE_COLUMNS: Final = (
    "id", "channel_id", "guild_id", "author_id", "type", "content", "flags", "tts", "edited_at",
    "pinned_at", "embeds", "components", "mention_everyone", "mentions", "mention_roles",
    "reference_type", "reference_message_id", "reference_channel_id", "reference_guild_id",
    "webhook_id", "webhook_name", "webhook_avatar", "application_id", "extras", "position",
)  # fmt: skip
ATTACHMENT_COLUMNS: Final = (
    "id", "channel_id", "filename", "description", "content_type", "size", "width", "height",
    "flags", "title", "duration_secs", "waveform",
)  # fmt: skip


# Of a thread that is about a message; it has the message's id.
THREAD_COLUMNS: Final = (
    "id", "type", "guild_id", "parent_id", "owner_id", "name", "flags", "rate_limit_per_user",
    "last_message_id", "last_pin_timestamp", "applied_tags", "archived", "archive_timestamp",
    "auto_archive_duration", "locked", "invitable", "message_count", "member_count",
    "total_message_sent",
)  # fmt: skip


MOMENTS: Final = frozenset(("edited_at", "pinned_at", "archive_timestamp", "last_pin_timestamp"))


def column_array(alias: str, columns: tuple[str, ...]) -> str:
    """Return SQL for a JSON array of columns; half as dear as an object with their names."""
    return ", ".join(
        f"""to_char({alias}.{name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
        if name in MOMENTS
        else f"{alias}.{name}"
        for name in columns
    )


_SHOWN: Final = ", ".join(str(int(kind)) for kind in SHOWS_REFERENCE)
# Attachments and reactions are read for the whole page at once, and put together in Python.
QUERY: Final = f"""
WITH page AS MATERIALIZED ({{page}}),
answered AS MATERIALIZED (
    SELECT m.* FROM messages m
    WHERE m.deleted_at IS NULL AND m.id IN (
        SELECT reference_message_id FROM page
        WHERE type IN ({_SHOWN}) AND reference_message_id IS NOT NULL)
),
shown AS MATERIALIZED (SELECT id FROM page UNION SELECT id FROM answered),
named AS (
    SELECT author_id AS id FROM page UNION SELECT author_id FROM answered
    UNION SELECT unnest(mentions) FROM page WHERE mentions <> '{{{{}}}}'
    UNION SELECT unnest(mentions) FROM answered WHERE mentions <> '{{{{}}}}'
    UNION SELECT jsonb_array_elements(extras #> '{{{{snapshot,mentions}}}}')::bigint FROM (
        SELECT extras FROM page UNION ALL SELECT extras FROM answered
    ) forwards WHERE extras ? 'snapshot'
)
SELECT
    (SELECT json_agg(json_build_array({column_array("m", MESSAGE_COLUMNS)}) ORDER BY m.id DESC)
     FROM page m)::text,
    (SELECT json_agg(json_build_array({column_array("m", MESSAGE_COLUMNS)})) FROM answered m)::text,
    (SELECT json_agg(json_build_array(a.message_id, {column_array("a", ATTACHMENT_COLUMNS)})
                     ORDER BY a.position, a.id)
     FROM message_attachments a WHERE a.message_id = ANY(ARRAY(SELECT id FROM shown)))::text,
    (SELECT json_agg(json_build_array(r.message_id, r.emoji_id, r.name, r.animated, r.count, r.me)
                     ORDER BY r.first)
     FROM (
        SELECT message_id, emoji_id, max(emoji_name) AS name, bool_or(animated) AS animated,
               count(*) AS count, bool_or(user_id = %(viewer)s) AS me, min(id) AS first
        FROM reactions WHERE message_id = ANY(ARRAY(SELECT id FROM page))
        GROUP BY message_id, emoji_id, CASE WHEN emoji_id = 0 THEN emoji_name END
     ) r)::text,
    (SELECT json_agg(json_build_array({column_array("u", USER_COLUMNS)}))
     FROM users u WHERE u.id IN (SELECT id FROM named))::text,
    (SELECT json_agg(json_build_array({column_array("t", THREAD_COLUMNS)}))
     FROM channels t WHERE t.id = ANY(ARRAY(
        SELECT id FROM page WHERE flags & {int(MessageFlags.HAS_THREAD)} <> 0
     )) AND t.type IN (10, 11, 12))::text,
    (SELECT json_agg(json_build_array(v.message_id, v.answer_id, v.count, v.me)
                     ORDER BY v.answer_id)
     FROM (
        SELECT message_id, answer_id, count(*) AS count, bool_or(user_id = %(viewer)s) AS me
        FROM poll_votes WHERE message_id = ANY(ARRAY(
            SELECT id FROM page WHERE extras ? 'poll'
            UNION ALL SELECT id FROM answered WHERE extras ? 'poll'
        )) GROUP BY message_id, answer_id
     ) v)::text,
    (SELECT permissions_version FROM guilds WHERE id = %(guild)s),
    (SELECT xmin::text FROM channels WHERE id = %(channel)s)
"""  # noqa: S608  names of columns only
REACTION_COLUMNS: Final = ("emoji_id", "emoji_name", "animated", "count", "me")
VOTE_COLUMNS: Final = ("id", "count", "me_voted")


@dataclass(frozen=True, slots=True)
class Page:
    """Which messages: SQL over ``messages m`` with named parameters, and their values."""

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Messages, newest first, and the payloads of all users they name.

    ``version`` is the ``permissions_version`` of the guild that the reader named, and
    ``channel_version`` that of the row of the page's channel, both of the same moment.
    """

    messages: list[dict[str, Any]]
    users: Users
    version: int | None = None
    channel_version: str | None = None

    def payloads(self) -> list[MessagePayload]:
        return [message_payload(facts, self.users) for facts in self.messages]


def by_ids(ids: list[int], channel_id: int | None = None) -> Page:
    """Select messages that are not deleted, of one channel or of any."""
    sql = "SELECT m.* FROM messages m WHERE m.id = ANY(%(ids)s) AND m.deleted_at IS NULL"
    if channel_id is None:
        return Page(sql, {"ids": ids})
    return Page(sql + " AND m.channel_id = %(channel)s", {"ids": ids, "channel": channel_id})


def read(page: Page, viewer: int = 0) -> Found:
    """Read in the current transaction of Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY.format(page=page.sql), parameters(page, viewer, None))
        return parse(cursor.fetchone())


async def read_fenced(page: Page, reader: int) -> Found:
    """``read_async`` of what is private: the database itself shows only what is the reader's."""
    async with reading_for(reader) as database:
        cursor = await database.execute(
            INSIDE + QUERY.format(page=page.sql), parameters(page, reader, None)
        )
        return parse(await cursor.fetchone())


async def read_async(page: Page, viewer: int = 0, guild_id: int | None = None) -> Found:
    pool = await aio.pool()
    async with pool.connection() as database:
        cursor = await database.execute(
            QUERY.format(page=page.sql), parameters(page, viewer, guild_id)
        )
        return parse(await cursor.fetchone())


def parameters(page: Page, viewer: int, guild_id: int | None) -> dict[str, Any]:
    return {"channel": None, **page.values, "viewer": viewer, "guild": guild_id}


def parse(row: tuple[Any, ...] | None) -> Found:
    """Put together what the query returned in pieces."""
    if row is None or row[0] is None:
        return Found([], {}, *(row[7:] if row else ()))
    messages = rows_of(row[0], MESSAGE_COLUMNS)
    answered = {facts["id"]: facts for facts in rows_of(row[1], MESSAGE_COLUMNS)}
    files = by_message(row[2], ATTACHMENT_COLUMNS)
    reactions = by_message(row[3], REACTION_COLUMNS)
    votes = by_message(row[6], VOTE_COLUMNS)
    threads = {facts["id"]: facts for facts in rows_of(row[5], THREAD_COLUMNS)}
    for facts in messages:
        snowflake = facts["id"]
        facts["attachments"] = files.get(snowflake, ())
        facts["reactions"] = reactions.get(snowflake, ())
        facts["votes"] = votes.get(snowflake, ())
        if snowflake in threads:
            facts["thread"] = threads[snowflake]
        if facts["type"] in SHOWS_REFERENCE:
            facts["reference"] = answered.get(facts["reference_message_id"])
    for snowflake, facts in answered.items():
        facts["attachments"] = files.get(snowflake, ())
        facts["votes"] = votes.get(snowflake, ())
    return Found(messages, users_from_rows(rows_of(row[4], USER_COLUMNS)), *row[7:])


def rows_of(text: str | None, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    if text is None:
        return []
    return [dict(zip(columns, values, strict=True)) for values in orjson.loads(text)]


def by_message(text: str | None, columns: tuple[str, ...]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    if text is not None:
        for message_id, *values in orjson.loads(text):
            row = dict(zip(columns, values, strict=True))
            found.setdefault(message_id, []).append(row)
    return found
