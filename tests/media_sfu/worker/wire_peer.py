"""A browser down to the packet: STUN, DTLS and SRTP over one socket, everything else by hand.

It sends and misses whatever a test wants, in layers as Chromium sends them.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import socket
import struct
from dataclasses import dataclass
from typing import Any

from aioice import stun
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtp import RtcpPacket
from pylibsrtp import Error

from media_sfu.worker.dtls import Wire
from tests.media_sfu.worker.house import House, until

MID, RID, REPAIRED, LEVEL = 1, 2, 3, 4
VP8, RTX = 96, 97
OPUS = 111

SECTION = """m={kind} 9 UDP/TLS/RTP/SAVPF {formats}
c=IN IP4 0.0.0.0
a=ice-ufrag:{ufrag}
a=ice-pwd:{password}
a=fingerprint:sha-256 {fingerprint}
a=setup:{setup}
a=mid:{mid}
a={direction}
a=rtcp-mux
"""
AUDIO = """a=rtpmap:111 opus/48000/2
a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:4 urn:ietf:params:rtp-hdrext:ssrc-audio-level
"""
VIDEO = """a=rtpmap:96 VP8/90000
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:2 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
"""
LAYERS = """a=rid:q send
a=rid:h send
a=rid:f send
a=simulcast:send q;h;f
"""


@dataclass(frozen=True)
class Rtp:
    payload_type: int
    marker: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


class Side:
    """One connection: to publish or to watch."""

    def __init__(self) -> None:
        self.certificate = RTCCertificate.generateCertificate()
        self.session_id = secrets.randbits(40)
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.rtp: list[Rtp] = []
        self.rtcp: list[Any] = []
        self.stun: list[stun.Message] = []
        self.rx: Any = None
        self.tx: Any = None
        self.open_socket()

    def open_socket(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(("127.0.0.1", 0))
        asyncio.get_running_loop().add_reader(self.socket, self._arrived)

    def describe(self, sections: list[tuple[str, str, str]], setup: str) -> str:
        """Write a description: (kind, direction, further lines) of each section."""
        fingerprint = next(
            one.value for one in self.certificate.getFingerprints() if one.algorithm == "sha-256"
        )
        mids = " ".join(str(number) for number in range(len(sections)))
        text = f"v=0\no=- {self.session_id} 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE {mids}\n"
        for mid, (kind, direction, more) in enumerate(sections):
            text += SECTION.format(
                kind=kind,
                formats="111" if kind == "audio" else "96 97",
                ufrag=self.ufrag,
                password=self.password,
                fingerprint=fingerprint,
                setup=setup,
                mid=mid,
                direction=direction,
            )
            text += more
        return text.replace("\n", "\r\n")

    async def connect(self, sdp: str) -> None:
        """Check the connection, then shake hands, with what the worker's description says."""
        self.remote = sdp
        host, port = found(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", sdp)
        self.server = (host, int(port))
        self.check()
        await until(lambda: self.stun, "an answer to the check")
        self.wire: Any = Wire(self.send_raw)
        self.wire.role = "controlling"
        transport: Any = self.wire
        self.dtls = RTCDtlsTransport(transport, [self.certificate])
        self.dtls._set_role("client")
        algorithm, value = found(r"a=fingerprint:(\S+) (\S+)", sdp)
        await self.dtls.start(RTCDtlsParameters([RTCDtlsFingerprint(algorithm, value)]))
        assert self.dtls.state == "connected"
        self.rx, self.tx = self.dtls._rx_srtp, self.dtls._tx_srtp

    def check(self) -> None:
        self.send_raw(self.make_check())

    def make_check(self, *, password: str = "", fragment: str = "") -> bytes:
        ufrag = fragment or found(r"a=ice-ufrag:(\S+)", self.remote)[0]
        key = password or found(r"a=ice-pwd:(\S+)", self.remote)[0]
        attributes = {
            "USERNAME": f"{ufrag}:{self.ufrag}",
            "PRIORITY": 1,
            "ICE-CONTROLLING": 5,
            "USE-CANDIDATE": None,
        }
        message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes=attributes)
        message.add_message_integrity(key.encode())
        return bytes(message)

    def send_raw(self, data: bytes) -> None:
        self.socket.sendto(data, self.server)

    def _arrived(self) -> None:
        with contextlib.suppress(ConnectionError):
            data = self.socket.recv(4096)
            if data[0] < 4:
                self.stun.append(stun.parse_message(data))
            elif data[0] < 64:
                self.wire.feed(data)
            elif self.rx is not None:
                self._take_media(data)

    def _take_media(self, data: bytes) -> None:
        with contextlib.suppress(Error):
            if 192 <= data[1] <= 223:
                self.rtcp += RtcpPacket.parse(self.rx.unprotect_rtcp(data))
                return
            plain = self.rx.unprotect(data)
            first, kind, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", plain)
            head = 12 + (4 + 4 * struct.unpack_from("!H", plain, 14)[0] if first & 0x10 else 0)
            payload = plain[head:]
            self.rtp.append(Rtp(kind & 0x7F, kind >> 7, sequence, timestamp, ssrc, payload))

    def protect(
        self,
        ssrc: int,
        sequence: int,
        payload: bytes,
        *,
        payload_type: int = VP8,
        timestamp: int = 0,
        marker: int = 0,
        extensions: dict[int, bytes] | None = None,
    ) -> bytes:
        body = b"".join(
            bytes([number << 4 | len(value) - 1]) + value
            for number, value in (extensions or {}).items()
        )
        body += bytes(-len(body) % 4)
        head = struct.pack(
            "!BBHII",
            0x90 if body else 0x80,
            marker << 7 | payload_type,
            sequence & 0xFFFF,
            timestamp & 0xFFFFFFFF,
            ssrc,
        )
        if body:
            head += struct.pack("!HH", 0xBEDE, len(body) // 4)
        return bytes(self.tx.protect(head + body + payload))

    def send(self, *args: Any, **fields: Any) -> bytes:
        packet = self.protect(*args, **fields)
        self.send_raw(packet)
        return packet

    def send_rtcp(self, packet: Any) -> None:
        self.send_raw(self.tx.protect_rtcp(bytes(packet)))

    async def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self.socket)
        if self.rx is not None:
            await self.dtls.stop()
        self.socket.close()


def found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    assert match is not None, pattern
    return match.groups()


class WirePeer:
    def __init__(self, house: House, joined: dict[str, Any]) -> None:
        self.house = house
        self.joined = joined
        self.who = joined["who"]
        self.user_id = joined["body"]["user_id"]
        self.out, self.viewer = Side(), Side()
        self.offered = ""

    async def ask(self, op: str, **body: Any) -> dict[str, Any]:
        return await self.house.worker.handle(op, {**self.who, **body})

    def offer(self, *sections: str) -> str:
        known = {
            "audio": ("audio", "sendonly", AUDIO),
            "video": ("video", "sendonly", VIDEO + LAYERS),
        }
        return self.out.describe([known[one] for one in sections], "actpass")

    async def publish(self, *sections: str) -> str:
        answer = await self.ask("publish_offer", sdp=self.offer(*sections))
        await self.out.connect(answer["sdp"])
        await until(lambda: self.link("publish").tx is not None, "the worker has the keys")
        return str(answer["sdp"])

    async def watch(self) -> str:
        sdp = (await self.ask("subscribe"))["sdp"]
        await self.answer(sdp)
        await self.viewer.connect(sdp)
        await until(lambda: self.link("subscribe").tx is not None, "the worker has the keys")
        return str(sdp)

    async def answer(self, sdp: str) -> None:
        kinds = re.findall(r"^m=(\w+)", sdp, re.MULTILINE)
        sections = [(kind, "recvonly", "") for kind in kinds]
        await self.ask("subscribe_answer", sdp=self.viewer.describe(sections, "active"))

    def link(self, side: str) -> Any:
        return getattr(self.house.worker.table.peers[self.who["peer"]], side)

    async def close(self) -> None:
        await self.out.close()
        await self.viewer.close()


class Camera:
    """Three layers of VP8, each frame a packet; key frames when the test says so."""

    def __init__(self, peer: WirePeer, mid: int = 0) -> None:
        self.side = peer.out
        self.mid = str(mid).encode()
        self.ssrcs = {rid: secrets.randbits(31) for rid in "qhf"}
        self.repairs = {rid: secrets.randbits(31) for rid in "qhf"}
        self.sequences = {"q": 100, "h": 30_000, "f": 65_500}
        self.pictures = {"q": 10, "h": 3000, "f": 32_760}
        self.times = {"q": 1000, "h": 900_000, "f": 4_294_960_000}
        self.sent: dict[tuple[str, int], bytes] = {}

    def frame(self, rid: str, text: bytes = b"", *, key: bool = False, send: bool = True) -> int:
        """Send the next frame of a layer; return its sequence number."""
        self.sequences[rid] = (self.sequences[rid] + 1) & 0xFFFF
        self.pictures[rid] = (self.pictures[rid] + 1) & 0x7FFF
        self.times[rid] += 3000
        picture = struct.pack("!H", 0x8000 | self.pictures[rid])
        level = bytes([self.pictures[rid] & 0xFF])
        descriptor = b"\x90\xe0" + picture + level + b"\x20"
        payload = descriptor + (b"\x00" if key else b"\x01") + (text or rid.encode())
        number = self.sequences[rid]
        self.sent[rid, number] = payload
        if send:
            self.side.send(
                self.ssrcs[rid],
                number,
                payload,
                timestamp=self.times[rid],
                marker=1,
                extensions={MID: self.mid, RID: rid.encode()},
            )
        return number

    def repair(self, rid: str, number: int, sequence: int) -> None:
        self.side.send(
            self.repairs[rid],
            sequence,
            struct.pack("!H", number) + self.sent[rid, number],
            payload_type=RTX,
            timestamp=self.times[rid],
            marker=1,
            extensions={MID: self.mid, REPAIRED: rid.encode()},
        )


async def make_peer(house: House, room: str = "lobby", **fields: Any) -> WirePeer:
    peer = WirePeer(house, await house.join(room, **fields))
    house.on_close(peer.close)
    return peer
