"""Hostile input: nothing that arrives ends the worker or disturbs who is talking."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import struct
import time
from contextlib import suppress
from random import Random

import pytest
from aioice import stun
from aiortc import RTCCertificate
from aiortc.rtp import RtcpByePacket, RtcpPsfbPacket, RtcpRtpfbPacket
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media_sfu.worker import descriptions, discovery, extensions, ice, rtcp, vp8
from media_sfu.worker.browsers import ADDRESSES_KEPT
from media_sfu.worker.errors import CommandRefused
from media_sfu.worker.rtpsize import Session
from media_sfu.worker.stage import MOST_LEARNED
from tests.media_sfu.worker.bot import AES, XCHACHA, make_bot
from tests.media_sfu.worker.house import until
from tests.media_sfu.worker.wire_peer import LEVEL, MID, OPUS, Camera, Side, make_peer


async def talking(house):
    """Return a publisher of voice and video, and a viewer who has received from it."""
    alice, bob = await make_peer(house), await make_peer(house)
    await alice.publish("audio", "video")
    await bob.watch()
    return alice, bob


def speak(alice, sequence: int, text: bytes) -> bytes:
    return alice.out.send(
        4711,
        sequence,
        text,
        payload_type=OPUS,
        timestamp=sequence * 960,
        extensions={MID: b"0", LEVEL: b"\x90"},
    )


async def still_hear_each_other(alice, bob, sequence: int = 20_000) -> None:
    for i in range(5):
        speak(alice, sequence + i, b"still here")
    await until(
        lambda: any(one.payload == b"still here" for one in bob.viewer.rtp), "the voice goes on"
    )


def spray(house, packets: list[bytes], sender: socket.socket | None = None) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as fresh:
        for packet in packets:
            with suppress(OSError):
                (sender or fresh).sendto(packet, ("127.0.0.1", house.worker.port))


def mangled(packet: bytes, amount: int, seed: int) -> list[bytes]:
    """Return a packet cut off, with bytes changed, and with lengths that are not true."""
    chance = Random(seed)  # noqa: S311 - the same packets each time
    found = [packet[:length] for length in range(len(packet))]
    for _ in range(amount):
        changed = bytearray(packet)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        found.append(bytes(changed))
    return [one for one in found if one != packet]


async def test_malformed_datagrams_of_strangers_change_nothing(house):
    alice, bob = await talking(house)
    chance = Random(7)  # noqa: S311
    check = alice.out.make_check()
    hello = b"\x16\xfe\xff" + bytes(8) + b"\x00\x40" + os.urandom(64)
    packets = [bytes([first]) + chance.randbytes(40) for first in range(256)]
    packets += [bytes([first]) for first in range(256)]
    packets += mangled(check, 300, 1) + mangled(hello, 50, 2)
    packets += [chance.randbytes(chance.randrange(1, 1500)) for _ in range(200)]
    for start in range(0, len(packets), 100):
        spray(house, packets[start : start + 100])
        await asyncio.sleep(0.01)
    await still_hear_each_other(alice, bob)
    # Whatever was still a valid check was one of hers: no stranger was taken for somebody.
    links = set(house.worker.table.by_address.values())
    assert links == {alice.link("publish"), bob.link("subscribe")}


async def test_malformed_datagrams_of_somebody_who_is_there_change_nothing(house):
    alice, bob = await talking(house)
    mallory = await make_peer(house)
    await mallory.publish("audio", "video")
    await mallory.watch()
    chance = Random(11)  # noqa: S311
    voice = mallory.out.protect(1, 1, b"opus", payload_type=OPUS, extensions={MID: b"0"})
    plain = [
        bytes([0x80 | chance.randrange(64), chance.randrange(256)]) + chance.randbytes(size)
        for size in range(10, 200)
    ]
    protected = []
    for packet in plain:
        with suppress(Exception):
            protected.append(mallory.out.tx.protect(packet))
        with suppress(Exception):
            protected.append(mallory.out.tx.protect_rtcp(b"\x80\xc9" + packet[2:]))
    packets = mangled(voice, 200, 3) + plain + protected
    for side in (mallory.out, mallory.viewer):
        for start in range(0, len(packets), 100):
            spray(house, packets[start : start + 100], side.socket)
            await asyncio.sleep(0.01)
    await still_hear_each_other(alice, bob)


def dtls_records(seed: int) -> list[bytes]:
    """Return records of every kind that DTLS has and has not, with nonsense in them."""
    chance = Random(seed)  # noqa: S311
    records = [
        struct.pack("!BHQH", kind, 0xFEFD, number << 48 | chance.randrange(9), size)
        + chance.randbytes(length)
        for kind in range(20, 64)
        for number in (0, 1)
        for size, length in ((2, 2), (64, 64), (60_000, 30), (0, 0))
    ]
    fatal = struct.pack("!BHQHBB", 21, 0xFEFD, 7, 2, 2, 40)  # an alert that nobody signed
    goodbye = struct.pack("!BHQHBB", 21, 0xFEFD, 8, 2, 1, 0)
    return [*records, fatal, goodbye]


async def test_dtls_that_nobody_signed_ends_no_connection(house):
    alice, bob = await talking(house)
    for side in (alice.out, bob.viewer):  # as if somebody sent from their addresses
        records = dtls_records(13)
        for start in range(0, len(records), 30):
            spray(house, records[start : start + 30], side.socket)
            await asyncio.sleep(0.01)
    await still_hear_each_other(alice, bob)
    assert alice.link("publish").dtls is not None
    assert bob.link("subscribe").dtls is not None


async def test_a_handshake_that_is_none_disturbs_nobody(house):
    alice, bob = await talking(house)
    mallory = await make_peer(house)
    mallory.out.remote = (await mallory.ask("publish_offer", sdp=mallory.offer("audio")))["sdp"]
    mallory.out.server = alice.out.server
    mallory.out.check()
    await until(lambda: mallory.out.stun, "the check is answered")
    hello = struct.pack("!BHQHB", 22, 0xFEFD, 0, 60, 1) + os.urandom(59)
    packets = dtls_records(17) + mangled(hello, 100, 19)
    for start in range(0, len(packets), 30):
        spray(house, packets[start : start + 30], mallory.out.socket)
        await asyncio.sleep(0.01)
    await still_hear_each_other(alice, bob)
    assert mallory.link("publish") is None or mallory.link("publish").tx is None


async def test_header_fields_that_lie_about_lengths_are_refused(house):
    alice, bob = await talking(house)
    lies = [
        struct.pack("!BBHIIHH", 0x90, OPUS, 1, 2, 4711, 0xBEDE, 60_000) + b"x" * 20,
        struct.pack("!BBHII", 0x8F, OPUS, 2, 2, 4711) + b"x" * 20,
        struct.pack("!BBHII", 0xA0, OPUS, 3, 2, 4711) + b"x" * 20 + b"\xff",
        struct.pack("!BBHII", 0xA0, 96, 4, 2, 4712) + b"\xff",
        struct.pack("!BBHIIHH", 0x90, 96, 5, 2, 4713, 0xBEDE, 1) + b"\x1f\x10\x10\x10",
    ]
    for lie in lies:
        with suppress(Exception):
            alice.out.send_raw(alice.out.tx.protect(lie))
    await still_hear_each_other(alice, bob)


async def test_packets_longer_than_a_datagram_should_be_are_refused(house):
    alice, bob = await talking(house)
    bot = await make_bot(house)
    speak(alice, 1, b"first, for the SSRC to be known")
    key = b"\x90\x80\x01"
    for size in (1500, 1990, 2010, 2040, 2048, 3000, 9000):
        spray(house, [bytes([0x80]) * size], alice.out.socket)
        spray(house, [bot.packet(b"x" * size)], bot.socket)
    for size in (1200, 1300):
        alice.out.send(99, size, key + bytes(size), extensions={MID: b"1", 2: b"q"})
    await still_hear_each_other(alice, bob)
    assert not any(len(one.payload) > 1500 for one in bob.viewer.rtp)


async def test_an_address_in_use_is_not_taken_by_another(house):
    alice, bob = await talking(house)
    bot = await make_bot(house)
    mallory = await make_peer(house)
    await mallory.publish("audio")
    # As if mallory could send from the addresses of others.
    spray(house, [mallory.out.make_check()], alice.out.socket)
    spray(house, [mallory.out.make_check()], bot.socket)
    liar = await house.join()
    spray(house, [discovery.request(liar["ssrc"])], alice.out.socket)
    await asyncio.sleep(0.05)
    address, port = alice.out.socket.getsockname()
    body = {**liar["who"], "mode": AES, "address": address, "port": port}
    await house.worker.handle("udp_select", body)
    await still_hear_each_other(alice, bob)
    bot.say(b"me, too")
    await until(lambda: any(one.payload == b"me, too" for one in bob.viewer.rtp), "so is the bot")


async def test_replayed_packets_of_a_browser_are_forwarded_once(house):
    alice, bob = await talking(house)
    speak(alice, 9, b"first, for the SSRC to be known")
    again = speak(alice, 10, b"once")
    for _ in range(5):
        alice.out.send_raw(again)
    spray(house, [again])
    await still_hear_each_other(alice, bob)
    assert [one.payload for one in bob.viewer.rtp].count(b"once") == 1


async def test_nobody_publishes_under_the_ssrc_of_another(house):
    alice, bob = await talking(house)
    mallory = await make_peer(house)
    await mallory.publish("audio")
    speak(alice, 1, b"hello")
    for ssrc in (alice.joined["ssrc"], bob.joined["ssrc"], 4711):
        for i in range(3):
            mallory.out.send(ssrc, 5 + i, b"as another", payload_type=OPUS, extensions={MID: b"0"})
    await until(
        lambda: any(one.payload == b"as another" for one in bob.viewer.rtp), "mallory is heard"
    )
    await still_hear_each_other(alice, bob)
    forged = {one.ssrc for one in bob.viewer.rtp if one.payload == b"as another"}
    assert forged == {mallory.joined["ssrc"]}


async def test_a_browser_with_very_many_ssrcs_is_not_followed_into_them(house):
    alice, _ = await talking(house)
    for i in range(200):
        alice.out.send(90_000 + i, 1, b"\x90\x80\x01", extensions={MID: b"1", 2: b"q"})
        alice.out.send(80_000 + i, 1, b"x", payload_type=OPUS, extensions={MID: b"0"})
    await asyncio.sleep(0.05)
    assert len(alice.link("publish").tracks) <= 3
    assert house.worker.stats()["refused"] >= 400 - MOST_LEARNED


async def test_checks_need_the_right_password_and_fill_no_table(house):
    alice, bob = await talking(house)
    known = dict(house.worker.table.by_address)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setblocking(False)
        for wrong in ({"password": "wrong"}, {"fragment": "nobody"}):
            side = Side()
            side.remote = alice.out.remote
            stranger.sendto(side.make_check(**wrong), alice.out.server)
            await side.close()
        await asyncio.sleep(0.05)
        with pytest.raises(BlockingIOError):
            stranger.recv(100)
    assert house.worker.table.by_address == known
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(40)]
    check = alice.out.make_check()
    for one in sockets:
        one.sendto(check, alice.out.server)
    await asyncio.sleep(0.05)
    assert len(alice.link("publish").addresses) <= ADDRESSES_KEPT
    alice.out.stun.clear()
    alice.out.check()
    await until(lambda: alice.out.stun, "the answer")
    for one in sockets:
        one.close()
    await still_hear_each_other(alice, bob)


async def test_gaps_without_end_are_not_asked_for_without_end(house):
    alice, bob = await talking(house)
    camera = Camera(alice, mid=1)
    for _ in range(100):
        camera.sequences["f"] += 90
        camera.frame("f")
    await asyncio.sleep(0.3)
    (picture,) = house.worker.table.rooms["lobby"].pictures()
    (layer,) = picture.layers.values()
    assert len(layer.missing) <= 300
    await still_hear_each_other(alice, bob)


async def test_feedback_about_what_is_not_there_is_passed_over(house):
    alice, bob = await talking(house)
    camera = Camera(alice, mid=1)
    camera.frame("f", key=True)
    for ssrc in (0, 1, alice.joined["ssrc"], alice.joined["video_ssrc"], 4711):
        for side in (bob.viewer, alice.out):
            side.send_rtcp(RtcpRtpfbPacket(1, 1, ssrc, list(range(0, 60_000, 17))[:300]))
            side.send_rtcp(RtcpPsfbPacket(1, 1, ssrc))
            side.send_rtcp(RtcpPsfbPacket(4, 1, ssrc, bytes(4)))
            side.send_rtcp(RtcpPsfbPacket(15, 1, ssrc, b"REMB\xff\xff\xff\xff"))
            side.send_rtcp(RtcpByePacket([ssrc]))
    await still_hear_each_other(alice, bob)


@pytest.mark.parametrize("mode", [AES, XCHACHA])
async def test_malformed_packets_of_bots_change_nothing(house, mode):
    alice, bob = await make_bot(house, mode), await make_bot(house, mode)
    good = alice.packet(b"sealed")
    packets = mangled(good, 200, 5)
    packets += [
        struct.pack("!BBHII", first, 120, 1, 1, alice.ssrc) + os.urandom(40)
        for first in range(0x80, 0xC0)
    ]
    spray(house, packets, alice.socket)
    spray(house, packets)
    alice.say(b"", extension=b"\x10\x00\x00\x00")
    alice.say(b"after all that")
    await until(lambda: bob.payloads()[-1:] == [b"after all that"], "the voice goes on")
    assert set(bob.payloads()) <= {b"after all that", b"sealed"}


HOSTILE_DESCRIPTIONS = [
    "",
    "\0",
    "v=0",
    "v=0\r\nm=",
    "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF",
    "v=0\r\nm=audio 99999999999 UDP 0\r\n",
    "v=0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 2000,
    "v=0\r\n" + "a=x\r\n" * 20_000,
    "v=0\r\nm=audio 9 X 0\r\na=mid:0\r\na=ice-ufrag:" + "u" * 300,
    "v=0\r\nm=audio 9 X 0\r\na=mid:a b\r\n",
    "v=0\r\nm=video 9 X 0\r\na=rtpmap:999 VP8/90000\r\n",
    "v=0\r\nm=video 9 X 0\r\na=extmap:a b\r\n",
    "v=0\r\nm=video 9 X 0\r\na=ssrc:٣ cname:x\r\n",
    "v=0\r\na=fingerprint:sha-256 zz\r\n",
]


@pytest.mark.parametrize("sdp", HOSTILE_DESCRIPTIONS, ids=range(len(HOSTILE_DESCRIPTIONS)))
async def test_descriptions_that_are_none_are_refused(house, sdp):
    alice = await make_peer(house)
    with pytest.raises(CommandRefused, match="invalid"):
        await alice.ask("publish_offer", sdp=sdp)
    await alice.ask("subscribe")
    with pytest.raises(CommandRefused, match="invalid"):
        await alice.ask("subscribe_answer", sdp=sdp)
    assert alice.link("publish") is None


async def test_descriptions_cannot_write_lines_into_our_answers(house):
    alice = await make_peer(house)
    offer = alice.offer("audio").replace("a=mid:0", "a=mid:0\x0ba=ice-ufrag:evil")
    with pytest.raises(CommandRefused):
        await alice.ask("publish_offer", sdp=offer)
    passive = alice.offer("audio").replace("actpass", "passive")
    with pytest.raises(CommandRefused, match="unsupported"):
        await alice.ask("publish_offer", sdp=passive)


async def test_an_answer_to_nothing_or_of_another_is_refused(house):
    alice = await make_peer(house)
    with pytest.raises(CommandRefused, match="offered"):
        await alice.answer("m=audio")
    sdp = (await alice.ask("subscribe"))["sdp"]
    with pytest.raises(CommandRefused, match="more than"):
        await alice.answer(sdp + "m=audio\r\n")
    await alice.answer(sdp)
    alice.viewer.certificate = RTCCertificate.generateCertificate()
    with pytest.raises(CommandRefused, match="another connection"):
        await alice.answer(sdp)


async def test_a_session_has_one_protocol(house):
    bot, browser = await make_bot(house), await make_peer(house)
    with pytest.raises(CommandRefused, match="udp"):
        await house.worker.handle("subscribe", bot.who)
    await browser.ask("subscribe")
    with pytest.raises(CommandRefused, match="webrtc"):
        await browser.ask("udp_select", mode=AES, address="127.0.0.1", port=9)


async def test_a_flood_of_commands_is_answered(house):
    alice, bob = await talking(house)
    started = time.monotonic()
    for i in range(300):
        await alice.ask("speaking", flags=i % 2)
        await alice.ask("candidate", candidate={"candidate": "x" * 1000})
        with suppress(CommandRefused):
            await alice.ask("layer", track=f"track{i}", quality="f")
    assert time.monotonic() - started < 5
    assert len(house.worker.table.peers[alice.who["peer"]].wishes) <= 64
    await still_hear_each_other(alice, bob)


QUICK = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LINE = st.one_of(
    st.sampled_from(
        [
            "v=0",
            "o=- 1 1 IN IP4 0",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111",
            "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
            "a=mid:0",
            "a=mid:1",
            "a=rtcp-mux",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:abcdefgh",
            "a=setup:actpass",
            "a=rtpmap:111 opus/48000/2",
            "a=rtpmap:96 VP8/90000",
            "a=fmtp:97 apt=96",
            "a=rid:f send",
            "a=ssrc-group:FID 1 2",
            "a=ssrc:1 cname:x",
            "a=extmap:1 urn:x",
            "a=simulcast:send f",
        ]
    ),
    st.text(max_size=30),
    st.builds("a={}:{}".format, st.sampled_from(["rtpmap", "fmtp", "ssrc", "rid"]), st.text()),
)


@QUICK
@given(st.lists(LINE, max_size=30))
def test_any_text_is_a_description_or_says_that_it_is_none(lines):
    with suppress(descriptions.MalformedDescription):
        descriptions.read("\r\n".join(["v=0", *lines]))


@QUICK
@given(st.binary(max_size=120), st.integers(192, 223), st.integers(0, 31))
def test_any_bytes_are_read_as_far_as_they_go(data, kind, count):
    ice.called_fragment(data)
    check = b"\x00\x01" + struct.pack("!HI", len(data), stun.COOKIE) + bytes(12) + data
    ice.called_fragment(check)
    for datagram in (data, check):
        assert ice.authentic(datagram, b"password") is None
    rtcp.read(b"\x80" + data)
    reports = struct.pack("!BBH", 0x80 | count, kind, len(data) // 4) + data
    for packet in rtcp.read(reports):
        if isinstance(packet, RtcpPsfbPacket):
            rtcp.read_remb(packet)
    vp8.read(data)
    discovery.asked_for(data)
    assert Session.new(AES).open(data[:12], data[12:]) is None


@QUICK
@given(st.binary(min_size=13, max_size=80))
def test_any_header_is_read_within_its_packet(data):
    view = memoryview(bytes(20) + data + b"\xff" * 300)
    end = 20 + len(data)
    for _, at, length in extensions.elements(view, 20, end):
        assert 20 < at < at + length <= end
    assert 0 <= extensions.header_size(view, 20, len(data)) <= len(data)
    extensions.text(view, 20, end, 3)


def test_descriptions_of_browsers_are_read_quickly():
    line = "a=rtpmap:96 " + "x" * 60_000
    started = time.monotonic()
    with suppress(descriptions.MalformedDescription):
        descriptions.read(f"v=0\r\nm=video 9 X 96\r\n{line}\r\n")
    for pattern in (descriptions.TOKEN, descriptions.HEX, descriptions.ICE_CHARACTERS):
        assert not pattern.match("A" * 100_000 + "\n")
    assert re.match(descriptions.RID, "f")
    assert time.monotonic() - started < 1
