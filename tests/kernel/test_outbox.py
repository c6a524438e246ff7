"""The outbox: what commits is announced, in order, and nothing else is."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from config.kernel import aio, log, outbox
from config.kernel.events import Audience, Event, dispatch
from config.kernel.models import OutboxEvent
from config.kernel.snowflake import next_snowflake
from tests.kernel.redis_server import RedisServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh_log(settings):
    settings.LOG_PREFIX = f"test-outbox-{next_snowflake()}"
    yield
    aio.run(log.close())
    aio.run(aio.close())
    outbox._publishers.clear()


def tell(number: int, topic: str = "guild:1") -> None:
    dispatch("TEST", {"n": number}, to=Audience(topic))


def tell_in_vain(number: int) -> None:
    with transaction.atomic():
        tell(number)
        1 / 0  # noqa: B018


def heard(*topics: str) -> list[int]:
    head = aio.run(log.head())
    _, events = aio.run(log.read(topics or ["guild:1"], after=0, epoch=head.epoch))
    return [event.parse()["n"] for event in events]


def test_an_event_outside_a_transaction_is_an_error():
    with pytest.raises(TransactionManagementError):
        tell(1)


def test_the_events_of_a_transaction_are_in_the_log_when_it_has_committed():
    with transaction.atomic():
        tell(1)
        tell(2, "user:1")
        with transaction.atomic():
            tell(3)
        tell(4)
        assert heard("guild:1", "user:1") == []
    assert heard("guild:1", "user:1") == [1, 2, 3, 4]


def test_what_is_rolled_back_is_not_announced():
    with transaction.atomic():
        tell(1)
        with pytest.raises(ZeroDivisionError):
            tell_in_vain(2)
        tell(3)
    with pytest.raises(ZeroDivisionError):
        tell_in_vain(4)
    assert heard() == [1, 3]
    assert set(OutboxEvent.objects.values_list("id", flat=True)) <= published_ids()


def published_ids() -> set[int]:
    head = aio.run(log.head())
    _, events = aio.run(log.read(["guild:1"], after=0, epoch=head.epoch))
    return {event.id for event in events}


def test_published_rows_are_deleted():
    with transaction.atomic():
        tell(1)
        assert OutboxEvent.objects.count() == 1
    aio.run(wait_for_deletion())
    assert OutboxEvent.objects.count() == 0


async def wait_for_deletion() -> None:
    import asyncio

    task = outbox._publisher_of(asyncio.get_running_loop())._deleting
    if task is not None:
        await task


def test_the_sweeper_publishes_what_a_crash_left_behind_once():
    crashed = outbox.rows_for([Event("TEST", {"n": n}, Audience("guild:1")) for n in (1, 2)])
    with connection.cursor() as cursor:
        cursor.executemany(outbox.INSERT, crashed)
    aio.run(log.publish(crashed[:1]))  # one had reached the log before the crash

    assert outbox.sweep(older_than=60) == 0
    assert heard() == [1]
    assert outbox.sweep(older_than=0) == 2
    assert heard() == [1, 2]
    assert OutboxEvent.objects.count() == 0


def test_sweepers_that_run_together_publish_each_event_once():
    rows = outbox.rows_for([Event("TEST", {"n": n}, Audience("guild:1")) for n in range(1200)])
    with connection.cursor() as cursor:
        cursor.executemany(outbox.INSERT, rows)

    def work() -> None:
        try:
            outbox.sweep(older_than=0)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outbox.sweep(older_than=0)
    assert heard() == list(range(1200))


def test_events_wait_for_redis_and_keep_their_order(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(outbox, "RETRY_SECONDS", 0.3)
    with RedisServer(tmp_path) as server:
        settings.REDIS_URL = server.url
        aio.run(log.close())
        with transaction.atomic():
            tell(1)
        server.stop()
        with transaction.atomic():
            tell(2)
        with transaction.atomic():
            tell(3)
        server.start()
        with transaction.atomic():
            tell(4)
        assert heard() == [1, 2, 3, 4]
        assert outbox.sweep(older_than=0) <= 4
        assert heard() == [1, 2, 3, 4]
        aio.run(log.close())


def leave_behind(number: int, topic: str = "guild:1") -> None:
    """Commit an event as a process does that dies before it publishes."""
    (row,) = outbox.rows_for([Event("TEST", {"n": number}, Audience(topic))])
    with connection.cursor() as cursor:
        cursor.execute(outbox.INSERT, row)


def test_what_a_crash_left_behind_goes_out_before_what_comes_after_it():
    leave_behind(1)
    leave_behind(7, "guild:2")
    with transaction.atomic():
        aio.run(outbox.publish_pending("guild:1"))
        tell(2)
    outbox.sweep(older_than=0)

    assert heard("guild:1") == [1, 2]
    assert heard("guild:2") == [7]


def test_what_is_pending_in_the_own_transaction_waits_for_its_commit():
    with transaction.atomic():
        tell(1)
        aio.run(outbox.publish_pending("guild:1"))
        assert heard() == []
    assert heard() == [1]
