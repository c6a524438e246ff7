"""Everybody who talks and listens, in the measuring process."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from socket import socket
from typing import Final

from pylibsrtp import Error, Policy, Session

from bench.voice.child import PROFILE
from bench.voice.ground import LEVEL_ID, LOOPBACK, Ground, Row
from media_sfu.worker.datagrams import Datagrams

FRAME_SECONDS: Final = 0.02
OPUS_BYTES: Final = 100
PICTURE_SECONDS: Final = 1 / 30
PICTURE_PACKETS: Final = 10  # of which 30 a second make 2.5 Mbps
PICTURE_BYTES: Final = 1040
KEY_EVERY: Final = 60  # pictures
STAMP: Final = struct.Struct("!d")


@dataclass
class Outcome:
    sent: int = 0
    arrived: int = 0  # at listeners that are not probes
    probed: int = 0
    ages: list[float] = field(default_factory=list)


class Stream:
    """What one talker sends, with the moment of sending at the end of each payload."""

    def __init__(self, key: bytes, ssrc: int, *, is_video: bool, is_raw: bool) -> None:
        self.ssrc = ssrc
        self.is_video = is_video
        self.session = None if is_raw else session(key, outbound=True)
        self.sequence = 0
        self.frames = 0

    def packets(self) -> Iterator[bytes]:
        self.frames += 1
        if not self.is_video:
            extension = struct.pack("!HHBBxx", 0xBEDE, 1, LEVEL_ID << 4, 30)
            yield self._packet(0x90, 111, self.frames * 960, extension, OPUS_BYTES)
            return
        is_key = self.frames % KEY_EVERY == 1
        for number in range(PICTURE_PACKETS):
            start = 0x90 if number == 0 else 0x80
            picture = struct.pack("!BBH", start, 0x80, 0x8000 | self.frames & 0x7FFF)
            head = picture + (b"\x00" if is_key else b"\x01")
            marker = 0x80 if number == PICTURE_PACKETS - 1 else 0
            yield self._packet(0x80, marker | 96, self.frames * 3000, head, PICTURE_BYTES)

    def _packet(self, first: int, kind: int, stamp: int, head: bytes, size: int) -> bytes:
        self.sequence = (self.sequence + 1) & 0xFFFF
        header = struct.pack("!BBHII", first, kind, self.sequence, stamp & 0xFFFFFFFF, self.ssrc)
        plain = header + head + bytes(size - STAMP.size) + STAMP.pack(time.perf_counter())
        return plain if self.session is None else self.session.protect(plain)


def session(key: bytes, *, outbound: bool) -> Session:
    kind = Policy.SSRC_ANY_OUTBOUND if outbound else Policy.SSRC_ANY_INBOUND
    return Session(Policy(key, kind, srtp_profile=PROFILE))


class Crowd:
    """All talkers and listeners of a row. What they send goes on from one run to the next."""

    def __init__(
        self, row: Row, ground: Ground, sink: Datagrams, port: int, *, is_raw: bool
    ) -> None:
        self.ground = ground
        self.sink = sink
        self.server = (LOOPBACK, port)
        self.period = PICTURE_SECONDS if row.is_video else FRAME_SECONDS
        self.streams = [
            Stream(talker.key, talker.ssrc, is_video=row.is_video, is_raw=is_raw)
            for room in ground.rooms
            for talker in room.talkers
        ]
        self.probes = [
            (probe, None if is_raw else session(room.listeners[-1].key, outbound=False))
            for probe, room in zip(ground.probes, ground.rooms, strict=True)
        ]

    def run(self, seconds: float) -> Outcome:
        """Talk for some seconds, each at moments of its own, and take what comes back."""
        outcome = Outcome()
        begun = time.perf_counter()
        amount = len(self.streams)
        due = [begun + self.period * number / amount for number in range(amount)]
        at = 0
        while due[at] < begun + seconds:
            while due[at] <= time.perf_counter():
                for packet in self.streams[at].packets():
                    self.ground.senders[at].sendto(packet, self.server)
                    outcome.sent += 1
                due[at] += self.period
                at = (at + 1) % amount
            take(outcome, self.sink, self.probes)
            time.sleep(0.0005)
        for _ in range(100):
            take(outcome, self.sink, self.probes)
            time.sleep(0.002)
        return outcome


def take(outcome: Outcome, sink: Datagrams, probes: list[tuple[socket, Session | None]]) -> None:
    while count := sink.receive():
        outcome.arrived += count
    now = time.perf_counter()
    for probe, opener in probes:
        with suppress(BlockingIOError):
            while True:
                data = probe.recv(2048)
                if 192 <= data[1] <= 223:
                    continue
                outcome.probed += 1
                with suppress(Error):
                    plain = data if opener is None else opener.unprotect(data)
                    outcome.ages.append(now - STAMP.unpack(plain[-STAMP.size :])[0])
