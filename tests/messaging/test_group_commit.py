"""Concurrent sends share a transaction and nothing else."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection
from psycopg import errors

from accounts.models import User
from config.kernel import aio
from config.kernel.errors import APIError, MissingPermissions, UnknownChannel
from config.kernel.models import OutboxEvent
from guilds.access import hot_access
from guilds.permissions import Permissions
from messaging.content.bodies import NewMessage
from messaging.models import Message
from messaging.services import writing
from messaging.services.batches import StaleRights, commit
from messaging.services.drafts import Draft, draft_message
from messaging.services.sending import send_message
from tests.builders import deny, make_channel, make_member
from tests.messaging.conftest import say


def together(*coroutines):
    """Run on the process's loop at once; returns results and exceptions."""

    async def gather():
        return await asyncio.gather(*coroutines, return_exceptions=True)

    return aio.run(gather())


def draft(author, channel, content="x", **values):
    return Draft(
        author_id=author.id,
        channel_id=channel.id,
        channel_type=channel.type,
        guild_id=channel.guild_id,
        content=content,
        **values,
    )


@pytest.fixture
def statements(monkeypatch):
    """Return the sizes of the batches that were written."""
    sizes = []
    write = writing.write

    async def counted(batch, database):
        sizes.append(len(batch))
        return await write(batch, database)

    monkeypatch.setattr(writing, "write", counted)
    return sizes


def test_sends_of_the_same_moment_are_one_batch_in_one_order(hall, log, statements):
    other = make_channel(hall.guild, "other")
    drafts = [draft(hall.bob, (hall.channel, other)[n % 2], str(n)) for n in range(40)]
    sent = together(*map(commit, drafts))
    assert len(statements) <= 2
    assert [s.id for s in sent] == sorted(s.id for s in sent)
    announced = [data["id"] for _, data, _ in log("MESSAGE_CREATE")]
    assert announced == [str(s.id) for s in sent]
    for channel in (hall.channel, other):
        channel.refresh_from_db()
        newest = Message.objects.filter(channel=channel).latest("id")
        assert channel.last_message_id == newest.id


def test_a_bad_row_hurts_only_itself(hall, statements):
    gone = make_channel(hall.guild, "gone")
    bad = draft(hall.bob, gone)
    bad.channel_id = 5
    results = together(
        commit(draft(hall.bob, hall.channel, "a")),
        commit(bad),
        commit(draft(hall.bob, hall.channel, "b")),
    )
    assert isinstance(results[1], UnknownChannel)
    assert sorted(Message.objects.values_list("content", flat=True)) == ["a", "b"]
    assert statements[0] == 3 or len(statements) == 3


def test_text_that_the_database_refuses_hurts_only_its_sender(hall):
    results = together(
        commit(draft(hall.bob, hall.channel, "a")),
        commit(draft(hall.bob, hall.channel, "nul \0 byte")),
    )
    assert isinstance(results[1], APIError)
    assert Message.objects.get().content == "a"


def test_the_same_nonce_at_once_is_one_message(hall, log):
    again = [draft(hall.bob, hall.channel, str(n), nonce="n", enforce_nonce=True) for n in range(8)]
    sent = together(*map(commit, again))
    assert len({s.id for s in sent}) == 1
    assert len({s.json for s in sent}) == 1
    assert Message.objects.count() == len(log("MESSAGE_CREATE")) == 1
    # A nonce is the sender's own, and of one channel.
    others = [
        draft(hall.ada, hall.channel, "x", nonce="n", enforce_nonce=True),
        draft(hall.bob, make_channel(hall.guild), "x", nonce="n", enforce_nonce=True),
        draft(hall.bob, hall.channel, "not enforced", nonce="n"),
    ]
    assert len({s.id for s in [*sent, *together(*map(commit, others))]}) == 4


def test_a_retry_in_another_process_finds_the_first_message(hall):
    first = say(hall.bob, hall.channel, "one", nonce="n", enforce_nonce=True)
    loop = asyncio.new_event_loop()  # stands for a process that knows nothing of this one's batch
    try:
        page = loop.run_until_complete(
            isolated(draft(hall.bob, hall.channel, "two", nonce="n", enforce_nonce=True))
        )
    finally:
        loop.close()
    assert page.id == first.id
    assert page.payload == first.payload


async def isolated(one):
    import psycopg

    from config.kernel.database import connection_string

    async with await psycopg.AsyncConnection.connect(
        connection_string(), autocommit=True
    ) as database:
        prepared = await writing.prepare([one], database)
        assert await writing.write(prepared, database) == set()
    try:
        return await writing.sent_before(one)
    finally:
        await aio.close()


def test_a_permission_lost_between_check_and_commit_writes_nothing(hall):
    access = aio.run(hot_access(hall.bob.id, hall.channel.id, Permissions.SEND_MESSAGES))
    checked = draft_message(NewMessage(content="late"), hall.bob, access)
    deny(hall.channel, hall.bob, Permissions.SEND_MESSAGES)
    with pytest.raises(StaleRights):
        aio.run(commit(checked))
    with pytest.raises(MissingPermissions):
        say(hall.bob, hall.channel, "late")
    assert not Message.objects.exists()
    assert not OutboxEvent.objects.filter(payload__contains=b"late").exists()


def test_a_change_that_takes_nothing_away_costs_only_a_second_look(hall):
    assert say(hall.bob, hall.channel, "first")
    carl = make_member(hall.guild, "carl")  # the guild's version moves on
    assert say(hall.bob, hall.channel, "second")
    assert say(carl, hall.channel, "third")
    assert Message.objects.filter(type=0).count() == 3


def test_a_member_removed_while_sending_is_refused(hall, monkeypatch):
    from guilds.services.moderation import kick_member

    real = writing.prepare

    async def kick_meanwhile(drafts, database):
        prepared = await real(drafts, database)
        monkeypatch.setattr(writing, "prepare", real)
        await asyncio.to_thread(kick)
        return prepared

    def kick():
        kick_member(hall.ada, hall.guild, hall.bob.id)
        connection.close()  # the thread's own

    monkeypatch.setattr(writing, "prepare", kick_meanwhile)
    with pytest.raises(APIError) as error:
        say(hall.bob, hall.channel, "late")
    assert error.value.code == 50001
    assert not Message.objects.filter(content="late").exists()


def test_a_disabled_account_writes_nothing(hall):
    User.objects.filter(id=hall.bob.id).update(is_active=False)
    with pytest.raises(APIError) as error:
        say(hall.bob, hall.channel)
    assert error.value.status == 401
    assert not Message.objects.exists()


def test_batches_on_the_same_channels_do_not_wait_for_each_other_for_ever(hall):
    """Two processes write to the same channels, in opposite orders."""
    import psycopg

    from config.kernel.database import connection_string

    channels = [make_channel(hall.guild, f"c{n}") for n in range(6)]

    async def process(order):
        async with await psycopg.AsyncConnection.connect(
            connection_string(), autocommit=True
        ) as database:
            for number in range(15):
                drafts = [draft(hall.bob, channel, str(number)) for channel in order]
                assert await writing.write(await writing.prepare(drafts, database), database)

    results = together(process(channels), process(channels[::-1]))
    assert results == [None, None]
    assert not any(isinstance(result, errors.DeadlockDetected) for result in results)
    assert Message.objects.count() == 2 * 15 * len(channels)


def test_history_of_the_past_can_be_written(hall):
    from datetime import UTC, datetime

    past = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    new = say(hall.bob, hall.channel, "new")
    old = say(hall.bob, hall.channel, "old", sent_at=past)
    assert old.payload["timestamp"].startswith("2026-01-02T03:04:05")
    hall.channel.refresh_from_db()
    assert hall.channel.last_message_id == new.id


def test_many_people_at_once_all_get_their_own_answer(hall):
    people = [make_member(hall.guild, f"person{n}") for n in range(12)]
    sent = together(
        *(
            send_message(who, hall.channel.id, NewMessage(content=f"{who.username} {n}"))
            for n in range(5)
            for who in people
        )
    )
    said = {s.payload["author"]["username"] + s.payload["content"][-2:] for s in sent}
    assert len(said) == len({s.id for s in sent}) == 60
    for one in sent:
        assert one.payload["content"].startswith(one.payload["author"]["username"])


async def drop_broken_connections() -> None:
    await (await aio.pool()).check()


def test_a_connection_that_broke_while_idle_costs_nobody_a_message(hall):
    say(hall.bob, hall.channel, "before")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND query LIKE '%json_to_recordset%'"
        )
    assert say(hall.bob, hall.channel, "after")
    assert Message.objects.count() == 2
    aio.run(drop_broken_connections())  # later tests shall not draw one


def test_nothing_is_written_twice_when_the_connection_breaks_under_way(hall, monkeypatch):
    import psycopg

    real = writing.write
    calls = []

    async def commit_and_break(batch, database):
        calls.append(len(batch))
        await real(batch, database)
        raise psycopg.OperationalError("connection lost")

    monkeypatch.setattr(writing, "write", commit_and_break)
    results = together(
        *(commit(draft(hall.bob, hall.channel, str(n), nonce=str(n), enforce_nonce=True))
          for n in range(3))
    )  # fmt: skip
    assert {result.status for result in results} == {503}
    assert sum(calls) == Message.objects.count() == 3
    monkeypatch.setattr(writing, "write", real)
    assert say(hall.bob, hall.channel, "1", nonce="1", enforce_nonce=True)
    assert Message.objects.count() == 3
