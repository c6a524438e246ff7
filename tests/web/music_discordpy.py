"""A music bot as its author would write it for Discord. It also says whom it hears how loud.

Its token is in DISCORD_TOKEN, the name of the voice channel its argument. It leaves when its input
ends: interrupted, the library waits half a minute for an answer that it does not read any more.
"""

from __future__ import annotations

import array
import asyncio
import itertools
import json
import math
import os
import struct
import sys
from typing import Any

import discord
import nacl.secret
from av import AudioFrame, CodecContext, Packet
from discord.ext import tasks

RATE = 48_000
FRAME = 960
LOUD = 1000  # of 32 768


class Tone(discord.AudioSource):
    """A sine, encoded once and played again and again."""

    def __init__(self, pitch: int) -> None:
        encoder: Any = CodecContext.create("libopus", "w")
        encoder.sample_rate, encoder.format, encoder.layout = RATE, "s16", "mono"
        packets = []
        for start in range(0, RATE, FRAME):
            turns = (2 * math.pi * pitch * (start + i) / RATE for i in range(FRAME))
            frame = AudioFrame(format="s16", layout="mono", samples=FRAME)
            samples = array.array("h", (int(12_000 * math.sin(turn)) for turn in turns))
            frame.planes[0].update(samples.tobytes())
            frame.sample_rate, frame.pts = RATE, start
            packets += [bytes(packet) for packet in encoder.encode(frame)]
        self._packets = itertools.cycle(packets)

    def read(self) -> bytes:
        return next(self._packets)

    def is_opus(self) -> bool:
        return True


class Ears:
    """What a voice connection receives, which the library itself does not read."""

    def __init__(self, voice: Any) -> None:
        self._connection = voice._connection
        self._decoders: dict[int, Any] = {}
        self.loudest: dict[int, int] = {}
        self._connection.add_socket_listener(self.hear)

    def hear(self, data: bytes) -> None:
        if len(data) < 12 or data[0] >> 6 != 2 or 72 <= data[1] & 127 <= 76:
            return
        (ssrc,) = struct.unpack_from(">I", data, 8)
        head = 12 + 4 * (data[0] & 15) + (4 if data[0] & 16 else 0)
        box = nacl.secret.Aead(bytes(self._connection.secret_key))
        opus = box.decrypt(data[head:-4], data[:head], data[-4:] + bytes(20))
        decoder = self._decoders.setdefault(ssrc, CodecContext.create("libopus", "r"))
        for frame in decoder.decode(Packet(opus)):
            loudness = max(array.array("h", bytes(frame.planes[0])))
            self.loudest[ssrc] = max(self.loudest.get(ssrc, 0), loudness)


bot = discord.Client(intents=discord.Intents.default())


@bot.event
async def on_ready() -> None:
    channel = discord.utils.get(bot.get_all_channels(), name=sys.argv[1])
    assert isinstance(channel, discord.VoiceChannel)
    voice: Any = await channel.connect()
    voice.play(Tone(660))
    ears = Ears(voice)

    @tasks.loop(seconds=0.5)
    async def tell() -> None:
        loud = [ssrc for ssrc, loudness in ears.loudest.items() if loudness > LOUD]
        print(json.dumps(loud), flush=True)  # noqa: T201  the test reads it

    tell.start()
    await asyncio.to_thread(sys.stdin.read)
    await voice.disconnect()
    await bot.close()


bot.run(os.environ["DISCORD_TOKEN"])
