"""Video: whole browsers first, then layers, losses and key frames packet by packet."""

from __future__ import annotations

import asyncio
import itertools
import struct

from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    pack_remb_fci,
    unpack_remb_fci,
)

from tests.media_sfu.worker.browser import Colour, Tone, make_browser
from tests.media_sfu.worker.house import until
from tests.media_sfu.worker.wire_peer import RTX, Camera, make_peer


async def test_browsers_see_each_other(house):
    alice, bob = await make_browser(house), await make_browser(house)
    await alice.publish(Tone(400), Colour(200))
    await bob.watch()
    camera = house.worker.table.peers[alice.who["peer"]].seat.lines["camera"].ssrc
    await until(lambda: bob.ear(camera) and abs(bob.ear(camera).brightness - 200) < 9, "a picture")
    await until(lambda: bob.hears(alice.ssrc, 400), "and a voice")
    frames = bob.ear(camera).frames
    await until(lambda: bob.ear(camera).frames > frames + 20, "the picture moves")
    (track,) = [one for one in house.told("tracks")[-1]["tracks"] if one["kind"] == "video"]
    assert track["active"]
    assert track["id"] == str(camera)


async def show(house):
    """Return a camera in three layers, who has it, and a viewer who has seen a key frame of h."""
    alice, bob = await make_peer(house), await make_peer(house)
    await alice.publish("video")
    await bob.watch()
    camera = Camera(alice)
    await bob.ask("layer", track=track_of(alice), quality="h")
    for rid in "qhf":
        camera.frame(rid)
    await until(lambda: asked_for_key(alice, camera, "h"), "a key frame is asked for")
    camera.frame("h", key=True)
    await until(lambda: bob.viewer.rtp, "a picture")
    return alice, bob, camera


def track_of(peer) -> str:
    return str(peer.joined["video_ssrc"])


def asked_for_key(peer, camera, rid: str) -> int:
    return sum(
        isinstance(one, RtcpPsfbPacket)
        and one.fmt == RTCP_PSFB_PLI
        and one.media_ssrc == camera.ssrcs[rid]
        for one in peer.out.rtcp
    )


def texts(peer) -> list[bytes]:
    return [one.payload[7:] for one in peer.viewer.rtp if one.payload_type != RTX]


def numbers(peer) -> list[tuple[int, int, int]]:
    """Return sequence, picture id and TL0 index of what a viewer got."""
    return [
        (one.sequence, struct.unpack_from("!H", one.payload, 2)[0] & 0x7FFF, one.payload[4])
        for one in peer.viewer.rtp
    ]


async def test_a_viewer_gets_one_layer_and_changes_it_at_a_key_frame(house):
    alice, bob, camera = await show(house)
    for rid in "qhf" * 3:
        camera.frame(rid)
    await until(lambda: len(bob.viewer.rtp) == 4, "the layer")
    assert set(texts(bob)) == {b"h"}
    await bob.ask("layer", track=track_of(alice), quality="f")
    for rid in "qhf":
        camera.frame(rid)
    await until(lambda: asked_for_key(alice, camera, "f"), "a key frame of the other layer")
    for rid in "qhf":
        camera.frame(rid)  # not yet a key frame: the old layer goes on
    await until(lambda: len(bob.viewer.rtp) == 6, "the old layer")
    camera.frame("f", key=True)
    for rid in "qhf":
        camera.frame(rid)
    await until(lambda: len(bob.viewer.rtp) == 8, "the new layer")
    assert texts(bob) == [b"h"] * 6 + [b"f"] * 2
    first = numbers(bob)[0]
    assert numbers(bob) == [
        ((first[0] + i) & 0xFFFF, (first[1] + i) & 0x7FFF, (first[2] + i) & 0xFF) for i in range(8)
    ]
    times = [one.timestamp for one in bob.viewer.rtp]
    assert all(0 < (b - a) & 0xFFFFFFFF < 90_000 * 5 for a, b in itertools.pairwise(times))
    assert {one.ssrc for one in bob.viewer.rtp} == {alice.joined["video_ssrc"]}


async def test_layers_are_chosen_by_size_and_by_what_the_network_carries(house):
    alice, bob, camera = await show(house)

    async def sees(rid: str) -> None:
        for _ in range(200):
            for one in "qhf":
                camera.frame(one, key=True)
            await asyncio.sleep(0.02)
            if texts(bob)[-1:] == [rid.encode()]:
                return
        raise AssertionError(f"never saw {rid}")

    await bob.ask("layer", track=track_of(alice), quality="auto", size=1080)
    await sees("f")
    await bob.ask("layer", track=track_of(alice), quality="auto", size=180)
    await sees("q")
    await bob.ask("layer", track=track_of(alice), quality="auto")
    await sees("f")
    for estimate in (5_000_000, 1000):
        remb = RtcpPsfbPacket(RTCP_PSFB_APP, 9, 0, pack_remb_fci(estimate, [1]))
        bob.viewer.send_rtcp(remb)
    await sees("q")
    assert house.told("layers")[-1]["viewers"] == 1
    assert set(house.told("layers")[-1]["rids"]) == {"q", "h", "f"}
    await bob.ask("layer", track=track_of(alice), quality="off")
    await until(lambda: house.told("layers", rids=[]), "nobody watches")
    await asyncio.sleep(0.15)
    bob.viewer.rtp.clear()
    for one in "qhf":
        camera.frame(one, key=True)
    await asyncio.sleep(0.1)
    assert bob.viewer.rtp == []


async def test_publishers_are_told_of_layers_that_they_have_paused(house):
    alice, bob = await make_peer(house), await make_peer(house)
    await alice.publish("video")
    camera = Camera(alice)
    camera.frame("q", key=True)
    await bob.watch()
    await until(lambda: house.told("layers", viewers=1), "a viewer")
    told = house.told("layers", peer=alice.who["peer"])[-1]
    assert told["rids"] == ["q", "h", "f"]
    assert (told["track"], told["source"]) == (track_of(alice), "camera")
    await bob.ask("layer", track=track_of(alice), quality="auto", size=200)
    await until(lambda: house.told("layers", rids=["q"]), "the smallest is enough")
    await house.worker.handle("leave", bob.who)
    await until(lambda: house.told("layers", rids=[], viewers=0), "nobody watches")


async def test_what_a_viewer_misses_is_sent_again(house):
    alice, bob, camera = await show(house)
    camera.frame("h", b"missed")
    await until(lambda: b"missed" in texts(bob), "the packet")
    lost = bob.viewer.rtp[-1]
    nack = RtcpRtpfbPacket(RTCP_RTPFB_NACK, 9, lost.ssrc, [lost.sequence])
    bob.viewer.send_rtcp(nack)
    await until(lambda: [one for one in bob.viewer.rtp if one.payload_type == RTX], "it again")
    again = bob.viewer.rtp[-1]
    assert again.ssrc == alice.joined["rtx_ssrc"]
    assert again.payload == struct.pack("!H", lost.sequence) + lost.payload
    assert again.timestamp == lost.timestamp
    bob.viewer.send_rtcp(RtcpRtpfbPacket(RTCP_RTPFB_NACK, 9, lost.ssrc, [lost.sequence + 500]))
    await until(lambda: house.worker.stats()["nack"] == 2, "asked for what never was")
    assert len([one for one in bob.viewer.rtp if one.payload_type == RTX]) == 1


async def test_what_the_worker_misses_is_asked_for_and_filled_in(house):
    alice, bob, camera = await show(house)
    number = camera.frame("h", b"lost", send=False)
    camera.frame("h", b"after")

    def asked():
        return [
            one for one in alice.out.rtcp if isinstance(one, RtcpRtpfbPacket) and number in one.lost
        ]

    await until(asked, "it is asked for")
    assert asked()[0].media_ssrc == camera.ssrcs["h"]
    camera.repair("h", number, 1)
    await until(lambda: b"lost" in texts(bob), "it is filled in")
    by_number = dict(zip([one[0] for one in numbers(bob)], texts(bob), strict=True))
    assert [by_number[one] for one in sorted(by_number)][-2:] == [b"lost", b"after"]
    camera.repair("h", number, 2)
    camera.frame("h", b"later")
    await until(lambda: b"later" in texts(bob), "what came later")
    assert texts(bob).count(b"lost") == 1


async def test_key_frames_are_asked_for_by_viewers_but_not_too_often(house):
    alice, bob, camera = await show(house)
    await asyncio.sleep(0.35)
    before = asked_for_key(alice, camera, "h")
    for _ in range(20):
        bob.viewer.send_rtcp(RtcpPsfbPacket(RTCP_PSFB_PLI, 9, alice.joined["video_ssrc"]))
        await asyncio.sleep(0.01)
    await until(lambda: asked_for_key(alice, camera, "h") > before, "a request")
    assert asked_for_key(alice, camera, "h") == before + 1
    await until(lambda: asked_for_key(alice, camera, "h") == before + 2, "what was put off")


async def test_reports_tell_losses_bandwidth_and_time(house):
    alice, bob, camera = await show(house)
    for _ in range(3):
        camera.frame("h", send=False)
        camera.frame("h")
    await until(lambda: reports(alice, camera.ssrcs["h"]), "a receiver report")
    assert max(one.packets_lost for one in reports(alice, camera.ssrcs["h"])) == 3
    (remb, *_) = [
        one
        for one in alice.out.rtcp
        if isinstance(one, RtcpPsfbPacket) and one.fmt == RTCP_PSFB_APP
    ]
    bitrate, ssrcs = unpack_remb_fci(remb.fci)
    assert bitrate > 5_000_000
    assert set(ssrcs) == set(camera.ssrcs.values())
    info = RtcpSenderInfo(1 << 40, camera.times["h"], 1, 1)
    alice.out.send_rtcp(RtcpSrPacket(camera.ssrcs["h"], info))
    await until(lambda: senders(bob), "a sender report")
    (told,) = senders(bob)
    assert told.ssrc == alice.joined["video_ssrc"]
    assert told.sender_info.rtp_timestamp == bob.viewer.rtp[-1].timestamp
    assert told.sender_info.packet_count == len(bob.viewer.rtp)
    report = RtcpReceiverInfo(told.ssrc, 128, 1, 1, 0, (1 << 40) >> 16, 0)
    bob.viewer.send_rtcp(RtcpRrPacket(9, [report]))
    await until(lambda: bob.link("subscribe").loss > 0, "the loss is noted")
    assert bob.link("subscribe").round_trip > 0


def reports(peer, ssrc):
    return [
        report
        for one in peer.out.rtcp
        if isinstance(one, RtcpRrPacket)
        for report in one.reports
        if report.ssrc == ssrc
    ]


def senders(peer):
    return [one for one in peer.viewer.rtcp if isinstance(one, RtcpSrPacket)]


async def test_a_burst_is_spread_over_time_and_arrives_whole(house):
    _alice, bob, camera = await show(house)
    for i in range(150):
        camera.frame("h", b"%03d" % i + bytes(1000))
    await asyncio.sleep(0.01)
    early = len(bob.viewer.rtp)
    await until(lambda: len(bob.viewer.rtp) == 151, "the whole burst")
    assert early < 151
    assert [text[:3] for text in texts(bob)[1:]] == [b"%03d" % i for i in range(150)]


async def test_who_may_not_stream_is_not_seen(house):
    alice, bob, camera = await show(house)
    await alice.ask("mute", bits=["SPEAK"])
    camera.frame("h", b"forbidden", key=True)
    await alice.ask("mute", bits=["SPEAK", "STREAM"])
    await until(lambda: bob.link("subscribe").views, "allowed again")
    for _ in range(40):
        for rid in "qhf":
            camera.frame(rid, b"allowed", key=True)
        await asyncio.sleep(0.02)
    assert b"allowed" in texts(bob)
    assert b"forbidden" not in texts(bob)
    sequences = [one[0] for one in numbers(bob)]
    assert [(b - a) & 0xFFFF for a, b in itertools.pairwise(sequences)] == [1] * (
        len(sequences) - 1
    )


async def test_the_answer_takes_simulcast_and_refuses_the_rest(house):
    alice = await make_peer(house)
    sections = [*(["audio"] * 3), "video"]
    answer = (await alice.ask("publish_offer", sdp=alice.offer(*sections)))["sdp"]
    assert "a=simulcast:recv q;h;f" in answer
    assert [line.split(" ")[1] for line in answer.splitlines() if line.startswith("m=")] == [
        "9",
        "9",
        "0",
        "9",
    ]
    assert "a=group:BUNDLE 0 1 3" in answer
    assert "a=ice-lite" in answer
    assert "a=setup:passive" in answer
