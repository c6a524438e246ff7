"""Video packets as they come from publishers: decrypted, put in order of need, never decoded."""

from __future__ import annotations

from typing import Final

from media_sfu.worker import extensions
from media_sfu.worker.browsers import PUBLISH, BrowserLink
from media_sfu.worker.datagrams import Datagrams
from media_sfu.worker.keyframes import KeyFrames
from media_sfu.worker.pictures import Layer, Repair
from media_sfu.worker.pump import HEADER, WORD, Counters
from media_sfu.worker.reports import FAR, Reports
from media_sfu.worker.srtp import new_length, unprotect
from media_sfu.worker.stage import Stage
from media_sfu.worker.video_path import VideoPath
from media_sfu.worker.voices import Voice

MOST_MISSING: Final = 200  # packets of a layer: a key frame comes sooner than all of them


class VideoIntake:
    def __init__(
        self,
        datagrams: Datagrams,
        stage: Stage,
        video: VideoPath,
        reports: Reports,
        keys: KeyFrames,
    ) -> None:
        self.datagrams = datagrams
        self.stage = stage
        self.video = video
        self.reports = reports
        self.keys = keys
        self.length = new_length()

    def take(self, link: BrowserLink, base: int, size: int, now: float, counters: Counters) -> None:
        """Decrypt a packet of a browser and forward it to who watches."""
        view = self.datagrams.view
        first, second, sequence, stamp, ssrc = HEADER.unpack_from(view, base)
        track = link.tracks.get(ssrc)
        is_known = track is not None
        if link.kind == PUBLISH and track is None:
            track = self.stage.learn(link, view, base, base + size, ssrc)
        self.length[0] = size
        if (
            track is None
            or link.rx_session is None
            or unprotect(link.rx_session, self.datagrams.inbox + base, self.length)
        ):
            counters.refused += 1
            return
        if not is_known:
            self.stage.settle(link, ssrc, track)
        if isinstance(track, Voice):
            return  # the next packet takes the short way
        size = self.length[0]
        head = extensions.header_size(view, base, size)
        if first & 0x20:
            size -= view[base + size - 1]
        if not head or size < head:
            counters.refused += 1
            return
        at = base + head
        if isinstance(track, Repair):
            if size - head <= 2:
                return  # only there to probe the network
            (sequence,) = WORD.unpack_from(view, at)
            at += 2
            layer = track.layer
            if layer.missing.pop(sequence, None) is None:
                return
            layer.received += 1
        else:
            layer = track
            self._note(layer, sequence)
        layer.packet_at = now
        layer.octets += size
        payload = bytes(view[at : base + size])
        if layer.picture.blocked:
            counters.gated += 1
        elif payload:
            self.video.forward(layer, payload, second & 0x80, sequence, stamp, now)
        else:
            close_gap(layer, sequence)

    def _note(self, layer: Layer, sequence: int) -> None:
        layer.received += 1
        if not layer.started:
            layer.started = True
            layer.last_in = layer.highest = layer.received_base = sequence
            return
        ahead = (sequence - layer.last_in) & 0xFFFF
        if ahead >= 0x8000:
            layer.missing.pop(sequence, None)
            return
        is_hopeless = ahead > FAR or len(layer.missing) > MOST_MISSING
        if ahead > 1 and not is_hopeless:
            self.reports.ask(layer, [(layer.last_in + i) & 0xFFFF for i in range(1, ahead)])
        elif is_hopeless:
            layer.missing.clear()
            self.keys.ask(layer)
        layer.highest += ahead
        layer.last_in = sequence


def close_gap(layer: Layer, sequence: int) -> None:
    """Take a packet that held nothing but padding out of what viewers count."""
    for view in layer.picture.views:
        if view.current is layer and sequence == layer.last_in:
            view.shift = (view.shift - 1) & 0xFFFF
            view.floor = (sequence + 1) & 0xFFFF
