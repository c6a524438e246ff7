"""The packet path: everything that happens to each datagram.

The one hot loop of the worker. It is written for speed: names are bound once, packets stay in the
socket's slots, and what does not happen for each packet is in another module.
"""

from __future__ import annotations

import logging
import struct
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Protocol

from media_sfu.worker import extensions
from media_sfu.worker.bots import BotLink
from media_sfu.worker.datagrams import QUEUED, RECEIVED, SLOT, Datagrams
from media_sfu.worker.srtp import memmove, new_length, protect, unprotect
from media_sfu.worker.table import Table
from media_sfu.worker.voices import CLOCK, Voice

if TYPE_CHECKING:
    from media_sfu.worker.browsers import BrowserLink

logger = logging.getLogger(__name__)

HEADER: Final = struct.Struct("!BBHII")
WORD: Final = struct.Struct("!H")
HEADER_BYTES: Final = 12
LONGEST: Final = 1500  # bytes of a datagram, so that what we add has room in a slot
OPUS: Final = 120  # payload type of voice towards everybody, as Discord's clients expect it
SILENCE: Final = b"\xf8\xff\xfe"
LONGEST_TURN: Final = 1024  # datagrams after which the event loop has its turn
BOT_LOUDNESS: Final = 97.0  # bots send no levels: as loud as people who speak up
DEAF_EVERY: Final = 4096  # packets after which those who hear nothing are kept in step
LOUD: Final = 77.0  # 127 minus the level, from which on somebody speaks
WATCHED: Final = 50  # one of so many held back packets is decrypted, or the rollover counter drifts
FAULTS_LOGGED: Final = 20


class Aside(Protocol):
    """What is not done for each packet."""

    def other(self, link: Any, data: bytes, source: bytes) -> None:
        """STUN, DTLS, IP discovery, keep-alives, and whatever comes from strangers."""

    def rtcp(self, link: Any, base: int, size: int) -> None: ...

    def video(self, link: Any, base: int, size: int) -> None:
        """RTP of a browser that is no voice we know of."""


class Counters:
    __slots__ = (
        "bytes_in",
        "bytes_out",
        "failed",
        "faults",
        "gated",
        "received",
        "refused",
        "sent",
    )

    def __init__(self) -> None:
        self.received = self.sent = self.gated = self.refused = self.failed = self.faults = 0


class Pump:
    def __init__(
        self,
        datagrams: Datagrams,
        table: Table,
        aside: Aside,
        clock: Callable[[], float],
        after: Callable[[], object],
    ) -> None:
        self.datagrams = datagrams
        self.table = table
        self.aside = aside
        self.clock = clock
        self.after = after  # sends what waited for its time
        self.now = clock()
        self.counters = Counters()
        self.seconds = 0.0  # of CPU, spent in pump()
        self.length = new_length()

    def pump(self) -> int:
        """Take what has arrived, forward it, and return how many datagrams there were."""
        started = time.thread_time()
        datagrams, counters = self.datagrams, self.counters
        view, sizes, sources = datagrams.view, datagrams.sizes, datagrams.sources
        by_address, aside = self.table.by_address, self.aside
        total = 0
        while True:
            count = datagrams.receive()
            self.now = self.clock()
            for i in range(count):
                base = i * SLOT
                source = sources[i][:]
                link = by_address.get(source)
                try:
                    if sizes[i] > LONGEST:
                        counters.refused += 1
                    elif link is None or not 128 <= view[base] < 192 or sizes[i] <= HEADER_BYTES:
                        aside.other(link, bytes(view[base : base + sizes[i]]), source)
                    elif 192 <= view[base + 1] <= 223:
                        aside.rtcp(link, base, sizes[i])
                    elif isinstance(link, BotLink):
                        self.from_bot(link, base, sizes[i])
                    else:
                        self.from_browser(link, base, sizes[i])
                except Exception:
                    counters.faults += 1
                    if counters.faults <= FAULTS_LOGGED:
                        logger.exception("A packet was dropped")
            total += count
            if count < RECEIVED or total >= LONGEST_TURN:
                break
        self.after()
        datagrams.flush()
        counters.received += total
        self.seconds += time.thread_time() - started
        return total

    def from_bot(self, link: BotLink, base: int, size: int) -> bool:
        """Forward a bot's packet; return whether its key opened it."""
        counters, view, voice = self.counters, self.datagrams.view, link.voice
        first, second, sequence, stamp, ssrc = HEADER.unpack_from(view, base)
        head = base + HEADER_BYTES + 4 * (first & 0x0F)
        extension = 0
        if first & 0x10:
            if head + 4 > base + size:
                counters.refused += 1
                return False
            extension = 4 * WORD.unpack_from(view, head + 2)[0]
            head += 4
        if ssrc != voice.line.ssrc or link.session is None or (second & 0x7F) != OPUS:
            counters.refused += 1
            return False
        plain = link.session.open(bytes(view[base:head]), bytes(view[head : base + size]))
        if plain is None:
            counters.refused += 1
            return False
        end = len(plain) - (plain[-1] if first & 0x20 and plain else 0)
        payload = plain[extension:end]
        if not payload:
            return True
        self.note(voice, sequence)
        is_silence = payload == SILENCE
        voice.loudness += ((0.0 if is_silence else BOT_LOUDNESS) - voice.loudness) * 0.1
        if voice.blocked or not voice.admitted:
            voice.gated += 1
            voice.resync = True
            counters.gated += 1
            return True
        if not is_silence:
            voice.loud_at = self.now
        view[base + HEADER_BYTES : base + HEADER_BYTES + len(payload)] = payload
        self.forward(voice, base, HEADER_BYTES + len(payload), second & 0x80, sequence, stamp)
        return True

    def from_browser(self, link: BrowserLink, base: int, size: int) -> None:
        """Forward a voice packet of a browser; anything else is for ``aside``."""
        view = self.datagrams.view
        first, second, sequence, stamp, ssrc = HEADER.unpack_from(view, base)
        voice = link.tracks.get(ssrc)
        if voice.__class__ is not Voice:
            self.aside.video(link, base, size)
            return
        loudness = BOT_LOUDNESS
        if voice.level_tag >= 0 and first & 0x10:
            loudness = self.loudness(voice, base, size)
        voice.loudness += (loudness - voice.loudness) * 0.1
        is_gated = voice.blocked or not voice.admitted
        if is_gated:
            voice.gated += 1
            voice.resync = True
            self.counters.gated += 1
            if voice.gated % WATCHED:
                self.note(voice, sequence)
                return
        length = self.length
        length[0] = size
        if link.rx_session is None or unprotect(
            link.rx_session, self.datagrams.inbox + base, length
        ):
            self.counters.refused += 1
            return
        self.note(voice, sequence)
        if is_gated:
            return
        if loudness >= LOUD:
            voice.loud_at = self.now
        size = length[0]
        head = HEADER_BYTES + 4 * (first & 0x0F)
        if first & 0x10:
            head += 4 + 4 * WORD.unpack_from(view, base + head + 2)[0]
        if first & 0x20:
            size -= view[base + size - 1]
        if size > head:
            start = base + head - HEADER_BYTES
            self.forward(voice, start, size - head + HEADER_BYTES, second & 0x80, sequence, stamp)

    def loudness(self, voice: Voice, base: int, size: int) -> float:
        """Return 127 minus the level of a packet, from where the last one had it."""
        view = self.datagrams.view
        at = base + voice.level_at
        if view[at] != voice.level_tag or voice.level_at >= size:
            found = extensions.find(view, base, base + size, voice.level_tag >> 4)
            if not found:
                return 0.0
            at = found - 1
            voice.level_at = at - base
        return 127.0 - (view[at + 1] & 0x7F)

    def note(self, voice: Voice, sequence: int) -> None:
        """Count a packet for the receiver report."""
        if not voice.started:
            voice.started = True
            voice.last_in = voice.highest = voice.received_base = sequence
            line = voice.line
            since = (self.now - line.sent_at) * CLOCK if line.sent_at else 0
            line.timestamp = (line.timestamp + int(since)) & 0xFFFFFFFF
            voice.stamp_shift = -1
        else:
            ahead = (sequence - voice.last_in) & 0xFFFF
            if ahead < 0x8000:
                voice.highest += ahead
                voice.last_in = sequence
        voice.received += 1

    def forward(
        self, voice: Voice, start: int, size: int, marker: int, sequence: int, stamp: int
    ) -> None:
        """Send the plain packet at ``start`` of the inbox to everybody who hears the voice.

        Its first twelve bytes are written anew.
        """
        datagrams, line = self.datagrams, voice.line
        if voice.resync:
            voice.resync = False
            voice.shift = (line.sequence + 1 - sequence) & 0xFFFF
            voice.floor = sequence
            if voice.stamp_shift < 0:
                voice.stamp_shift = (line.timestamp - stamp) & 0xFFFFFFFF
        out = (sequence + voice.shift) & 0xFFFF
        out_stamp = (stamp + voice.stamp_shift) & 0xFFFFFFFF
        if (out - line.sequence) & 0xFFFF < 0x8000:
            line.sequence = out
            line.timestamp = out_stamp
        elif (sequence - voice.floor) & 0xFFFF >= 0x8000:
            return  # from before the gap that was closed: its number was given to another
        line.sent_at = self.now
        HEADER.pack_into(datagrams.view, start, 0x80, marker | OPUS, out, out_stamp, line.ssrc)
        voice.forwarded += 1
        voice.octets += size - HEADER_BYTES
        if voice.tap is not None:
            payload_at = start + HEADER_BYTES
            voice.tap.take(datagrams.view[payload_at : start + size], out_stamp, self.now)
        self.protect_to_all(voice.srtp, start, size)
        if voice.bots:
            view = datagrams.view
            header = bytes(view[start : start + HEADER_BYTES])
            payload = bytes(view[start + HEADER_BYTES : start + size])
            for session, target in voice.bots:
                datagrams.put(session.seal(header, payload), target)
            self.counters.sent += len(voice.bots)
        if voice.deaf and out % DEAF_EVERY == 0:
            at = start + HEADER_BYTES
            datagrams.view[at : at + len(SILENCE)] = SILENCE
            self.protect_to_all(voice.deaf, start, HEADER_BYTES + len(SILENCE))

    def protect_to_all(self, listeners: list[tuple[Any, Any]], start: int, size: int) -> None:
        datagrams, length = self.datagrams, self.length
        slots, lengths, targets = datagrams.slots, datagrams.lengths, datagrams.targets
        packet = datagrams.inbox + start
        n = datagrams.queued
        failed = 0
        for session, target in listeners:
            slot = slots[n]
            memmove(slot, packet, size)
            length[0] = size
            if protect(session, slot, length):
                failed += 1
                continue
            lengths[n] = length[0]
            targets[n] = target
            n += 1
            if n == QUEUED:
                datagrams.queued = n
                datagrams.flush()
                n = 0
        datagrams.queued = n
        self.counters.sent += len(listeners) - failed
        self.counters.failed += failed
