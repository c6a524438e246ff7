"""The process that is measured: a media worker, or a loop that only copies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

from pylibsrtp import Policy

from bench.voice.ground import LEVEL_ID, LOOPBACK, Room
from media_sfu.worker import addresses, datagrams, fanout
from media_sfu.worker.browsers import PUBLISH, SUBSCRIBE, BrowserLink
from media_sfu.worker.media import MediaWorker
from media_sfu.worker.pictures import Layer, Picture
from media_sfu.worker.srtp import Context, memmove
from media_sfu.worker.turns import Turns

PROFILE: Final = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
EVERYTHING: Final = ["SPEAK", "STREAM", "USE_VAD"]


def main(control: Connection, rooms: list[Room], is_video: bool, is_raw: bool) -> None:
    """Serve until told to end; answer each question with CPU seconds and packets sent."""
    asyncio.run((serve_raw if is_raw else serve)(control, rooms, is_video))


async def serve(control: Connection, rooms: list[Room], is_video: bool) -> None:
    worker = MediaWorker(host=LOOPBACK, port=0, external_ips=[], on_event=lambda event: None)
    await worker.start()
    for number, room in enumerate(rooms):
        await furnish(worker, f"room{number}", room, is_video=is_video)
    await answer(control, worker.port, lambda: worker.pump.counters.sent + worker.video.sent)
    await worker.close()


async def furnish(worker: MediaWorker, name: str, room: Room, *, is_video: bool) -> None:
    """Let everybody of a room in, as if all handshakes had been made."""
    for number, listener in enumerate(room.listeners):
        who = {"room": name, "peer": f"{name}-{number}", "user_id": str(number)}
        body = {**who, "bits": EVERYTHING, "expires": time.time() + 600}
        await worker.handle("join", body)
        peer = worker.table.peers[who["peer"]]
        peer.subscribe = link = connect(worker, peer, SUBSCRIBE, listener.port, listener.key)
        if link.queue is not None:
            link.queue.rate = 10_000_000 / 8
        if number < len(room.talkers):
            talker = room.talkers[number]
            peer.publish = link = connect(worker, peer, PUBLISH, talker.port, talker.key)
            if is_video:
                picture = peer.pictures["camera"] = Picture(peer, peer.seat.lines["camera"])
                picture.is_offered = True
                picture.layers[""] = link.tracks[talker.ssrc] = Layer(picture, "", talker.ssrc)
            else:
                voice = link.tracks[talker.ssrc] = peer.voice("microphone", talker.ssrc)
                voice.level_tag = LEVEL_ID << 4
    found = worker.table.rooms[name]
    worker.stage.prepare(found)
    for peer in found.peers.values():
        if peer.subscribe is not None:
            peer.subscribe.offered = peer.subscribe.described = len(found.lines)
    worker.stage.watch_all(found)
    fanout.renew(found)


def connect(worker: MediaWorker, peer: Any, kind: int, port: int, key: bytes) -> BrowserLink:
    link = BrowserLink(peer, kind, time.monotonic())
    link.heard_at += 3600  # nobody checks these connections
    source = addresses.pack(worker.datagrams.family, LOOPBACK, port)
    link.source, link.target = source, worker.datagrams.target(source)
    link.set_contexts(Context(key, PROFILE, inbound=True), Context(key, PROFILE, inbound=False))
    if kind == PUBLISH:
        worker.table.by_address[source] = link
    return link


async def serve_raw(control: Connection, rooms: list[Room], is_video: bool) -> None:
    """Copy what arrives to the others of its room, without so much as looking at it."""
    bound = datagrams.bind(LOOPBACK, 0)
    heard_by: dict[bytes, list[Any]] = {}
    for room in rooms:
        targets = [target(bound, listener.port) for listener in room.listeners]
        for number, talker in enumerate(room.talkers):
            source = addresses.pack(bound.family, LOOPBACK, talker.port)
            heard_by[source] = targets[:number] + targets[number + 1 :]
    sent = 0

    def pump() -> int:
        nonlocal sent
        total = 0
        while count := bound.receive():
            for i in range(count):
                packet = bound.inbox + i * datagrams.SLOT
                for one in heard_by.get(bound.sources[i][:], ()):
                    n = bound.queued
                    memmove(bound.slots[n], packet, bound.sizes[i])
                    bound.lengths[n] = bound.sizes[i]
                    bound.targets[n] = one
                    bound.queued = n + 1
                    sent += 1
                    if bound.queued == datagrams.QUEUED:
                        bound.flush()
            total += count
            if count < datagrams.RECEIVED:
                break
        bound.flush()
        return total

    turns = Turns(bound.socket.fileno(), pump, lambda: False)
    await answer(control, bound.port, lambda: sent)
    turns.close()
    bound.close()


def target(bound: datagrams.Datagrams, port: int) -> Any:
    return bound.target(addresses.pack(bound.family, LOOPBACK, port))


async def answer(control: Connection, port: int, sent: Callable[[], int]) -> None:
    """Answer ``measure`` until something else comes."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def asked() -> None:
        if control.recv() == "measure":
            control.send((time.process_time(), sent()))
        else:
            ended.set()

    control.send(port)
    loop.add_reader(control.fileno(), asked)
    await ended.wait()
    loop.remove_reader(control.fileno())
