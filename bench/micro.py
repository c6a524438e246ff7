"""Small pieces of the hot paths beside the obvious way to do the same, in one run.

What counts is the ratio: it is about the same on every machine, and under load.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Final

import orjson

from bench.figures import plain
from config.kernel.transports import frame
from guilds.permissions import (
    DEFAULT_EVERYONE,
    Overwrite,
    Permissions,
    base_bits,
    channel_bits,
    channel_permissions,
)
from realtime.compression import Encoding, shared_frame

RECEIVERS: Final = 1000
ROUNDS: Final = 5

# The permission classes of a guild with ten roles: most members have few of them.
ROLES: Final = [int(DEFAULT_EVERYONE), *(1 << bit for bit in range(9))]
CLASSES: Final = [tuple(ROLES[: 1 + size]) for size in range(10)]
OVERWRITES: Final = [Overwrite(allow=1 << bit, deny=1 << (bit + 20)) for bit in range(6)]

MESSAGE: Final[dict[str, Any]] = {
    "id": "1400000000000000001",
    "type": 0,
    "channel_id": "1400000000000000002",
    "guild_id": "1400000000000000003",
    "author": {
        "id": "1400000000000000004",
        "username": "margaret",
        "global_name": "Margaret Hamilton",
        "discriminator": "0",
        "avatar": "5f2d1c0b9a8e7f6d5c4b3a2918070605",
        "public_flags": 0,
    },
    "member": {
        "roles": ["1400000000000000005", "1400000000000000006"],
        "joined_at": "2026-01-01T12:00:00.000000+00:00",
        "nick": None,
        "flags": 0,
        "deaf": False,
        "mute": False,
    },
    "content": "The guidance program is ready for a look: what do you think of the priorities?",
    "timestamp": "2026-01-01T12:34:56.789000+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [],
    "mention_roles": [],
    "attachments": [],
    "embeds": [],
    "reactions": [],
    "pinned": False,
    "flags": 0,
    "nonce": "1400000000000000007",
}
EVENT: Final = {"t": "MESSAGE_CREATE", "s": 4711, "op": 0, "d": MESSAGE}


@dataclass(frozen=True)
class Comparison:
    """The same work for 1 000 receivers, the obvious way and ours."""

    title: str
    obvious: str
    plainly: Callable[[], object]
    ours: str
    cleverly: Callable[[], object]


def who_may_read_one_by_one() -> list[bool]:
    members = islice(cycle(CLASSES), RECEIVERS)
    return [
        Permissions.VIEW_CHANNEL
        in channel_permissions(
            is_owner=False, roles=roles, everyone=OVERWRITES[0], role_overwrites=OVERWRITES
        )
        for roles in members
    ]


def who_may_read_by_class() -> list[bool]:
    wanted = int(Permissions.VIEW_CHANNEL)
    may = {
        roles: bool(
            wanted
            & channel_bits(
                base_bits(is_owner=False, roles=roles),
                everyone=OVERWRITES[0],
                role_overwrites=OVERWRITES,
            )
        )
        for roles in CLASSES
    }
    return [may[roles] for roles in islice(cycle(CLASSES), RECEIVERS)]


def encode_for_each() -> list[bytes]:
    return [frame(json.dumps(EVENT).encode()) for _ in range(RECEIVERS)]


def encode_once() -> list[bytes]:
    return [frame(orjson.dumps(EVENT))] * RECEIVERS


class OwnStreams:
    """A zlib-stream as it is usually made: a context per connection, at the library's defaults."""

    def __init__(self, count: int) -> None:
        self._streams = [zlib.compressobj() for _ in range(count)]
        self._message = orjson.dumps(EVENT)

    def compress(self) -> list[bytes]:
        return [
            stream.compress(self._message) + stream.flush(zlib.Z_SYNC_FLUSH)
            for stream in self._streams
        ]


def compress_once() -> list[bytes]:
    return [shared_frame(orjson.dumps(EVENT), Encoding.ZLIB)] * RECEIVERS


def comparisons() -> Iterable[Comparison]:
    yield Comparison(
        "who may read a channel",
        "each member by itself",
        who_may_read_one_by_one,
        "once per set of roles",
        who_may_read_by_class,
    )
    yield Comparison(
        "a message's frames",
        "json for each receiver",
        encode_for_each,
        "orjson once",
        encode_once,
    )
    yield Comparison(
        "the same in zlib-stream",
        "a context per connection",
        OwnStreams(RECEIVERS).compress,
        "one block for all",
        compress_once,
    )


def seconds_of(work: Callable[[], object]) -> float:
    """Return the shortest of a few runs, in CPU time of this process."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time_ns()
        work()
        best = min(best, time.process_time_ns() - began)
    return best / 1e9


def table() -> str:
    lines = [
        f"| for {RECEIVERS} receivers | the obvious way | µs | ours | µs | ratio |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in comparisons():
        slow = seconds_of(one.plainly) * 1e6
        fast = max(seconds_of(one.cleverly) * 1e6, 0.1)
        cells = [
            one.title,
            one.obvious,
            plain(slow),
            one.ours,
            plain(fast),
            f"**{plain(slow / fast)}**",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
