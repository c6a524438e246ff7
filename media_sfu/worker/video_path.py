"""The path of video packets: which viewer gets which, under which numbers, and when."""

from __future__ import annotations

import struct
from typing import Final

from media_sfu.worker import vp8
from media_sfu.worker.answers import RTX, SEND_TIME_ID, VP8
from media_sfu.worker.browsers import BrowserLink
from media_sfu.worker.datagrams import QUEUED, Datagrams
from media_sfu.worker.pictures import CLOCK, KEPT_SECONDS, RING, Entry, Layer, Queue, View
from media_sfu.worker.srtp import memmove, new_length, protect

# Twelve bytes, then an extension with the time of sending, from which viewers tell congestion.
HEADER: Final = struct.Struct("!BBHIIHHI")
HEADER_BYTES: Final = 20
RTX_HEADER: Final = struct.Struct("!BBHIIHHIH")
WORD: Final = struct.Struct("!H")
ONE_BYTE: Final = 0xBEDE
SEND_TIME_HEAD: Final = (SEND_TIME_ID << 4 | 2) << 24

SLOWEST: Final = 10_000_000 / 8  # bytes per second at which a burst is spread at least
FASTER: Final = 2.5  # than what the viewer's network is thought to carry
BURST_BYTES: Final = 15_000
MOST_WAITING: Final = 2048


class VideoPath:
    def __init__(self, datagrams: Datagrams) -> None:
        self.datagrams = datagrams
        self.length = new_length()
        self.waiting: set[BrowserLink] = set()
        self.sent = 0
        self.failed = 0

    def forward(
        self, layer: Layer, payload: bytes, marker: int, sequence: int, stamp: int, now: float
    ) -> None:
        """Send a packet of a layer to everybody who watches that layer, or waits for it."""
        descriptor = vp8.read(payload)
        if descriptor.is_key:
            layer.key_is_due = False
        for view in layer.picture.views:
            if view.current is not layer:
                if view.target is not layer or not descriptor.is_key:
                    continue
                switch(view, layer, sequence, stamp, descriptor, now)
            entry = rewrite(view, payload, marker, sequence, stamp, descriptor, now)
            if entry is not None:
                view.ring[entry[1] % RING] = entry
                self.post(view, entry, now, is_again=False)

    def post(self, view: View, entry: Entry, now: float, *, is_again: bool) -> None:
        """Send now, or as soon as the pace of the viewer allows."""
        queue = view.link.queue
        if queue is None:
            return
        if not queue.waiting:
            refill(queue, now)
            if queue.tokens > 0:
                queue.tokens -= len(entry[0]) + HEADER_BYTES
                self.send(view, entry, now, is_again)
                return
        if len(queue.waiting) < MOST_WAITING:
            queue.waiting.append((view, entry, is_again))
            self.waiting.add(view.link)

    def drain(self, now: float) -> bool:
        """Send what its time has come for; return whether more waits."""
        for link in list(self.waiting):
            queue = link.queue
            if queue is None or link.tx_session is None:
                self.waiting.discard(link)
                continue
            refill(queue, now)
            while queue.waiting and queue.tokens > 0:
                view, entry, is_again = queue.waiting.popleft()
                queue.tokens -= len(entry[0]) + HEADER_BYTES
                self.send(view, entry, now, is_again)
            if not queue.waiting:
                self.waiting.discard(link)
        return bool(self.waiting)

    def again(self, view: View, sequence: int, now: float) -> bool:
        """Send a packet again that a viewer misses; return whether it was still there."""
        entry = view.ring[sequence % RING]
        if entry is None or entry[1] != sequence or now - entry[7] > KEPT_SECONDS:
            return False
        self.post(view, entry, now, is_again=True)
        return True

    def send(self, view: View, entry: Entry, now: float, is_again: bool) -> None:
        payload, sequence, marker, stamp, picture, level, descriptor, _ = entry
        link, line, datagrams = view.link, view.picture.line, self.datagrams
        if link.tx_session is None or link.target is None:
            return
        n = datagrams.queued
        slot, buffer = datagrams.slots[n], datagrams.buffers[n]
        send_time = SEND_TIME_HEAD | int(now * 262144) & 0xFFFFFF
        start = HEADER_BYTES
        if is_again:
            view.rtx_sequence = (view.rtx_sequence + 1) & 0xFFFF
            RTX_HEADER.pack_into(
                buffer, 0, 0x90, marker | RTX, view.rtx_sequence, stamp, line.rtx_ssrc,
                ONE_BYTE, 1, send_time, sequence,
            )  # fmt: skip
            start += 2
        else:
            HEADER.pack_into(
                buffer, 0, 0x90, marker | VP8, sequence, stamp, line.ssrc, ONE_BYTE, 1, send_time
            )
        size = len(payload)
        memmove(slot + start, payload, size)
        if descriptor.picture_at:
            at = start + descriptor.picture_at
            if descriptor.is_long:
                WORD.pack_into(buffer, at, 0x8000 | picture)
            else:
                buffer[at] = picture & 0x7F
        if descriptor.level_at:
            buffer[start + descriptor.level_at] = level
        self.length[0] = start + size
        if protect(link.tx_session, slot, self.length):
            self.failed += 1
            return
        datagrams.lengths[n] = self.length[0]
        datagrams.targets[n] = link.target
        datagrams.queued = n + 1
        if n + 1 == QUEUED:
            datagrams.flush()
        self.sent += 1
        if not is_again:
            view.packets += 1
            view.octets += size


def switch(
    view: View, layer: Layer, sequence: int, stamp: int, descriptor: vp8.Descriptor, now: float
) -> None:
    """Go on with a layer whose key frame begins here, as if it had always been this one."""
    passed = max(int((now - view.sent_at) * CLOCK), 1) if view.sent_at else 1
    view.current = layer
    view.switched_at = now
    view.floor = sequence
    view.shift = (view.sequence + 1 - sequence) & 0xFFFF
    view.stamp_shift = (view.stamp + passed - stamp) & 0xFFFFFFFF
    view.picture_shift = (view.picture_id + 1 - descriptor.picture) & 0x7FFF
    view.level_shift = (view.level + 1 - descriptor.level) & 0xFF


def rewrite(
    view: View,
    payload: bytes,
    marker: int,
    sequence: int,
    stamp: int,
    descriptor: vp8.Descriptor,
    now: float,
) -> Entry | None:
    """Return a packet with the viewer's numbers; None if it is from before the last switch."""
    out = (sequence + view.shift) & 0xFFFF
    out_stamp = (stamp + view.stamp_shift) & 0xFFFFFFFF
    picture = (descriptor.picture + view.picture_shift) & 0x7FFF
    level = (descriptor.level + view.level_shift) & 0xFF
    if (out - view.sequence) & 0xFFFF < 0x8000:
        view.sequence, view.stamp, view.sent_at = out, out_stamp, now
        view.picture_id, view.level = picture, level
    elif (sequence - view.floor) & 0xFFFF >= 0x8000:
        return None
    return payload, out, marker, out_stamp, picture, level, descriptor, now


def refill(queue: Queue, now: float) -> None:
    rate = max(SLOWEST, queue.rate * FASTER)
    queue.tokens = min(BURST_BYTES, queue.tokens + (now - queue.refilled_at) * rate)
    queue.refilled_at = now
