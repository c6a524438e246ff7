"""The group commit: the one way a message gets into the database.

Sends that arrive while a batch is being committed wait and form the next batch; when nothing is
under way a send is written at once. A batch is one statement, hence one transaction and one
round trip: it compares the versions that the senders' rights were checked against, writes
messages, claims attachments, moves ``channels.last_message_id`` on, reopens direct channels,
and fills the outbox. Rows go in as JSON, which here is twice as fast as COPY. It passes
``Message.save`` by. Each send is answered after the commit, and with what it announced.

The ids of a batch are drawn when it starts, so within a process a channel's ids, commits and log
entries have one order. Between processes the order of the log is the order.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import psycopg
from psycopg.rows import TupleRow

from accounts.payloads import UserPayload
from config.kernel import aio, outbox
from config.kernel.errors import APIError, ServiceUnavailable, UnknownChannel
from config.kernel.events import Event
from config.kernel.log import Row
from config.kernel.snowflake import next_snowflake, snowflake_for
from guilds.models import ChannelType
from messaging import events
from messaging.payloads import (
    USER_COLUMNS,
    MessagePayload,
    direct_channel_payload,
    message_payload,
    users_from_rows,
)
from messaging.selectors import facts
from messaging.services.drafts import Draft

logger = logging.getLogger(__name__)

BATCH_SIZE: Final = 256
ATTEMPTS: Final = 3
DIRECT: Final = (ChannelType.DM, ChannelType.GROUP_DM)

_COLUMNS: Final = {
    "id": "bigint", "channel_id": "bigint", "guild_id": "bigint", "author_id": "bigint",
    "type": "smallint", "content": "text", "flags": "integer", "tts": "boolean", "nonce": "text",
    "enforced_nonce": "text", "embeds": "jsonb", "components": "jsonb",
    "mention_everyone": "boolean", "mentions": "bigint[]", "mention_roles": "bigint[]",
    "reference_type": "smallint", "reference_message_id": "bigint",
    "reference_channel_id": "bigint", "reference_guild_id": "bigint",
}  # fmt: skip
_NAMES: Final = ", ".join(_COLUMNS)
_TYPED: Final = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
_USER: Final = ", ".join(f"'{name}', u.{name}" for name in USER_COLUMNS)

PREPARE: Final = f"""
SELECT json_build_object(
    'users', (SELECT json_agg(json_build_object({_USER})) FROM users u WHERE u.id = ANY(%(users)s)),
    'closed', (SELECT json_agg(json_build_array(r.channel_id, r.user_id, o.user_id,
                                                c.last_message_id))
               FROM recipients r JOIN recipients o USING (channel_id)
               JOIN channels c ON c.id = r.channel_id
               WHERE r.channel_id = ANY(%(direct)s) AND r.closed AND o.user_id <> r.user_id)
)::text
"""  # noqa: S608  names of columns only
# The channels are locked in the order of their ids: two batches never wait for each other.
WRITE: Final = f"""
WITH draft AS (
    SELECT * FROM json_to_recordset(%(messages)s::json) AS d(
        {_TYPED}, permissions_version bigint, auth_version integer)
),
current AS (
    SELECT draft.* FROM draft
    JOIN users u ON u.id = draft.author_id AND u.is_active
        AND (draft.auth_version IS NULL OR draft.auth_version = u.auth_version)
    LEFT JOIN guilds g ON g.id = draft.guild_id
    WHERE draft.permissions_version IS NULL OR draft.permissions_version = g.permissions_version
),
written AS (
    INSERT INTO messages ({_NAMES}) SELECT {_NAMES} FROM current ORDER BY id
    ON CONFLICT (author_id, channel_id, enforced_nonce) WHERE enforced_nonce IS NOT NULL
    DO NOTHING RETURNING id, channel_id
),
announced AS (
    INSERT INTO outbox (id, topic, payload, created_at)
    SELECT e.id, e.topic, convert_to(e.payload, 'UTF8'), statement_timestamp()
    FROM json_to_recordset(%(events)s::json)
        AS e(id bigint, message_id bigint, topic text, payload text)
    JOIN written ON written.id = e.message_id
),
claimed AS (
    UPDATE message_attachments a SET message_id = f.message_id, position = f.position
    FROM json_to_recordset(%(files)s::json)
        AS f(id bigint, message_id bigint, position smallint)
    JOIN written ON written.id = f.message_id
    WHERE a.id = f.id AND a.message_id IS NULL
),
locked AS MATERIALIZED (
    SELECT c.id, n.newest FROM channels c
    JOIN (SELECT channel_id, max(id) AS newest FROM written GROUP BY channel_id) n
        ON n.channel_id = c.id
    ORDER BY c.id FOR NO KEY UPDATE OF c
),
touched AS (
    UPDATE channels c SET last_message_id = GREATEST(c.last_message_id, locked.newest)
    FROM locked WHERE c.id = locked.id
),
reopened AS (
    UPDATE recipients r SET closed = false FROM written
    WHERE r.channel_id = written.channel_id AND r.channel_id = ANY(%(direct)s) AND r.closed
)
SELECT id FROM written
"""  # noqa: S608  names of columns only


class StaleRights(Exception):
    """What the sender may do was checked against a state that no longer holds."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is in the database, as its sender sees it."""

    id: int
    payload: MessagePayload
    json: bytes


@dataclass(slots=True)
class Prepared:
    """A draft with its id, its payload and the rows that announce it."""

    draft: Draft
    sent: Sent
    rows: list[Row]


class Batches:
    """Collects the drafts of one event loop and writes them in batches, one after the other."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Draft, asyncio.Future[Sent]]] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._announcing: set[asyncio.Task[None]] = set()

    async def write(self, draft: Draft) -> Sent:
        """Return once the draft is committed and announced; raises StaleRights."""
        done: asyncio.Future[Sent] = asyncio.get_running_loop().create_future()
        self._waiting.append((draft, done))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await done

    async def _work(self) -> None:
        try:
            while self._waiting:
                size = min(len(self._waiting), BATCH_SIZE)
                batch = [self._waiting.popleft() for _ in range(size)]
                await self._write_or_split(batch)
        finally:
            self._worker = None

    async def _write_or_split(self, batch: list[tuple[Draft, asyncio.Future[Sent]]]) -> None:
        try:
            await self._write(batch)
        except (psycopg.Error, OSError) as error:
            if len(batch) == 1:
                settle(batch[0][1], error=as_api_error(error))
                return
            # One bad row must hurt only itself.
            logger.warning("a batch of %d messages is written one by one: %s", len(batch), error)
            for one in batch:
                await self._write_or_split([one])
        except Exception as error:  # noqa: BLE001  whoever waits must learn of it
            for _, done in batch:
                settle(done, error=error)

    async def _write(self, batch: list[tuple[Draft, asyncio.Future[Sent]]]) -> None:
        pool = await aio.pool()
        async with pool.connection() as database:
            prepared = await prepare([draft for draft, _ in batch], database)
            written = await write(prepared, database)
        rows: list[Row] = []
        answers: list[tuple[asyncio.Future[Sent], Sent]] = []
        for (draft, done), one in zip(batch, prepared, strict=True):
            if one.sent.id in written:
                rows += one.rows
                answers.append((done, one.sent))
            elif draft.enforce_nonce and (first := await sent_before(draft)) is not None:
                answers.append((done, first))
            else:
                settle(done, error=StaleRights())
        # The next batch need not wait for Redis; publishing keeps the order of these calls.
        task = asyncio.create_task(announce(rows, answers))
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)


async def announce(
    rows: Sequence[Row], answers: Sequence[tuple[asyncio.Future[Sent], Sent]]
) -> None:
    """Publish what was committed, then answer; what Redis does not take now follows later."""
    try:
        if rows:
            await outbox.publish(rows)
    finally:
        for done, sent in answers:
            settle(done, sent)


def settle(
    done: asyncio.Future[Sent], sent: Sent | None = None, *, error: BaseException | None = None
) -> None:
    if done.done():
        return
    if error is not None:
        done.set_exception(error)
    elif sent is not None:
        done.set_result(sent)


def as_api_error(error: Exception) -> APIError:
    """Say what a failed write means to the sender."""
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return UnknownChannel()  # deleted a moment ago
    logger.error("a message could not be written", exc_info=error)
    return ServiceUnavailable()


async def prepare(
    drafts: Sequence[Draft], database: psycopg.AsyncConnection[TupleRow]
) -> list[Prepared]:
    """Draw ids, read the users as they are now, and build payloads and events."""
    direct = [draft.channel_id for draft in drafts if draft.channel_type in DIRECT]
    named = {draft.author_id for draft in drafts}
    for draft in drafts:
        named.update(draft.mentions)
    cursor = await database.execute(PREPARE, {"users": list(named), "direct": direct})
    row = await cursor.fetchone()
    found = orjson.loads(row[0] if row else "{}")
    users = users_from_rows(found["users"] or ())
    closed: dict[int, list[tuple[int, int, int | None]]] = {}
    for channel_id, user_id, other_id, last_message_id in found["closed"] or ():
        closed.setdefault(channel_id, []).append((user_id, other_id, last_message_id))
    more = {other for entries in closed.values() for _, other, _ in entries} - users.keys()
    if more:
        cursor = await database.execute(PREPARE, {"users": list(more), "direct": []})
        row = await cursor.fetchone()
        users |= users_from_rows(orjson.loads(row[0])["users"] or () if row else ())
    return [
        prepare_one(draft, users, closed.pop(draft.channel_id, ()) if closed else ())
        for draft in drafts
    ]


def prepare_one(
    draft: Draft,
    users: Mapping[int, UserPayload],
    closed: Sequence[tuple[int, int, int | None]],
) -> Prepared:
    snowflake = next_snowflake() if draft.sent_at is None else snowflake_for(draft.sent_at)
    payload = message_payload(columns_of(snowflake, draft), {**draft.reference_users, **users})
    if draft.nonce is not None:
        payload["nonce"] = draft.nonce
    encoded = orjson.dumps(payload)
    announced: list[Event] = [
        events.direct_channel_created(
            direct_channel_payload(
                draft.channel_id,
                draft.channel_type,
                last_message_id=last_message_id,
                last_pin_timestamp=None,
                recipients=[users[other_id]],
            ),
            user_id=user_id,
        )
        for user_id, other_id, last_message_id in closed
    ]
    announced.append(
        events.message_created(
            encoded,
            channel_id=draft.channel_id,
            guild_id=draft.guild_id,
            channel_type=draft.channel_type,
            member=draft.member,
        )
    )
    return Prepared(draft, Sent(snowflake, payload, encoded), outbox.rows_for(announced))


def columns_of(snowflake: int, draft: Draft) -> dict[str, Any]:
    """Return the facts of a message that is about to be written."""
    columns: dict[str, Any] = {
        "id": snowflake,
        "channel_id": draft.channel_id,
        "guild_id": draft.guild_id,
        "author_id": draft.author_id,
        "type": draft.type,
        "content": draft.content,
        "flags": draft.flags,
        "tts": draft.tts,
        "edited_at": None,
        "pinned_at": None,
        "embeds": draft.embeds,
        "components": [],
        "mention_everyone": draft.mention_everyone,
        "mentions": draft.mentions,
        "mention_roles": draft.mention_roles,
        "reference_type": draft.reference_type,
        "reference_message_id": draft.reference_message_id,
        "reference_channel_id": draft.reference_channel_id,
        "reference_guild_id": draft.reference_guild_id,
        "webhook_id": None,
        "application_id": None,
        "attachments": draft.attachments,
    }
    if draft.reference is not None:
        columns["reference"] = draft.reference
    return columns


async def write(batch: Sequence[Prepared], database: psycopg.AsyncConnection[TupleRow]) -> set[int]:
    """Run the one statement; returns the ids of the messages it wrote."""
    messages, announced, files = [], [], []
    for one in batch:
        draft, snowflake = one.draft, one.sent.id
        nonce = None if draft.nonce is None else str(draft.nonce)
        messages.append({
            **columns_of(snowflake, draft),
            "reference": None,
            "attachments": None,
            "nonce": nonce,
            "enforced_nonce": nonce if draft.enforce_nonce else None,
            "permissions_version": draft.permissions_version,
            "auth_version": draft.auth_version,
        })  # fmt: skip
        announced += [
            {"id": row.id, "message_id": snowflake, "topic": row.topic,
             "payload": row.payload.decode()}
            for row in one.rows
        ]  # fmt: skip
        files += [
            {"id": file["id"], "message_id": snowflake, "position": position}
            for position, file in enumerate(draft.attachments)
        ]
    cursor = await database.execute(
        WRITE,
        {
            "messages": orjson.dumps(messages).decode(),
            "events": orjson.dumps(announced).decode(),
            "files": orjson.dumps(files).decode(),
            "direct": [one.draft.channel_id for one in batch if one.draft.channel_type in DIRECT],
        },
    )
    return {row[0] for row in await cursor.fetchall()}


async def sent_before(draft: Draft) -> Sent | None:
    """Return the message that holds the draft's nonce, if it is there."""
    page = facts.Page(
        "SELECT m.* FROM messages m WHERE m.author_id = %(author)s"
        " AND m.channel_id = %(channel)s AND m.enforced_nonce = %(nonce)s",
        {"author": draft.author_id, "channel": draft.channel_id, "nonce": str(draft.nonce)},
    )
    found = await facts.read_async(page, draft.author_id)
    if not found.messages:
        return None
    payload = found.payloads()[0]
    if draft.nonce is not None:
        payload["nonce"] = draft.nonce
    return Sent(found.messages[0]["id"], payload, orjson.dumps(payload))


_of_loop: dict[asyncio.AbstractEventLoop, Batches] = {}


async def commit(draft: Draft) -> Sent:
    """Write a draft with whatever else is being sent; see ``Batches.write``."""
    home = aio.process_loop()
    if asyncio.get_running_loop() is not home:
        call = asyncio.run_coroutine_threadsafe(commit(draft), home)
        return await asyncio.wrap_future(call)
    found = _of_loop.get(home)
    if found is None:
        for gone in [loop for loop in _of_loop if loop.is_closed()]:
            del _of_loop[gone]
        found = _of_loop[home] = Batches()
    return await found.write(draft)
