"""The log of events: order, duplicates, gaps, epochs."""

from __future__ import annotations

import asyncio

import pytest

from config.kernel import log
from config.kernel.events import Audience, Event
from config.kernel.snowflake import next_snowflake
from tests.kernel.redis_server import RedisServer


def make_row(topic: str, number: int = 0) -> log.Row:
    return log.encode(next_snowflake(), Event("TEST", {"n": number}, Audience(topic)))


@pytest.fixture(autouse=True)
async def fresh_log(settings):
    settings.LOG_PREFIX = f"test-log-{next_snowflake()}"
    yield
    await log.close()


async def test_events_of_several_topics_are_read_back_in_the_order_they_were_published(db):
    start = await log.head()
    await log.publish([make_row("guild:1", 1), make_row("user:2", 2)])
    await log.publish([make_row("guild:1", 3), make_row("guild:9", 4)])

    head, events = await log.read(["guild:1", "user:2"], after=start.position, epoch=start.epoch)

    assert [event.parse()["n"] for event in events] == [1, 2, 3]
    assert [event.position for event in events] == sorted(event.position for event in events)
    assert head.position == start.position + 4
    assert events[2].before == events[0].position


async def test_an_event_that_is_published_again_gets_no_second_position(db):
    start = await log.head()
    row, other = make_row("guild:1"), make_row("guild:1")
    await log.publish([row])
    await log.publish([row, other])

    _, events = await log.read(["guild:1"], after=start.position, epoch=start.epoch)

    assert [event.id for event in events] == [row.id, other.id]


async def test_a_trimmed_gap_is_told_from_a_quiet_topic(db):
    start = await log.head()
    await log.publish([make_row("guild:1", n) for n in range(5)])
    await log.publish([make_row("guild:2")])
    stream = f"{log.prefix()}:stream:{start.epoch}:guild:1"
    await log.client().xtrim(stream, maxlen=2, approximate=False)

    with pytest.raises(log.LogTrimmed):
        await log.read(["guild:1"], after=start.position, epoch=start.epoch)
    _, events = await log.read(["guild:1"], after=start.position + 3, epoch=start.epoch)
    assert len(events) == 2

    await log.client().delete(stream)
    with pytest.raises(log.LogTrimmed):
        await log.read(["guild:1"], after=start.position + 3, epoch=start.epoch)
    _, events = await log.read(["guild:1"], after=start.position + 5, epoch=start.epoch)
    assert events == []


async def test_a_log_that_lost_everything_begins_a_new_epoch(db):
    await log.publish([make_row("guild:1")])
    before = await log.head()
    await log.client().delete(f"{log.prefix()}:head")

    now = await log.head()

    assert now.epoch != before.epoch
    assert not await log.survived(before, now)
    with pytest.raises(log.LogTrimmed):
        await log.read(["guild:1"], after=0, epoch=before.epoch)


async def test_positions_begin_anew_long_before_they_pass_31_bits(db):
    before = await log.head()
    await log.client().hset(f"{log.prefix()}:head", "position", log.LAST_POSITION)

    now = await log.publish([make_row("guild:1")])

    assert now.epoch != before.epoch
    assert now.position == log.FIRST_POSITION + 1


async def test_a_redis_restart_that_lost_nothing_keeps_the_epoch(db, settings, tmp_path):
    with RedisServer(tmp_path) as server:
        settings.REDIS_URL = server.url
        await log.close()
        seen = await log.publish([make_row("guild:1", 1)])
        server.restart()
        await log.close()

        now = await log.publish([make_row("guild:1", 2)])

        assert now.epoch == seen.epoch
        assert now.generation == seen.generation + 1
        assert await log.survived(seen, now)
        _, events = await log.read(["guild:1"], after=seen.position, epoch=seen.epoch)
        assert [event.parse()["n"] for event in events] == [2]
        await log.close()


async def test_an_older_state_after_a_crash_of_redis_is_noticed_whatever_was_published_since(
    db, settings, tmp_path
):
    with RedisServer(tmp_path) as server:
        settings.REDIS_URL = server.url
        await log.close()
        saved = await log.publish([make_row("guild:1", 1)])
        await log.client().save()
        lost = await log.publish([make_row("guild:1", 2)])
        server.kill()
        server.start()
        await log.close()

        now = await log.publish([make_row("guild:1", n) for n in range(5)])

        assert now.epoch == lost.epoch
        assert now.position > lost.position
        assert await log.survived(saved, now)
        assert not await log.survived(lost, now)
        await log.close()


async def test_batches_published_at_the_same_time_do_not_mix(db):
    start = await log.head()
    batches = [[make_row("guild:1", n * 10 + i) for i in range(5)] for n in range(10)]

    await asyncio.gather(*(log.publish(batch) for batch in batches))

    _, events = await log.read(["guild:1"], after=start.position, epoch=start.epoch)
    numbers = [event.parse()["n"] for event in events]
    assert sorted(numbers) == sorted(n * 10 + i for n in range(10) for i in range(5))
    for at in range(0, 50, 5):
        assert numbers[at : at + 5] == list(range(numbers[at], numbers[at] + 5))
