"""What publishers are told each second: what arrived, what is missing, and how fast they may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from aiortc.rtp import RtcpReceiverInfo

from media_sfu.worker import rtcp
from media_sfu.worker.browsers import BrowserLink
from media_sfu.worker.pictures import Layer
from media_sfu.worker.rooms import Room
from media_sfu.worker.voices import Voice

Send = Callable[[BrowserLink | None, bytes], bool]

EVERY: Final = 1.0
LOST_MOST: Final = (1 << 23) - 1
# Three layers of a camera and three of a screen, or of one screen as large as it is.
MOST_BITRATE: Final = 12_000_000
LEAST_BITRATE: Final = 300_000
TRIES: Final = 5  # for one missing packet
FAR: Final = 100  # a gap so wide is not worth asking for


class Reports:
    def __init__(self, send: Send, clock: Callable[[], float]) -> None:
        self._send = send
        self._clock = clock

    def report(self, rooms: Iterable[Room]) -> None:
        for room in rooms:
            for peer in room.peers.values():
                if peer.publish is not None and peer.publish.tx is not None:
                    self._report_to(peer.publish)

    def _report_to(self, link: BrowserLink) -> None:
        now = self._clock()
        streams = [track for track in link.tracks.values() if isinstance(track, (Voice, Layer))]
        infos = [describe(track, now) for track in streams if track.started]
        if not infos:
            return
        for layer in streams:
            if isinstance(layer, Layer):
                layer.bitrate = (layer.octets - layer.octets_before) * 8 / EVERY
                layer.octets_before = layer.octets
        link.allowed = allowed(link.allowed, max(info.fraction_lost for info in infos) / 256)
        # Already with voice alone: browsers believe a large estimate within two seconds of the
        # first report, later they grow towards it by 8 % a second, and large layers have to wait.
        ssrcs = [info.ssrc for info in infos]
        self._send(link, rtcp.receiver_report(infos) + rtcp.remb(int(link.allowed), ssrcs))

    def ask_again(self, layers: Iterable[Layer]) -> None:
        """Ask once more for what did not come, until it is too late."""
        for layer in layers:
            if layer.missing:
                for number in [one for one, tries in layer.missing.items() if tries >= TRIES]:
                    del layer.missing[number]
                self.ask(layer, list(layer.missing))

    def ask(self, layer: Layer, numbers: list[int]) -> None:
        if numbers:
            for number in numbers:
                layer.missing[number] = layer.missing.get(number, 0) + 1
            self._send(layer.link, rtcp.nack(layer.ssrc_in, numbers))


def allowed(before: float, lost: float) -> float:
    """Return how many bits per second a publisher may send: less when much is lost."""
    if not before:
        return MOST_BITRATE
    factor = 1 - lost / 2 if lost > 0.1 else 1.08 if lost < 0.02 else 1.0
    return min(MOST_BITRATE, max(LEAST_BITRATE, before * factor))


def describe(track: Any, now: float) -> RtcpReceiverInfo:
    """Return the report about a stream, and begin the next interval."""
    expected = track.highest - track.received_base + 1
    before_expected, before_received = track.report
    track.report = (expected, track.received)
    in_interval = expected - before_expected
    lost_now = max(0, in_interval - (track.received - before_received))
    middle, came_at = track.sender_report
    return RtcpReceiverInfo(
        ssrc=track.ssrc_in,
        fraction_lost=min(255, lost_now * 256 // in_interval) if in_interval > 0 else 0,
        packets_lost=max(-LOST_MOST, min(LOST_MOST, expected - track.received)),
        highest_sequence=track.highest & 0xFFFFFFFF,
        jitter=int(getattr(track, "jitter", 0)),
        lsr=middle,
        dlsr=int((now - came_at) * 65536) & 0xFFFFFFFF if middle else 0,
    )
