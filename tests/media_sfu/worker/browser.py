"""A peer as a browser is one: aiortc's peer connections, one to publish and one to listen."""

from __future__ import annotations

import array
import asyncio
import fractions
import math
from itertools import pairwise
from typing import Any

from aiortc import (
    MediaStreamTrack,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from tests.media_sfu.worker.house import House, until

RATE = 48_000
FRAME = 960


class Tone(MediaStreamTrack):
    """A sine, by whose pitch a listener knows who it is."""

    kind = "audio"

    def __init__(self, pitch: int) -> None:
        super().__init__()
        self.pitch = pitch
        self.is_silent = False
        self._number = 0
        self._begun = 0.0

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self._begun = self._begun or loop.time()
        await asyncio.sleep(self._begun + self._number * FRAME / RATE - loop.time())
        start = self._number * FRAME
        self._number += 1
        volume = 0 if self.is_silent else 12_000
        turn = 2 * math.pi * self.pitch / RATE
        samples = array.array(
            "h", (int(volume * math.sin(turn * (start + i))) for i in range(FRAME))
        )
        frame = AudioFrame(format="s16", layout="mono", samples=FRAME)
        frame.planes[0].update(samples.tobytes())
        frame.pts = start
        frame.sample_rate = RATE
        frame.time_base = fractions.Fraction(1, RATE)
        return frame


class Colour(VideoStreamTrack):
    """A picture of one brightness."""

    def __init__(self, brightness: int) -> None:
        super().__init__()
        self.brightness = brightness

    async def recv(self) -> VideoFrame:
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(width=160, height=120, format="yuv420p")
        for plane, value in zip(frame.planes, (self.brightness, 128, 128), strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts, frame.time_base = pts, time_base
        return frame


class Ear:
    """What one received track holds, as far as a test asks."""

    def __init__(self, track: MediaStreamTrack) -> None:
        self.track = track
        self.frames = 0
        self.pitch = 0.0
        self.energy = 0.0
        self.brightness = -1
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while True:
            try:
                frame = await self.track.recv()
            except MediaStreamError:
                return
            self.frames += 1
            if isinstance(frame, VideoFrame):
                self.brightness = bytes(frame.planes[0])[0]
            elif isinstance(frame, AudioFrame):
                self._note(frame)

    def _note(self, frame: AudioFrame) -> None:
        step = len(frame.layout.channels)
        samples = array.array("h", bytes(frame.planes[0]))[: frame.samples * step : step]
        self.energy = math.sqrt(sum(one * one for one in samples) / len(samples))
        crossings = sum(one < 0 <= other for one, other in pairwise(samples))
        self.pitch = crossings * frame.sample_rate / len(samples)


class Browser:
    def __init__(self, house: House, joined: dict[str, Any]) -> None:
        self.house = house
        self.who = joined["who"]
        self.user_id = joined["body"]["user_id"]
        self.ssrc: int = joined["ssrc"]
        self.pc = RTCPeerConnection()
        self.viewer = RTCPeerConnection()
        self.ears: dict[str, Ear] = {}

    async def ask(self, op: str, **body: Any) -> dict[str, Any]:
        return await self.house.worker.handle(op, {**self.who, **body})

    async def publish(self, *tracks: MediaStreamTrack) -> str:
        for track in tracks:
            self.pc.addTrack(track)
        await self.pc.setLocalDescription(await self.pc.createOffer())
        answer = await self.ask("publish_offer", sdp=self.pc.localDescription.sdp)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
        await until(lambda: self.pc.connectionState == "connected", "publishing")
        return str(answer["sdp"])

    async def watch(self) -> None:
        self.viewer.on("track", self._take_track)
        await self.take_offer((await self.ask("subscribe"))["sdp"])
        await until(lambda: self.viewer.connectionState == "connected", "watching")

    async def take_offer(self, sdp: str) -> None:
        await self.viewer.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await self.viewer.setLocalDescription(await self.viewer.createAnswer())
        await self.ask("subscribe_answer", sdp=self.viewer.localDescription.sdp)

    async def take_new_offer(self) -> None:
        """Answer the last offer that the worker made of its own accord."""
        told = await until(lambda: self.house.told("offer", peer=self.who["peer"]), "an offer")
        await self.take_offer(told[-1]["sdp"])

    def _take_track(self, track: MediaStreamTrack) -> None:
        mids = {one.receiver.track: one.mid for one in self.viewer.getTransceivers()}
        self.ears[str(mids[track])] = Ear(track)

    def ear(self, ssrc: int) -> Ear | None:
        """Return what is heard of the line of an SSRC."""
        room = self.house.worker.table.rooms[self.who["room"]]
        line = next((line for line in room.lines if line.ssrc == ssrc), None)
        return self.ears.get(line.mid) if line is not None else None

    def hears(self, ssrc: int, pitch: int) -> bool:
        ear = self.ear(ssrc)
        return ear is not None and ear.energy > 1000 and abs(ear.pitch - pitch) < 80

    async def close(self) -> None:
        for ear in self.ears.values():
            ear.task.cancel()
        await self.pc.close()
        await self.viewer.close()


async def make_browser(house: House, room: str = "lobby", **fields: Any) -> Browser:
    browser = Browser(house, await house.join(room, **fields))
    house.on_close(browser.close)
    return browser
