"""Rate limits: exact across processes, with the headers by which clients pace themselves."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest

from config.kernel import aio, ratelimits
from config.kernel.errors import RateLimited
from config.settings import limits


@pytest.fixture(autouse=True)
def _redis_is_up(monkeypatch) -> None:
    monkeypatch.setattr(ratelimits, "_down_until", 0.0)


def caller(*, user_id: int = 1, rate_limited: bool = True) -> Any:
    user = SimpleNamespace(id=user_id, rate_limited=rate_limited)
    return SimpleNamespace(user=user, caller=f"user:{user_id}")


async def check(
    credentials: Any, *, bucket: str = "b", rate=(3, 60), major: str = ""
) -> dict[str, str]:
    headers: dict[str, str] = {}
    await ratelimits.check_request(
        credentials, bucket=bucket, major=major, rate=rate, address="127.0.0.1", headers=headers
    )
    return headers


def test_a_bucket_counts_down_and_then_refuses() -> None:
    async def run() -> None:
        verdicts = [await ratelimits.take("key", (3, 60)) for _ in range(5)]
        assert [v.allowed for v in verdicts] == [True, True, True, False, False]
        assert [v.remaining for v in verdicts] == [2, 1, 0, 0, 0]
        assert all(v.limit == 3 and 59 < v.reset_after <= 60 for v in verdicts)

    aio.run(run())


def test_a_window_ends() -> None:
    assert ratelimits.take_sync("short", (1, 1)).allowed
    refused = ratelimits.take_sync("short", (1, 1))
    assert not refused.allowed
    deadline = time.monotonic() + 5
    while not ratelimits.take_sync("short", (1, 1)).allowed:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_sync_and_async_share_their_buckets() -> None:
    assert ratelimits.take_sync("shared", (2, 60)).remaining == 1
    assert aio.run(ratelimits.take("shared", (2, 60))).remaining == 0
    assert not ratelimits.take_sync("shared", (2, 60)).allowed


def test_of_many_at_once_exactly_the_limit_passes() -> None:
    async def run() -> int:
        verdicts = await asyncio.gather(
            *(ratelimits.take("rush", (20, 36_000)) for _ in range(100))
        )
        return sum(v.allowed for v in verdicts)

    assert aio.run(run()) == 20


def test_a_costly_request_is_refused_as_a_whole() -> None:
    assert ratelimits.take_sync("cost", (5, 60), cost=3).remaining == 2
    assert not ratelimits.take_sync("cost", (5, 60), cost=3).allowed
    assert ratelimits.take_sync("cost", (5, 60), cost=2).remaining == 0


@pytest.mark.parametrize("redis_is_up", [True, False])
def test_what_is_given_back_may_be_taken_again(monkeypatch, redis_is_up) -> None:
    if not redis_is_up:
        monkeypatch.setattr(ratelimits, "_down_until", time.monotonic() + 60)
    bucket = ratelimits.Bucket("given", (2, 60))

    async def run() -> list[int]:
        remaining = []
        for _ in range(3):
            remaining.append((await ratelimits.take_all(bucket))[0].remaining)
            await ratelimits.give_back([bucket], {"X-RateLimit-Remaining": "0"})
        remaining += [(await ratelimits.take_all(bucket))[0].remaining for _ in range(2)]
        return remaining

    assert aio.run(run()) == [1, 1, 1, 1, 0]


def test_giving_back_makes_no_room_that_was_not_taken() -> None:
    bucket = ratelimits.Bucket("untaken", (1, 60))

    async def run() -> list[bool]:
        await ratelimits.give_back([bucket], {"X-RateLimit-Remaining": "0"})
        return [(await ratelimits.take_all(bucket))[0].allowed for _ in range(2)]

    assert aio.run(run()) == [True, False]


def test_a_request_learns_all_five_headers() -> None:
    headers = aio.run(check(caller()))
    assert headers["X-RateLimit-Limit"] == "3"
    assert headers["X-RateLimit-Remaining"] == "2"
    assert float(headers["X-RateLimit-Reset-After"]) <= 60
    assert abs(float(headers["X-RateLimit-Reset"]) - time.time() - 60) < 2
    assert len(headers["X-RateLimit-Bucket"]) == 32


def test_users_channels_and_routes_have_buckets_of_their_own() -> None:
    async def run() -> None:
        for _ in range(3):
            await check(caller())
        with pytest.raises(RateLimited) as refused:
            await check(caller())
        assert refused.value.scope == "user"
        await check(caller(user_id=2))
        await check(caller(), bucket="other")
        await check(caller(), major="42")

    aio.run(run())


def test_fifty_requests_a_second_are_enough_for_everybody(monkeypatch) -> None:
    # A slow machine must not begin another second meanwhile.
    monkeypatch.setattr(limits, "GLOBAL_RATE", (50, 60))

    async def run() -> RateLimited:
        for number in range(limits.GLOBAL_RATE[0] * 2):
            try:
                await check(caller(), bucket=f"route-{number}")
            except RateLimited as error:
                return error
        raise AssertionError("never limited")

    error = aio.run(run())
    assert error.scope == "global"
    assert error.headers()["X-RateLimit-Global"] == "true"
    assert error.headers()["Via"]
    assert 0 < float(error.body()["retry_after"]) <= 60


def test_who_is_exempt_costs_no_question(monkeypatch) -> None:
    async def run() -> dict[str, str]:
        return await check(caller(rate_limited=False))

    assert aio.run(check(caller())) != {}, "it is asked for others"
    monkeypatch.setattr(ratelimits, "take_all", None)
    assert aio.run(run()) == {}


ELSEWHERE = "203.0.113.7"


async def check_from(address: str, user_id: int, *, bucket: str = "b") -> None:
    await ratelimits.check_request(
        caller(user_id=user_id), bucket=bucket, major="", rate=(1000, 60), address=address,
        headers={},
    )  # fmt: skip


def test_an_address_has_fifty_requests_a_second_whoever_asks_from_there(monkeypatch) -> None:
    monkeypatch.setattr(limits, "EDGE_RATE", (3, 60))

    async def run() -> None:
        for number in range(3):
            await check_from(ELSEWHERE, number)
        with pytest.raises(RateLimited) as refused:
            await check_from(ELSEWHERE, 99)
        assert refused.value.scope == "global"
        await check_from("203.0.113.8", 99)
        # A proxy on this machine asks for many.
        for number in range(10):
            await check_from("127.0.0.1", number)

    aio.run(run())


def test_too_many_invalid_requests_close_the_door_to_an_address(monkeypatch) -> None:
    monkeypatch.setattr(limits, "INVALID_RATE", (3, 60))

    async def run() -> None:
        for _ in range(3):
            await check_from(ELSEWHERE, 1)
            await ratelimits.note_invalid(ELSEWHERE)
        for call in (check_from(ELSEWHERE, 1), ratelimits.check_stranger(ELSEWHERE)):
            with pytest.raises(RateLimited) as refused:
                await call
            assert refused.value.retry_after > 50
        await check_from("203.0.113.8", 1)

    aio.run(run())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
    ],
)
def test_a_network_of_ipv6_is_one_place(one, other, same) -> None:
    assert (ratelimits.network_of(one) == ratelimits.network_of(other)) is same
    assert ratelimits.network_of(one) is not None


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "", "testclient"])
def test_this_machine_is_no_place(address) -> None:
    assert ratelimits.network_of(address) is None


def test_what_a_route_counts_beside_its_bucket_refuses_too() -> None:
    async def send(bucket: str) -> None:
        beside = [ratelimits.Bucket("all", (2, 60)), ratelimits.Bucket("burst", (3, 60))]
        await ratelimits.check_request(
            caller(), bucket=bucket, major="", rate=(5, 60), beside=beside, address="", headers={}
        )

    async def run() -> None:
        await send("a")
        await send("b")
        with pytest.raises(RateLimited) as refused:
            await send("c")
        assert refused.value.scope == "user"
        # What was refused has used up nothing.
        assert (await ratelimits.take("burst", (3, 60))).remaining == 0

    aio.run(run())


def test_without_redis_each_process_counts_for_itself(monkeypatch, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(ratelimits, "_clients", {})
    monkeypatch.setattr(ratelimits, "_sync_client", None)
    monkeypatch.setattr(ratelimits, "_local", ratelimits.LocalWindows())

    async def run() -> list[bool]:
        return [(await ratelimits.take("local", (2, 60))).allowed for _ in range(3)]

    assert aio.run(run()) == [True, True, False]
    assert not ratelimits.take_sync("local", (2, 60)).allowed
