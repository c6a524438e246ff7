"""Descriptions that the worker writes: answers to who publishes, offers to who watches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from media_sfu.worker.browsers import Credentials
from media_sfu.worker.descriptions import Description, Section
from media_sfu.worker.pump import OPUS
from media_sfu.worker.seats import Kind, Line, Source

LEVEL: Final = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
MID: Final = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID: Final = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID: Final = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
SEND_TIME: Final = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"

TAKEN: Final[dict[Kind, tuple[str, ...]]] = {
    "audio": (LEVEL, MID),
    "video": (MID, RID, REPAIRED_RID, SEND_TIME),
}
# A section's place among those of its kind says what it carries.
SOURCES: Final[dict[Kind, tuple[Source, ...]]] = {
    "audio": ("microphone", "screen_audio"),
    "video": ("camera", "screen"),
}
# What a viewer is offered.
VP8: Final = 96
RTX: Final = 97
SEND_TIME_ID: Final = 3
FEEDBACK: Final = ("nack", "nack pli", "ccm fir", "goog-remb")
PROTOCOL: Final = "UDP/TLS/RTP/SAVPF"
HOST_PRIORITY: Final = 2130706431


@dataclass(frozen=True)
class Transport:
    """Our end of a connection as descriptions name it."""

    credentials: Credentials
    fingerprint: tuple[str, str]
    addresses: Sequence[Sequence[str | int]]
    setup: str

    def lines(self) -> list[str]:
        return [
            "c=IN IP4 0.0.0.0",
            "a=rtcp-mux",
            f"a=ice-ufrag:{self.credentials.fragment}",
            f"a=ice-pwd:{self.credentials.password}",
            f"a=fingerprint:{self.fingerprint[0]} {self.fingerprint[1]}",
            f"a=setup:{self.setup}",
            *(
                f"a=candidate:{number} 1 udp {HOST_PRIORITY - number} {host} {port} typ host"
                for number, (host, port) in enumerate(self.addresses, 1)
            ),
            "a=end-of-candidates",
        ]


def sources_of(description: Description) -> dict[str, Source]:
    """Return what each section that we take carries, by its mid."""
    found: dict[str, Source] = {}
    for kind, sources in SOURCES.items():
        sections = [section for section in description.sections if section.kind == kind]
        for section, source in zip(sections, sources, strict=False):
            if section.port and section.has_rtcp_mux and wanted_type(section) is not None:
                found[section.mid] = source
    return found


def wanted_type(section: Section) -> int | None:
    return section.payload_type("opus" if section.kind == "audio" else "vp8")


def answer(offer: Description, transport: Transport, session: int, version: int) -> str:
    """Return the answer to a publisher: we receive what we know to forward, and nothing else."""
    sources = sources_of(offer)
    lines = opening(session, version, sources)
    for section in offer.sections:
        if section.mid not in sources:
            lines += refused(section)
            continue
        lines += accepted(section, sources[section.mid], transport)
    return "\r\n".join([*lines, ""])


def opening(session: int, version: int, mids: Iterable[str]) -> list[str]:
    return [
        "v=0",
        f"o=- {session} {version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {' '.join(mids)}".rstrip(),
        "a=ice-lite",
        "a=msid-semantic: WMS *",
    ]


def refused(section: Section) -> list[str]:
    formats = " ".join(section.formats) or "0"
    return [
        f"m={section.kind} 0 {section.protocol} {formats}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
        "a=inactive",
    ]


def accepted(section: Section, source: Source, transport: Transport) -> list[str]:
    number = wanted_type(section)
    assert number is not None  # noqa: S101 - sources_of left the others out
    repair = section.repair_type(number) if section.kind == "video" else None
    formats = [number] if repair is None else [number, repair]
    is_sent = section.direction in {"sendonly", "sendrecv"}
    lines = [
        f"m={section.kind} 9 {PROTOCOL} {' '.join(map(str, formats))}",
        *transport.lines(),
        f"a=mid:{section.mid}",
        "a=recvonly" if is_sent else "a=inactive",
    ]
    taken = TAKEN["audio" if section.kind == "audio" else "video"]
    lines += [
        f"a=extmap:{identifier} {uri}"
        for uri, identifier in section.extensions.items()
        if uri in taken
    ]
    if section.kind == "audio":
        stereo = ";stereo=1" if source == "screen_audio" else ""
        lines += [
            f"a=rtpmap:{number} opus/48000/2",
            f"a=fmtp:{number} minptime=10;useinbandfec=1{stereo}",
        ]
        return lines
    lines += codec_lines(number, repair)
    lines += [f"a=rid:{rid} recv" for rid in section.rids]
    if section.rids:
        lines.append(f"a=simulcast:recv {';'.join(section.rids)}")
    return lines


def codec_lines(number: int, repair: int | None) -> list[str]:
    lines = [f"a=rtpmap:{number} VP8/90000"]
    lines += [f"a=rtcp-fb:{number} {feedback}" for feedback in FEEDBACK]
    if repair is not None:
        lines += [f"a=rtpmap:{repair} rtx/90000", f"a=fmtp:{repair} apt={number}"]
    return lines


def offer(lines: Sequence[Line], transport: Transport, session: int, version: int) -> str:
    """Return the offer to a viewer: all lines of the room, in the order they were added."""
    text = opening(session, version, (line.mid for line in lines))
    for line in lines:
        text += offered(line, transport)
    return "\r\n".join([*text, ""])


def offered(line: Line, transport: Transport) -> list[str]:
    name = f"seat{line.seat}"
    formats = str(OPUS) if line.kind == "audio" else f"{VP8} {RTX}"
    lines = [
        f"m={line.kind} 9 {PROTOCOL} {formats}",
        *transport.lines(),
        f"a=mid:{line.mid}",
        "a=sendonly",
        f"a=msid:{name}-{group(line.source)} {name}-{line.source}",
    ]
    if line.kind == "audio":
        lines += [
            f"a=rtpmap:{OPUS} opus/48000/2",
            f"a=fmtp:{OPUS} minptime=10;useinbandfec=1;stereo=1",
        ]
        return [*lines, f"a=ssrc:{line.ssrc} cname:{name}"]
    return [
        *lines,
        f"a=extmap:{SEND_TIME_ID} {SEND_TIME}",
        *codec_lines(VP8, RTX),
        f"a=ssrc-group:FID {line.ssrc} {line.rtx_ssrc}",
        f"a=ssrc:{line.ssrc} cname:{name}",
        f"a=ssrc:{line.rtx_ssrc} cname:{name}",
    ]


def group(source: Source) -> str:
    """Return which of a seat's streams belong together, lip to sound."""
    return "screen" if source.startswith("screen") else "camera"
