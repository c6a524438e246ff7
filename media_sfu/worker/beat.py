"""What needs no haste: done ten times a second, once a second, or every five."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from media_sfu.worker import quality, speakers, stage
from media_sfu.worker.browser_desk import BrowserDesk
from media_sfu.worker.datagrams import Datagrams
from media_sfu.worker.keyframes import KeyFrames
from media_sfu.worker.membership import Membership
from media_sfu.worker.pictures import Picture
from media_sfu.worker.reports import Reports
from media_sfu.worker.rooms import Peer, Room
from media_sfu.worker.statistics import Meter
from media_sfu.worker.table import Table
from media_sfu.worker.taps import Recordings

SECONDS: Final = 0.1
LOUD_FOR: Final = 0.4  # seconds that somebody counts as speaking after the last loud packet
FADING: Final = 0.6  # of the loudness that is left, each beat, of who sends nothing
EACH_SECOND: Final = 10  # beats
EACH_FIVE: Final = 50


class Beat:
    def __init__(
        self,
        *,
        table: Table,
        members: Membership,
        browsers: BrowserDesk,
        keys: KeyFrames,
        reports: Reports,
        datagrams: Datagrams,
        meter: Meter,
        recordings: Recordings,
        speaker_limit: int,
        clock: Callable[[], float],
    ) -> None:
        self.table = table
        self.members = members
        self.browsers = browsers
        self.keys = keys
        self.reports = reports
        self.datagrams = datagrams
        self.meter = meter
        self.recordings = recordings
        self.speaker_limit = speaker_limit
        self.clock = clock
        self.number = 0

    def once(self) -> None:
        self.number += 1
        now = self.clock()
        self.members.expire()
        rooms = list(self.table.rooms.values())
        for room in rooms:
            self._voices(room, now)
            self._pictures(room, now)
        self.recordings.flush()
        if self.number % EACH_SECOND == 0:
            self.browsers.look_for_the_gone()
            self.reports.report(rooms)
            self.meter.look(now)
        if self.number % EACH_FIVE == 0:
            for peer in list(self.table.peers.values()):
                self._tell_quality(peer)
        self.datagrams.flush()

    def _voices(self, room: Room, now: float) -> None:
        voices = list(room.microphones())
        for voice in voices:
            if voice.received == voice.counted:
                voice.loudness *= FADING
            voice.counted = voice.received
        talkers = [voice for voice in voices if not voice.blocked]
        favoured = [voice for voice in talkers if voice.peer.is_priority()]
        speakers.choose(talkers, self.speaker_limit, favoured)
        for voice in voices:
            is_loud = now - voice.loud_at < LOUD_FOR
            if is_loud is not voice.speaking and voice.peer.bot is None:
                voice.speaking = is_loud
                self.members.note_voice(voice.peer, is_loud=is_loud)

    def _pictures(self, room: Room, now: float) -> None:
        pictures = list(room.pictures())
        if not pictures:
            return
        for layer in quality.choose(room, now):
            self.keys.ask(layer)
        self.keys.look(pictures)
        self.reports.ask_again(quality.all_layers(pictures))
        changed: dict[str, Peer] = {}
        for picture in pictures:
            is_active = picture.is_offered and bool(picture.alive(now))
            if is_active is not picture.is_active:
                picture.is_active = is_active
                changed[picture.peer.id] = picture.peer
            self._tell_wanted(picture)
        for peer in changed.values():
            self.members.tell("tracks", peer, tracks=stage.tracks_of(peer))

    def _tell_wanted(self, picture: Picture) -> None:
        """Let publishers know who watches, and which layers nobody does, to pause them."""
        wanted = quality.wanted_layers(picture)
        viewers = quality.viewers(picture)
        if picture.is_offered and (wanted, viewers) != picture.wanted:
            picture.wanted = (wanted, viewers)
            self.members.tell(
                "layers",
                picture.peer,
                track=picture.track,
                source=picture.line.source,
                rids=list(wanted),
                viewers=viewers,
            )

    def _tell_quality(self, peer: Peer) -> None:
        link = peer.subscribe
        if link is not None and link.tx is not None:
            self.members.tell(
                "quality",
                peer,
                loss=round(link.loss, 4),
                rtt=round(link.round_trip, 4),
                bitrate=int(link.budget.estimate),
            )
