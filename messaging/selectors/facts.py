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
    "webhook_id", "application_id",
)  # fmt: skip
ATTACHMENT_COLUMNS: Final = (
    "id", "channel_id", "filename", "description", "content_type", "size", "width", "height",
    "flags",
)  # fmt: skip


def _object(alias: str, columns: tuple[str, ...]) -> str:
    moments = {"edited_at", "pinned_at"}
    return ", ".join(
        f"'{name}', "
        + (
            f"to_char({alias}.{name} AT TIME ZONE 'UTC', "
            """'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
            if name in moments
            else f"{alias}.{name}"
        )
        for name in columns
    )


_ATTACHMENTS: Final = f"""(
    SELECT json_agg(json_build_object({_object("a", ATTACHMENT_COLUMNS)})
                    ORDER BY a.position, a.id)
    FROM message_attachments a WHERE a.message_id = m.id)"""  # noqa: S608  names of columns only
_REACTIONS: Final = """(
    SELECT json_agg(json_build_object(
        'emoji_id', r.emoji_id, 'emoji_name', r.name, 'animated', r.animated,
        'count', r.count, 'me', r.me) ORDER BY r.first)
    FROM (
        SELECT emoji_id, max(emoji_name) AS name, bool_or(animated) AS animated,
               count(*) AS count, bool_or(user_id = %(viewer)s) AS me, min(id) AS first
        FROM reactions WHERE message_id = m.id
        GROUP BY emoji_id, CASE WHEN emoji_id = 0 THEN emoji_name END
    ) r)"""
_SHOWN: Final = ", ".join(str(int(kind)) for kind in SHOWS_REFERENCE)

QUERY: Final = f"""
WITH page AS MATERIALIZED ({{page}}),
answered AS MATERIALIZED (
    SELECT m.* FROM messages m
    WHERE m.deleted_at IS NULL AND m.id IN (
        SELECT reference_message_id FROM page
        WHERE type IN ({_SHOWN}) AND reference_message_id IS NOT NULL)
),
named AS (
    SELECT author_id AS id FROM page UNION SELECT author_id FROM answered
    UNION SELECT unnest(mentions) FROM page UNION SELECT unnest(mentions) FROM answered
)
SELECT json_build_object(
    'messages', (
        SELECT json_agg(json_build_object({_object("m", MESSAGE_COLUMNS)},
            'attachments', {_ATTACHMENTS}, 'reactions', {_REACTIONS}) ORDER BY m.id DESC)
        FROM page m),
    'answered', (
        SELECT json_agg(json_build_object({_object("m", MESSAGE_COLUMNS)},
            'attachments', {_ATTACHMENTS}))
        FROM answered m),
    'users', (
        SELECT json_agg(json_build_object({_object("u", USER_COLUMNS)}))
        FROM users u WHERE u.id IN (SELECT id FROM named)),
    'version', (SELECT permissions_version FROM guilds WHERE id = %(guild)s)
)::text
"""  # noqa: S608  names of columns only


@dataclass(frozen=True, slots=True)
class Page:
    """Which messages: SQL over ``messages m`` with named parameters, and their values."""

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Messages, newest first, and the payloads of all users they name.

    ``version`` is the ``permissions_version`` of the guild that the reader named.
    """

    messages: list[dict[str, Any]]
    users: Users
    version: int | None = None

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
        cursor.execute(
            QUERY.format(page=page.sql), {**page.values, "viewer": viewer, "guild": None}
        )
        row = cursor.fetchone()
    return parse(row[0])


async def read_async(page: Page, viewer: int = 0, guild_id: int | None = None) -> Found:
    pool = await aio.pool()
    async with pool.connection() as database:
        cursor = await database.execute(
            QUERY.format(page=page.sql), {**page.values, "viewer": viewer, "guild": guild_id}
        )
        row = await cursor.fetchone()
    return parse(row[0] if row else "{}")


def parse(text: str) -> Found:
    data = orjson.loads(text)
    messages: list[dict[str, Any]] = data.get("messages") or []
    answered = {facts["id"]: facts for facts in data.get("answered") or ()}
    for facts in messages:
        if facts["type"] in SHOWS_REFERENCE:
            facts["reference"] = answered.get(facts["reference_message_id"])
    users = users_from_rows(data.get("users") or ())
    return Found(messages, users, data.get("version"))
