"""One gateway connection: identifies, keeps the heartbeat and notes which messages arrive."""

from __future__ import annotations

import asyncio
import time
import zlib
from array import array
from typing import TYPE_CHECKING, Final

import orjson
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from bench import stamps

if TYPE_CHECKING:
    from bench.crowd import Crowd

FLUSHED: Final = b"\x00\x00\xff\xff"
SMALL: Final = 4096
HEARTBEAT_MS: Final = 41_250
GUILDS_AND_MESSAGES: Final = 1 << 0 | 1 << 9 | 1 << 15
KNOWN_BLOCKS: Final = 4096


class Refused(Exception):
    """The gateway did not let us in."""


class Session(WSListener):
    def __init__(self, crowd: Crowd, token: str, *, is_witness: bool) -> None:
        super().__init__()
        self.crowd = crowd
        self.token = token
        self.is_witness = is_witness
        self.keys: array[int] = array("L")
        self.ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.beat_at = float("inf")
        self.beat_seconds = HEARTBEAT_MS / 1000
        self.transport: WSTransport | None = None
        self._inflater = zlib.decompressobj() if crowd.compress else None
        self._pieces: list[bytes] = []
        self._last = b""
        self._position: int | None = None
        self._close_code = 0

    def beat(self) -> None:
        """Send a heartbeat with the position of the last event."""
        self._note_position(self._last)
        self._last = b""
        self._send({"op": 1, "d": self._position})

    def end(self) -> None:
        if self.transport is not None:
            self.transport.disconnect()

    # picows calls these

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        payload = frame.get_payload_as_bytes()
        crowd = self.crowd
        if self._inflater is not None:
            # A witness inflates everything. The others recognise by its bytes a block that was
            # inflated before, so that a thousand receivers fit on one core.
            known = None if self.is_witness else crowd.blocks.get(payload)
            if known is None:
                self._inflate(payload, frame)
                return
            key, due = known
        else:
            at = payload.find(crowd.mark)
            if at < 0:
                self._take(payload, frame)
                return
            key, due = stamps.read(payload, at + crowd.mark_length)
            self._last = payload
        self.keys.append(key)
        crowd.note(due)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.beat_at = float("inf")
        self.transport = None
        if not self.ready.done():
            self.ready.set_exception(Refused(f"closed with {self._close_code}"))
        else:
            self.crowd.note_closed(self._close_code)

    # The slow path: whatever is not a message of this step

    def _inflate(self, payload: bytes, frame: WSFrame) -> None:
        if frame.msg_type is not WSMsgType.BINARY:
            self._take(payload, frame)
            return
        self._pieces.append(payload)
        if not payload.endswith(FLUSHED):
            return
        block = b"".join(self._pieces)
        self._pieces.clear()
        assert self._inflater is not None  # noqa: S101
        try:
            event = self._inflater.decompress(block)
        except zlib.error as error:
            self.crowd.problems[f"zlib-stream: {error}"] += 1
            self.end()
            return
        at = event.find(self.crowd.mark)
        if at < 0:
            self._event(event)
            return
        key, due = stamps.read(event, at + self.crowd.mark_length)
        if len(self.crowd.blocks) >= KNOWN_BLOCKS:
            self.crowd.blocks.clear()
        self.crowd.blocks[block] = (key, due)
        self.keys.append(key)
        self.crowd.note(due)
        self._last = event

    def _take(self, payload: bytes, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind is WSMsgType.CLOSE:
            self._close_code = int.from_bytes(payload[:2], "big")
            if self.transport is not None:
                self.transport.disconnect()
        elif kind in {WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION}:
            if frame.fin and not self._pieces:
                self._event(payload)
                return
            self._pieces.append(payload)
            if frame.fin:
                self._event(b"".join(self._pieces))
                self._pieces.clear()

    def _event(self, payload: bytes) -> None:
        if self.ready.done():
            self.crowd.others += 1
            self._note_position(payload)
            return
        # READY may be long; its name stands at the head, so that it need not be parsed.
        if payload.find(b'"READY"', 0, 64) >= 0:
            self._note_position(payload)
            now = time.monotonic()
            self.beat_at = now + self.beat_seconds * self.crowd.jitter()
            self.ready.set_result(len(payload))
            return
        if len(payload) > SMALL:
            return
        event = orjson.loads(payload)
        if event["op"] == 10:
            self.beat_seconds = event["d"]["heartbeat_interval"] / 1000
            self._identify()
        elif event["op"] == 9:
            self.ready.set_exception(Refused("INVALID_SESSION"))
            self.end()
        elif event.get("t") == "READY":
            self.ready.set_result(len(payload))

    def _identify(self) -> None:
        properties = {"os": "linux", "browser": "bench", "device": "bench"}
        identity = {
            "token": self.token,
            "intents": GUILDS_AND_MESSAGES,
            "properties": properties,
        }
        self._send({"op": 2, "d": identity})

    def _send(self, event: dict[str, object]) -> None:
        if self.transport is not None:
            self.transport.send(WSMsgType.TEXT, orjson.dumps(event))

    def _note_position(self, payload: bytes) -> None:
        """Remember the `s` of an event, which stands at its end or, elsewhere, at its head."""
        at = payload.rfind(b'"s":')
        if at >= 0:
            digits = payload[at + 4 : at + 24].split(b",", 1)[0].split(b"}", 1)[0].strip()
            if digits.isdigit():
                self._position = int(digits)
