"""A worker: one UDP socket, its rooms and peers. Knows neither Django nor Redis nor the database."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from media_sfu.worker import commands, datagrams, speakers, statistics
from media_sfu.worker.bot_desk import BotDesk
from media_sfu.worker.errors import CommandRefused
from media_sfu.worker.membership import Event, Membership
from media_sfu.worker.pump import Pump
from media_sfu.worker.reception import Reception
from media_sfu.worker.rooms import Peer
from media_sfu.worker.table import Table
from media_sfu.worker.turns import Turns

logger = logging.getLogger(__name__)

BEAT: Final = 0.1  # seconds between two looks at what needs no haste
LOUD_FOR: Final = 0.4  # seconds that somebody counts as speaking after the last loud packet


class MediaWorker:
    """Forwards voice and video between the peers of its rooms.

    ``external_ips`` are the addresses that clients are told; without any, that of the socket.
    ``on_event`` is called with a dictionary each time something happens that others must know: it
    has ``type``, ``room``, ``peer``, ``user_id`` and ``generation``, and must not block.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        external_ips: Sequence[str],
        on_event: Callable[[Event], None],
        speaker_limit: int = speakers.DEFAULT_LIMIT,
    ) -> None:
        self.host = host
        self.port = port
        self.external_ips = list(external_ips)
        self.speaker_limit = speaker_limit
        self.table = Table()
        self.members = Membership(self.table, self._tell, self._close_links)
        self._on_event = on_event
        self._beats: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Bind the socket; ``port`` is then known. Raises OSError if it is taken."""
        self.datagrams = datagrams.bind(self.host, self.port)
        self.port = self.datagrams.port
        self.bots = BotDesk(self.table, self.members, self.datagrams)
        self.reception = Reception(self.datagrams, self.bots)
        self.pump = Pump(self.datagrams, self.table, self.reception)
        self.reception.pump = self.pump
        self.turns = Turns(self.datagrams.socket.fileno(), self.pump.pump, lambda: False)
        self.meter = statistics.Meter()
        self._beats = asyncio.create_task(self._beat())

    async def handle(self, op: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out a command and return its answer.

        Raises CommandRefused, and changes nothing then.
        """
        if self._beats is None:
            raise CommandRefused("closed", "The worker does not run")
        members = self.members
        match op:
            case "join":
                return self._join(commands.read(body, commands.Join))
            case "udp_select":
                return self.bots.select(commands.read(body, commands.UdpSelect))
            case "speaking":
                members.speaking(commands.read(body, commands.Speaking))
            case "mute":
                members.mute(commands.read(body, commands.Mute))
            case "leave":
                members.leave(commands.read(body, commands.Leave))
            case "close_room":
                members.close_room(commands.read(body, commands.OfRoom))
            case "stats":
                return self.stats(commands.read(body, commands.OfAnyRoom).room)
            case _:
                raise CommandRefused("unknown_op", "There is no such command")
        return {}

    def _join(self, body: commands.Join) -> dict[str, Any]:
        peer = self.members.join(body)
        camera = peer.seat.lines["camera"]
        return {
            "ssrc": peer.ssrc,
            "video_ssrc": camera.ssrc,
            "rtx_ssrc": camera.rtx_ssrc,
            "addresses": self.addresses(),
        }

    def addresses(self) -> list[list[Any]]:
        hosts = self.external_ips or [self.host]
        return [[host, self.port] for host in hosts]

    def load(self) -> float:
        """Return the share of a core that this process uses, smoothed over seconds."""
        return self.meter.load

    def stats(self, room: str | None = None) -> dict[str, Any]:
        return statistics.describe(self.table, self.pump, self.turns, self.meter, room)

    async def close(self) -> None:
        """Send everybody away and free the socket."""
        if self._beats is None:
            return
        self._beats.cancel()
        await asyncio.gather(self._beats, return_exceptions=True)
        self._beats = None
        for peer in list(self.table.peers.values()):
            self.members.remove(peer, "gone")
        self.datagrams.flush()
        self.turns.close()
        self.datagrams.close()

    def _close_links(self, peer: Peer) -> None:
        if peer.bot is not None:
            self.bots.close(peer.bot)
            peer.bot = None

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:
            logger.exception("Nobody could be told of %s", event["type"])

    async def _beat(self) -> None:
        due = time.monotonic()
        while True:
            due = max(due + BEAT, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            try:
                self.beat(time.monotonic())
            except Exception:
                logger.exception("A beat was left out")

    def beat(self, now: float) -> None:
        """Do what is done ten times a second."""
        self.members.expire()
        for room in list(self.table.rooms.values()):
            voices = list(room.microphones())
            favoured = [voice for voice in voices if voice.peer.is_priority()]
            speakers.choose(voices, self.speaker_limit, favoured)
            for voice in voices:
                is_loud = now - voice.loud_at < LOUD_FOR
                if is_loud is not voice.speaking and voice.peer.bot is None:
                    voice.speaking = is_loud
                    self.members.note_voice(voice.peer, is_loud=is_loud)
        self.meter.look(now)
