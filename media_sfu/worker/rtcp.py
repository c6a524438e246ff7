"""RTCP as the worker sends it, and what it reads of others' (RFC 3550, RFC 4585, REMB)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Final

from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    AnyRtcpPacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSourceInfo,
    RtcpSrPacket,
    pack_remb_fci,
    unpack_remb_fci,
)

OURS: Final = 1  # the SSRC of our own reports
MOST_PACKETS: Final = 32  # in one datagram
MOST_REPORTS: Final = 31
CNAME: Final = 1
MALFORMED: Final = (ValueError, struct.error, IndexError, OverflowError)
NTP_EPOCH: Final = 2208988800  # seconds between 1900 and 1970


def read(data: bytes) -> list[AnyRtcpPacket]:
    """Return what a datagram holds; nothing if it is malformed."""
    try:
        return RtcpPacket.parse(data)[:MOST_PACKETS]
    except MALFORMED:
        return []


def pli(media_ssrc: int) -> bytes:
    return bytes(RtcpRrPacket(OURS)) + bytes(RtcpPsfbPacket(RTCP_PSFB_PLI, OURS, media_ssrc))


def nack(media_ssrc: int, lost: Iterable[int]) -> bytes:
    return bytes(RtcpRtpfbPacket(RTCP_RTPFB_NACK, OURS, media_ssrc, sorted(lost)))


def remb(bitrate: int, ssrcs: Iterable[int]) -> bytes:
    fci = pack_remb_fci(bitrate, list(ssrcs))
    return bytes(RtcpPsfbPacket(RTCP_PSFB_APP, OURS, 0, fci))


def read_remb(packet: RtcpPsfbPacket) -> int | None:
    """Return the bits per second of a bandwidth estimate, None for another feedback."""
    if packet.fmt != RTCP_PSFB_APP:
        return None
    try:
        return unpack_remb_fci(packet.fci)[0]
    except MALFORMED:
        return None


def receiver_report(reports: Sequence[RtcpReceiverInfo]) -> bytes:
    return bytes(RtcpRrPacket(OURS, list(reports[:MOST_REPORTS])))


def sender_report(ssrc: int, info: RtcpSenderInfo, cname: str) -> bytes:
    described = RtcpSdesPacket([RtcpSourceInfo(ssrc, [(CNAME, cname.encode())])])
    return bytes(RtcpSrPacket(ssrc, info)) + bytes(described)


def middle(ntp: int) -> int:
    """Return the part of an NTP time by which receivers name a report."""
    return ntp >> 16 & 0xFFFFFFFF
