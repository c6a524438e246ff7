from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from config.kernel import snowflake
from config.kernel.snowflake import (
    SnowflakeGenerator,
    WorkerLease,
    next_snowflake,
    snowflake_at,
    snowflake_time,
)

pytestmark = pytest.mark.django_db


def test_ids_grow_and_never_repeat_across_threads():
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda _: [next_snowflake() for _ in range(2_000)], range(8)))

    assert all(one == sorted(one) for one in drawn)
    assert len({number for one in drawn for number in one}) == 16_000


def test_threads_that_find_the_lease_lost_take_one_together():
    lease = WorkerLease()
    generator = SnowflakeGenerator(lease)
    try:
        with ThreadPoolExecutor(8) as threads:
            for _ in range(5):
                lease.release()
                workers = {
                    drawn >> 12 & 0x3FF
                    for drawn in threads.map(lambda _: generator.next(), range(8))
                }
                assert workers == {lease.number}
    finally:
        lease.release()


def test_an_id_tells_when_it_was_made():
    before = datetime.now(UTC)
    made = snowflake_time(next_snowflake())

    assert abs((made - before).total_seconds()) < 5
    assert snowflake_at(before) <= next_snowflake()


def test_ids_grow_although_the_clock_is_set_back(monkeypatch):
    first = next_snowflake()
    real = snowflake.time.time_ns
    monkeypatch.setattr(snowflake.time, "time_ns", lambda: real() - 3_600 * 10**9)

    assert next_snowflake() > first


def test_two_processes_never_share_a_worker_number():
    one, other = WorkerLease(), WorkerLease()
    try:
        assert one.acquire() != other.acquire()
    finally:
        one.release()
        other.release()


def test_a_lease_lost_with_its_connection_is_taken_anew():
    lease = WorkerLease()
    lease.acquire()
    lease._connection.close()
    lease._checked = 0.0

    try:
        assert 0 <= lease.acquire() < snowflake.WORKERS
        assert lease._is_alive()
        assert lease._pid == os.getpid()
    finally:
        lease.release()
