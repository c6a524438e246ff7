"""What is published in a room, and who is sent it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from media_sfu.worker import answers, extensions, fanout
from media_sfu.worker.browsers import BrowserLink
from media_sfu.worker.descriptions import Description, Section
from media_sfu.worker.membership import Membership
from media_sfu.worker.pictures import Layer, Picture, Repair, View
from media_sfu.worker.rooms import Peer, Room
from media_sfu.worker.seats import Line, Source
from media_sfu.worker.voices import Voice

# Lines of which the first viewer of a room is told before anybody needs them.
READY_VOICES: Final = 8
READY_CAMERAS: Final = 4
MOST_LEARNED: Final = 64  # SSRCs that one connection may use in its time: libsrtp keeps them all
MOST_LAYERS: Final = 3


class Stage:
    def __init__(self, members: Membership, clock: Callable[[], float]) -> None:
        self.members = members
        self.clock = clock

    def prepare(self, room: Room) -> None:
        """Give a place in the viewers' descriptions to all lines that need one."""
        if not any(peer.subscribe for peer in room.peers.values()):
            return
        if not room.lines:
            for index in range(READY_VOICES):
                append(room, seat_line(room, index, "microphone"))
            for index in range(READY_CAMERAS):
                append(room, seat_line(room, index, "camera"))
        for peer in room.peers.values():
            for source, voice in peer.voices.items():
                if fanout.may_be_heard(peer, source):
                    append(room, voice.line)
            for picture in peer.pictures.values():
                if picture.is_offered and peer.may_stream():
                    append(room, picture.line)

    def publish(self, link: BrowserLink, offer: Description) -> None:
        """Take what a description says that its browser will send."""
        peer = link.peer
        link.sections = answers.sources_of(offer)
        tracks: dict[int, Voice | Layer | Repair] = {}
        for section in offer.sections:
            source = link.sections.get(section.mid)
            if source is None:
                continue
            note_extensions(link, section)
            is_sent = section.direction in {"sendonly", "sendrecv"}
            if section.kind == "audio":
                take_voice(peer, source, section, tracks, is_sent=is_sent)
            else:
                self._take_picture(link, source, section, tracks, is_sent=is_sent)
        for ssrc, track in link.tracks.items():
            if not isinstance(track, Voice):
                tracks.setdefault(ssrc, track)
        link.tracks = tracks
        fanout.renew(peer.room)
        self.prepare(peer.room)
        self.watch_all(peer.room)
        self.tell_tracks(peer)

    def _take_picture(
        self,
        link: BrowserLink,
        source: Source,
        section: Section,
        tracks: dict[int, Voice | Layer | Repair],
        *,
        is_sent: bool,
    ) -> None:
        peer = link.peer
        picture = peer.pictures.get(source)
        if picture is None:
            picture = peer.pictures[source] = Picture(peer, peer.seat.lines[source])
        picture.is_offered = is_sent
        picture.rids = section.rids
        if section.rids:
            return  # layers are known by their packets
        originals = [ssrc for ssrc in section.ssrcs if ssrc not in section.retransmissions]
        if originals:
            layer = picture.layers.get("")
            if layer is None or layer.ssrc_in != originals[0]:
                layer = picture.layers[""] = Layer(picture, "", originals[0])
            tracks[originals[0]] = layer
            for repair, original in section.retransmissions.items():
                if original == originals[0]:
                    tracks[repair] = Repair(layer)

    def learn(
        self, link: BrowserLink, view: memoryview, start: int, end: int, ssrc: int
    ) -> Voice | Layer | Repair | None:
        """Return what a stream is that no description named, by the extensions of its packet.

        The packet is not authenticated yet: ``settle`` remembers it when it was.
        """
        if link.learned >= MOST_LEARNED:
            return None
        source = link.sections.get(extensions.text(view, start, end, link.mid_id))
        if source is None:
            return None
        if source in {"microphone", "screen_audio"}:
            return link.peer.voices.get(source)
        picture = link.peer.pictures.get(source)
        if picture is None:
            return None
        rid = extensions.text(view, start, end, link.rid_id) if link.rid_id else ""
        repaired = extensions.text(view, start, end, link.repaired_id) if link.repaired_id else ""
        if repaired:
            layer = picture.layers.get(repaired)
            return Repair(layer) if layer is not None else None
        known = picture.layers.get(rid)
        if known is not None and known.ssrc_in == ssrc:
            return known
        if known is None and len(picture.layers) >= MOST_LAYERS:
            return None
        return Layer(picture, rid, ssrc)

    def settle(self, link: BrowserLink, ssrc: int, track: Voice | Layer | Repair) -> None:
        link.learned += 1
        if isinstance(track, Voice) and link.tracks.get(track.ssrc_in) is track:
            del link.tracks[track.ssrc_in]
        link.tracks[ssrc] = track
        if isinstance(track, Voice):
            restart(track, ssrc)
        elif isinstance(track, Layer):
            before = track.picture.layers.get(track.rid)
            track.picture.layers[track.rid] = track
            if before is not None and before is not track:
                forget(link, before)

    def unpublish(self, link: BrowserLink) -> None:
        """Forget what a connection published."""
        peer = link.peer
        pictures = list(peer.pictures.values())
        peer.voices.clear()
        peer.pictures.clear()
        link.tracks = {}
        for picture in pictures:
            for view in list(picture.views):
                drop(view)
        if peer.room.peers.get(peer.id) is peer:
            self.members.set_flags(peer, 0)
            self.tell_tracks(peer)

    def watch_all(self, room: Room) -> None:
        for peer in room.peers.values():
            self.watch(peer)

    def watch(self, peer: Peer) -> None:
        """Send a viewer all pictures that it was told of, as it wishes them."""
        link = peer.subscribe
        for picture in peer.room.pictures():
            view = None if link is None else link.views.get(picture.line.ssrc)
            if view is not None and view.picture is not picture:
                drop(view)
                view = None
            is_wanted = (
                link is not None
                and picture.peer is not peer
                and picture.is_offered
                and picture.peer.may_stream()
                and link.is_ready_for(picture.line)
            )
            if not is_wanted and view is not None:
                drop(view)
            if is_wanted and view is None and link is not None:
                made = View(picture, link)
                made.quality, made.size = peer.wishes.get(picture.track, ("auto", None))
                picture.views.append(made)
                link.views[picture.line.ssrc] = made

    def unwatch(self, peer: Peer) -> None:
        for picture in peer.room.pictures():
            for view in [view for view in picture.views if view.link.peer is peer]:
                drop(view)

    def tell_tracks(self, peer: Peer) -> None:
        self.members.tell("tracks", peer, tracks=tracks_of(peer))


def tracks_of(peer: Peer) -> list[dict[str, Any]]:
    """Describe what somebody publishes: ``mid`` is the section of all viewers' descriptions."""
    voices = [
        describe(voice.line, rids=[], active=not voice.blocked) for voice in peer.voices.values()
    ]
    pictures = [
        describe(picture.line, rids=picture.rids, active=picture.is_active)
        for picture in peer.pictures.values()
        if picture.is_offered
    ]
    return voices + pictures


def describe(line: Line, *, rids: Iterable[str], active: bool) -> dict[str, Any]:
    return {
        "id": str(line.ssrc),
        "kind": line.kind,
        "source": line.source,
        "mid": line.mid or None,
        "ssrc": line.ssrc,
        "rtx_ssrc": line.rtx_ssrc,
        "rids": list(rids),
        "active": active,
    }


def append(room: Room, line: Line) -> None:
    if not line.mid:
        line.mid = str(len(room.lines))
        room.lines.append(line)


def seat_line(room: Room, index: int, source: Source) -> Line:
    while len(room.seats) <= index:
        room.seats.add()
    return room.seats[index].lines[source]


def drop(view: View) -> None:
    """Stop to send somebody a picture."""
    view.link.numbers[view.picture.line.ssrc] = view.numbers()
    view.link.views.pop(view.picture.line.ssrc, None)
    if view in view.picture.views:
        view.picture.views.remove(view)


def take_voice(
    peer: Peer,
    source: Source,
    section: Section,
    tracks: dict[int, Voice | Layer | Repair],
    *,
    is_sent: bool,
) -> None:
    if not is_sent:
        peer.voices.pop(source, None)
        return
    voice = peer.voice(source)
    level = section.extensions.get(answers.LEVEL)
    voice.level_tag = level << 4 if level else -1
    if section.ssrcs:
        if voice.ssrc_in != section.ssrcs[0]:
            restart(voice, section.ssrcs[0])
        tracks[voice.ssrc_in] = voice


def forget(link: BrowserLink, layer: Layer) -> None:
    """Let go of the streams of a layer that has another now."""
    for ssrc, track in list(link.tracks.items()):
        if track is layer or (isinstance(track, Repair) and track.layer is layer):
            del link.tracks[ssrc]


def restart(voice: Voice, ssrc: int) -> None:
    """Continue a voice with another stream of the same browser."""
    if voice.ssrc_in != ssrc:
        voice.ssrc_in = ssrc
        voice.started = False
        voice.resync = True
        voice.received = 0
        voice.report = (0, 0)


def note_extensions(link: BrowserLink, section: Section) -> None:
    ids = section.extensions
    link.mid_id = ids.get(answers.MID, link.mid_id)
    link.rid_id = ids.get(answers.RID, link.rid_id)
    link.repaired_id = ids.get(answers.REPAIRED_RID, link.repaired_id)
