"""A worker: one UDP socket, its rooms and peers. Knows neither Django nor Redis nor the database."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from media_sfu.worker import (
    addresses,
    beat,
    commands,
    datagrams,
    fanout,
    feedback,
    speakers,
    statistics,
)
from media_sfu.worker.bot_desk import BotDesk
from media_sfu.worker.browser_desk import BrowserDesk
from media_sfu.worker.browsers import BrowserLink, Credentials
from media_sfu.worker.errors import CommandRefused
from media_sfu.worker.keyframes import KeyFrames
from media_sfu.worker.membership import Event, Membership
from media_sfu.worker.pump import Pump
from media_sfu.worker.reception import Reception
from media_sfu.worker.reports import Reports
from media_sfu.worker.rooms import Peer
from media_sfu.worker.stage import Stage, tracks_of
from media_sfu.worker.table import Table
from media_sfu.worker.taps import Recordings, Sink
from media_sfu.worker.turns import Turns
from media_sfu.worker.video_intake import VideoIntake
from media_sfu.worker.video_path import VideoPath

logger = logging.getLogger(__name__)

MOST_WISHES: Final = 64  # that a viewer may have of pictures, shown or not; the oldest is forgotten


class MediaWorker:
    """Forwards voice and video between the peers of its rooms.

    ``external_ips`` are the addresses that clients are told; without any, those of this machine
    that the socket is bound to.
    Who checks the connection with the credentials ``probe`` is answered, and no more.
    ``open_sink`` begins a recording of that id and returns where its packets go.
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
        probe: Credentials | None = None,
        open_sink: Callable[[str], Sink] | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.external_ips = list(external_ips)
        self.speaker_limit = speaker_limit
        self.probe = probe
        self.table = Table()
        self.recordings = Recordings(self.table, open_sink, time.monotonic)
        self.members = Membership(self.table, self._tell, self._close_links)
        self._on_event = on_event
        self._beats: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Bind the socket; ``port`` is then known. Raises OSError if it is taken."""
        clock = time.monotonic
        self.datagrams = datagrams.bind(self.host, self.port)
        self.port = self.datagrams.port
        self.keys = KeyFrames(self._send_rtcp, clock)
        self.video = VideoPath(self.datagrams)
        self.reports = Reports(self._send_rtcp, clock)
        self.stage = Stage(self.members, clock)
        self.bots = BotDesk(self.table, self.members, self.datagrams)
        self.browsers = BrowserDesk(
            self.table, self.members, self.datagrams, self.stage, self.addresses, clock
        )
        self.browsers.ice.probe = self.probe
        self.feedback = feedback.Feedback(self.datagrams, self.video, self.keys, clock)
        intake = VideoIntake(self.datagrams, self.stage, self.video, self.reports, self.keys)
        reception = Reception(self.datagrams, self.bots, self.browsers.ice, intake, self.feedback)
        self.pump = Pump(self.datagrams, self.table, reception, clock, self._drain)
        reception.pump = self.pump
        self.turns = Turns(
            self.datagrams.socket.fileno(), self.pump.pump, lambda: bool(self.video.waiting)
        )
        self.meter = statistics.Meter()
        self.beat = beat.Beat(
            table=self.table,
            members=self.members,
            browsers=self.browsers,
            keys=self.keys,
            reports=self.reports,
            datagrams=self.datagrams,
            meter=self.meter,
            recordings=self.recordings,
            speaker_limit=self.speaker_limit,
            clock=clock,
        )
        self._beats = asyncio.create_task(self._run_beats())

    async def handle(self, op: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out a command and return its answer.

        Raises CommandRefused, and changes nothing then.
        """
        if self._beats is None:
            raise CommandRefused("closed", "The worker does not run")
        try:
            return self._carry_out(op, body)
        except CommandRefused:
            raise
        except Exception:
            logger.exception("A command was not carried out: %s", op)
            raise CommandRefused("failed", "The worker could not carry it out") from None

    def _carry_out(self, op: str, body: Mapping[str, Any]) -> dict[str, Any]:
        members, browsers, read = self.members, self.browsers, commands.read
        match op:
            case "join":
                return self._join(read(body, commands.Join))
            case "udp_select":
                answer = self.bots.select(read(body, commands.UdpSelect))
                peer = self.table.peers[body["peer"]]
                browsers.renew_offers(peer.room)
                self.stage.tell_tracks(peer)
                return answer
            case "publish_offer":
                return browsers.publish_offer(read(body, commands.Describe))
            case "subscribe":
                return browsers.subscribe(read(body, commands.Command))
            case "subscribe_answer":
                browsers.subscribe_answer(read(body, commands.Describe))
            case "restart_ice":
                return browsers.restart_ice(read(body, commands.RestartIce))
            case "candidate":
                browsers.candidate(read(body, commands.Candidate))
            case "layer":
                self._layer(read(body, commands.Layer))
            case "speaking":
                members.speaking(read(body, commands.Speaking))
            case "mute":
                self._mute(read(body, commands.Mute))
            case "record":
                self.recordings.apply(read(body, commands.Record))
            case "leave":
                members.leave(read(body, commands.Leave))
            case "close_room":
                members.close_room(read(body, commands.OfRoom))
            case "stats":
                return self.stats(read(body, commands.OfAnyRoom).room)
            case _:
                raise CommandRefused("unknown_op", "There is no such command")
        return {}

    def _join(self, body: commands.Join) -> dict[str, Any]:
        peer = self.members.join(body)
        self.stage.watch_all(peer.room)
        camera = peer.seat.lines["camera"]
        return {
            "ssrc": peer.ssrc,
            "video_ssrc": camera.ssrc,
            "rtx_ssrc": camera.rtx_ssrc,
            "addresses": self.addresses,
            "peers": [
                {
                    "peer": other.id,
                    "user_id": other.user_id,
                    "ssrc": other.ssrc,
                    "flags": other.flags,
                    "tracks": tracks_of(other),
                }
                for other in peer.room.peers.values()
                if other is not peer
            ],
        }

    def _mute(self, body: commands.Mute) -> None:
        peer = self.members.mute(body)
        if peer is not None:
            self.browsers.renew_offers(peer.room)
            self.stage.watch_all(peer.room)

    def _layer(self, body: commands.Layer) -> None:
        """Note what a viewer wants of a picture; the next beat acts on it."""
        peer = self.members.find(body)
        wish = (body.quality, body.size)
        peer.wishes.pop(body.track, None)
        peer.wishes[body.track] = wish
        if len(peer.wishes) > MOST_WISHES:
            del peer.wishes[next(iter(peer.wishes))]
        if peer.subscribe is not None:
            for view in peer.subscribe.views.values():
                if view.picture.track == body.track:
                    view.quality, view.size = wish
                    view.switched_at = -1e9

    @property
    def addresses(self) -> list[list[Any]]:
        """Where clients reach the worker: pairs of address and port."""
        hosts = self.external_ips or addresses.offered(self.host)
        return [[host, self.port] for host in hosts]

    def load(self) -> float:
        """Return the share of a core that this process uses, smoothed over seconds."""
        return self.meter.load

    def stats(self, room: str | None = None) -> dict[str, Any]:
        return statistics.describe(self, room)

    async def close(self) -> None:
        """Send everybody away and free the socket."""
        if self._beats is None:
            return
        self._beats.cancel()
        await asyncio.gather(self._beats, return_exceptions=True)
        self._beats = None
        self.recordings.close()
        for peer in list(self.table.peers.values()):
            self.members.remove(peer, "gone")
        await self.browsers.closed()
        self.datagrams.flush()
        self.turns.close()
        self.datagrams.close()

    def _close_links(self, peer: Peer) -> None:
        if peer.bot is not None:
            self.bots.close(peer.bot)
            peer.bot = None
            peer.voices.clear()
        for link in (peer.publish, peer.subscribe):
            if link is not None:
                self.browsers.close(link)
        fanout.renew(peer.room)

    def _send_rtcp(self, link: BrowserLink | None, packet: bytes) -> bool:
        return feedback.send(self.datagrams, link, packet)

    def _drain(self) -> None:
        if self.video.waiting:
            self.video.drain(self.pump.now)

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:
            logger.exception("Nobody could be told of %s", event["type"])

    async def _run_beats(self) -> None:
        due = time.monotonic()
        while True:
            due = max(due + beat.SECONDS, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            try:
                self.beat.once()
            except Exception:
                logger.exception("A beat was left out")
