"""What browsers report: losses, bandwidth, missing packets and key frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from aiortc.rtp import (
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
)

from media_sfu.worker import rtcp
from media_sfu.worker.browsers import SUBSCRIBE, BrowserLink
from media_sfu.worker.datagrams import Datagrams
from media_sfu.worker.keyframes import KeyFrames
from media_sfu.worker.pictures import Layer
from media_sfu.worker.video_path import VideoPath
from media_sfu.worker.voices import Voice

SMOOTHING: Final = 0.3
MOST_ASKED: Final = 256  # packets of one NACK that are looked up
REPORTS_KEPT: Final = 32


class Feedback:
    def __init__(
        self,
        datagrams: Datagrams,
        video: VideoPath,
        keys: KeyFrames,
        clock: Callable[[], float],
    ) -> None:
        self.datagrams = datagrams
        self.video = video
        self.keys = keys
        self.clock = clock
        self.nacks = 0
        self.resent = 0

    def take(self, link: BrowserLink, data: bytes) -> None:
        """Act on a decrypted RTCP datagram."""
        for packet in rtcp.read(data):
            if link.kind == SUBSCRIBE:
                self._from_viewer(link, packet)
            elif isinstance(packet, RtcpSrPacket):
                self._pass_on(link, packet)

    def _from_viewer(self, link: BrowserLink, packet: object) -> None:
        if isinstance(packet, (RtcpRrPacket, RtcpSrPacket)):
            for report in packet.reports:
                self._note(link, report)
        elif isinstance(packet, RtcpRtpfbPacket):
            if packet.fmt == RTCP_RTPFB_NACK:
                self._resend(link, packet)
        elif isinstance(packet, RtcpPsfbPacket):
            self._on_picture(link, packet)

    def _on_picture(self, link: BrowserLink, packet: RtcpPsfbPacket) -> None:
        estimate = rtcp.read_remb(packet)
        if estimate is not None:
            link.budget.note_estimate(float(estimate), self.clock())
            if link.queue is not None:
                link.queue.rate = estimate / 8
        elif packet.fmt in {RTCP_PSFB_PLI, RTCP_PSFB_FIR}:
            ssrc = packet.media_ssrc
            if packet.fmt == RTCP_PSFB_FIR and len(packet.fci) >= 4:
                ssrc = int.from_bytes(packet.fci[:4], "big")
            view = link.views.get(ssrc)
            if view is not None and (layer := view.current or view.target) is not None:
                self.keys.ask(layer)

    def _resend(self, link: BrowserLink, packet: RtcpRtpfbPacket) -> None:
        view = link.views.get(packet.media_ssrc)
        if view is None:
            return
        now = self.clock()
        self.nacks += 1
        for sequence in packet.lost[:MOST_ASKED]:
            self.resent += self.video.again(view, sequence, now)

    def _note(self, link: BrowserLink, report: RtcpReceiverInfo) -> None:
        link.loss += (report.fraction_lost / 256 - link.loss) * SMOOTHING
        link.budget.note_loss(link.loss)
        sent_at = link.reports_sent.get(report.lsr) if report.lsr else None
        if sent_at is not None:
            trip = self.clock() - sent_at - report.dlsr / 65536
            if 0 <= trip < 10:
                link.round_trip += (trip - link.round_trip) * SMOOTHING

    def _pass_on(self, link: BrowserLink, packet: RtcpSrPacket) -> None:
        """Let viewers know the time of a stream, under the numbers that they have of it."""
        track = link.tracks.get(packet.ssrc)
        now = self.clock()
        info = packet.sender_info
        if isinstance(track, Voice):
            track.sender_report = (rtcp.middle(info.ntp_timestamp), now)
            if track.forwarded:
                self._report_voice(track, info, now)
        elif isinstance(track, Layer):
            track.sender_report = (rtcp.middle(info.ntp_timestamp), now)
            for view in track.picture.views:
                if view.current is track:
                    stamp = (info.rtp_timestamp + view.stamp_shift) & 0xFFFFFFFF
                    told = RtcpSenderInfo(
                        info.ntp_timestamp,
                        stamp,
                        view.packets & 0xFFFFFFFF,
                        view.octets & 0xFFFFFFFF,
                    )
                    line = track.picture.line
                    report = rtcp.sender_report(line.ssrc, told, f"seat{line.seat}")
                    self.send(view.link, report, info.ntp_timestamp, now)

    def _report_voice(self, voice: Voice, info: RtcpSenderInfo, now: float) -> None:
        stamp = (info.rtp_timestamp + voice.stamp_shift) & 0xFFFFFFFF
        told = RtcpSenderInfo(
            info.ntp_timestamp, stamp, voice.forwarded & 0xFFFFFFFF, voice.octets & 0xFFFFFFFF
        )
        report = rtcp.sender_report(voice.line.ssrc, told, f"seat{voice.line.seat}")
        for listener in voice.peer.room.peers.values():
            viewer = listener.subscribe
            if (
                viewer is not None
                and listener is not voice.peer
                and viewer.is_ready_for(voice.line)
            ):
                self.send(viewer, report, info.ntp_timestamp, now)

    def send(self, link: BrowserLink, packet: bytes, ntp: int = 0, now: float = 0.0) -> None:
        send(self.datagrams, link, packet)
        if ntp:
            sent = link.reports_sent
            sent[rtcp.middle(ntp)] = now
            while len(sent) > REPORTS_KEPT:
                del sent[next(iter(sent))]


def send(datagrams: Datagrams, link: BrowserLink | None, packet: bytes) -> bool:
    """Encrypt an RTCP packet and queue it."""
    if link is None or link.tx is None or link.target is None:
        return False
    sealed = link.tx.protect_rtcp(packet)
    if sealed is None:
        return False
    datagrams.put(sealed, link.target)
    return True
