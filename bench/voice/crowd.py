"""Everybody who talks and listens, in the measuring process."""

from __future__ import annotations

import select
import struct
import time
from array import array
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
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
SPARE_FRAMES: Final = 20
NUMBER: Final = struct.Struct("!Q")


@dataclass
class Outcome:
    sent: int = 0
    arrived: int = 0  # at listeners that are not probes
    probed: int = 0
    latest: float = 0.0  # seconds that the generator was behind its timetable at most
    ages: list[float] = field(default_factory=list)


class Stream:
    """What one talker sends. Each payload ends with the number of the packet.

    All is encrypted beforehand, as it would cost the generator more than the sending.
    """

    def __init__(
        self, key: bytes, ssrc: int, numbers: Iterator[int], *, is_video: bool, is_raw: bool
    ) -> None:
        self.ssrc = ssrc
        self.is_video = is_video
        self.session = None if is_raw else session(key, outbound=True)
        self.numbers = numbers
        self.sequence = 0
        self.frames = 0

    def packets(self) -> list[tuple[int, bytes]]:
        """Return the next frame: numbers and packets."""
        self.frames += 1
        if not self.is_video:
            extension = struct.pack("!HHBBxx", 0xBEDE, 1, LEVEL_ID << 4, 30)
            return [self._packet(0x90, 111, self.frames * 960, extension, OPUS_BYTES)]
        is_key = self.frames % KEY_EVERY == 1
        found = []
        for number in range(PICTURE_PACKETS):
            start = 0x90 if number == 0 else 0x80
            picture = struct.pack("!BBH", start, 0x80, 0x8000 | self.frames & 0x7FFF)
            head = picture + (b"\x00" if is_key else b"\x01")
            marker = 0x80 if number == PICTURE_PACKETS - 1 else 0
            found.append(self._packet(0x80, marker | 96, self.frames * 3000, head, PICTURE_BYTES))
        return found

    def _packet(
        self, first: int, kind: int, stamp: int, head: bytes, size: int
    ) -> tuple[int, bytes]:
        self.sequence = (self.sequence + 1) & 0xFFFF
        number = next(self.numbers)
        header = struct.pack("!BBHII", first, kind, self.sequence, stamp & 0xFFFFFFFF, self.ssrc)
        plain = header + head + bytes(size - NUMBER.size) + NUMBER.pack(number)
        return number, plain if self.session is None else self.session.protect(plain)


def session(key: bytes, *, outbound: bool) -> Session:
    kind = Policy.SSRC_ANY_OUTBOUND if outbound else Policy.SSRC_ANY_INBOUND
    return Session(Policy(key, kind, srtp_profile=PROFILE))


class Crowd:
    """All talkers and listeners of a row. What they send goes on from one run to the next."""

    def __init__(
        self,
        row: Row,
        ground: Ground,
        sink: Datagrams,
        port: int,
        *,
        is_raw: bool,
        seconds: float,
    ) -> None:
        self.sink = sink
        self.period = PICTURE_SECONDS if row.is_video else FRAME_SECONDS
        numbers = count()
        streams = [
            Stream(talker.key, talker.ssrc, numbers, is_video=row.is_video, is_raw=is_raw)
            for room in ground.rooms
            for talker in room.talkers
        ]
        frames = int(seconds / self.period) + SPARE_FRAMES
        self.frames = [iter([stream.packets() for _ in range(frames)]) for stream in streams]
        self.sent_at = array("d", bytes(8 * next(numbers)))
        for sender in ground.senders:
            sender.connect((LOOPBACK, port))
        self.send = [sender.send for sender in ground.senders]
        self.openers = {
            probe.fileno(): (probe, None if is_raw else session(key, outbound=False))
            for probe, key in ground.probes
        }
        self.ready = select.epoll()
        for number in self.openers:
            self.ready.register(number, select.EPOLLIN)

    def run(self, seconds: float) -> Outcome:
        """Talk for some seconds, each at moments of its own, and take what comes back."""
        outcome = Outcome()
        begun = time.perf_counter()
        amount = len(self.frames)
        due = [begun + self.period * number / amount for number in range(amount)]
        at = 0
        sent_at = self.sent_at
        while due[at] < begun + seconds:
            while due[at] <= (now := time.perf_counter()):
                outcome.latest = max(outcome.latest, now - due[at])
                for number, packet in next(self.frames[at]):
                    sent_at[number] = now
                    self.send[at](packet)
                    outcome.sent += 1
                due[at] += self.period
                at = (at + 1) % amount
            self.take(outcome)
            time.sleep(0.0003)
        for _ in range(100):
            self.take(outcome)
            time.sleep(0.002)
        return outcome

    def take(self, outcome: Outcome) -> None:
        while amount := self.sink.receive():
            outcome.arrived += amount
        now = time.perf_counter()
        for number, _ in self.ready.poll(0):
            probe, opener = self.openers[number]
            with suppress(BlockingIOError):
                while True:
                    data = probe.recv(2048)
                    if 192 <= data[1] <= 223:
                        continue
                    outcome.probed += 1
                    with suppress(Error):
                        plain = data if opener is None else opener.unprotect(data)
                        (which,) = NUMBER.unpack(plain[-NUMBER.size :])
                        outcome.ages.append(now - self.sent_at[which])

    def close(self) -> None:
        self.ready.close()
