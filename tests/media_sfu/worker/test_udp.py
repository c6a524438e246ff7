"""The ``udp`` protocol, between real sockets and one worker."""

from __future__ import annotations

import asyncio
import time

import pytest

from media_sfu.worker import datagrams
from media_sfu.worker.errors import CommandRefused
from tests.media_sfu.worker.bot import AES, XCHACHA, make_bot
from tests.media_sfu.worker.house import House, until

SILENCE = b"\xf8\xff\xfe"


def frames(amount: int, tag: bytes = b"frame") -> list[bytes]:
    return [tag + bytes([i]) for i in range(amount)]


@pytest.mark.parametrize(("one", "other"), [(AES, XCHACHA), (XCHACHA, AES)])
async def test_two_bots_hear_each_other_whatever_encryption_each_has(house, one, other):
    alice, bob = await make_bot(house, one), await make_bot(house, other)
    for payload in frames(20):
        alice.say(payload)
        bob.say(payload + b"!")
    await until(lambda: len(bob.heard()) == len(alice.heard()) == 20, "all frames")
    assert bob.payloads() == frames(20)
    assert alice.payloads() == [payload + b"!" for payload in frames(20)]
    assert {heard.ssrc for heard in bob.heard()} == {alice.ssrc}
    first = bob.heard()[0]
    assert [heard.sequence - first.sequence for heard in bob.heard()] == list(range(20))
    assert [heard.timestamp - first.timestamp for heard in bob.heard()] == [
        960 * i for i in range(20)
    ]


async def test_a_bot_learns_its_address_before_it_has_a_key(house):
    bot = await make_bot(house)
    ssrc, host, port = await bot.discover()
    assert (ssrc, host, port) == (bot.ssrc, *bot.socket.getsockname())


async def test_a_worker_on_ipv6_serves_both_families():
    house = House("::", external_ips=["::1", "127.0.0.1"])
    await house.open()
    six, four = await make_bot(house), None
    house.worker.external_ips.reverse()
    four = await make_bot(house)
    assert (await six.discover())[1] == "::1"
    assert (await four.discover())[1] == "127.0.0.1"
    six.say(b"from six")
    four.say(b"from four")
    await until(lambda: six.payloads() == [b"from four"], "IPv4 to IPv6")
    await until(lambda: four.payloads() == [b"from six"], "IPv6 to IPv4")
    await house.close()


async def test_a_worker_without_given_addresses_tells_those_of_the_machine():
    house = House("0.0.0.0", external_ips=[])
    await house.open()
    bot = await make_bot(house)
    hosts = [host for host, _ in house.worker.addresses]
    assert hosts[-1] == "127.0.0.1"
    assert "0.0.0.0" not in hosts
    assert (await bot.discover())[0] == bot.ssrc
    await house.close()


async def test_a_worker_does_without_calls_for_many_datagrams(monkeypatch):
    monkeypatch.setattr(datagrams, "HAS_BATCHES", False)
    house = House()
    await house.open()
    assert type(house.worker.datagrams) is datagrams.PortableDatagrams
    alice, bob = await make_bot(house), await make_bot(house)
    for payload in frames(100):
        alice.say(payload)
    await until(lambda: bob.payloads() == frames(100), "all frames")
    await house.close()


async def test_a_header_extension_stays_behind(house):
    alice, bob = await make_bot(house), await make_bot(house)
    alice.say(b"opus", extension=b"\x10\xff\x00\x00")
    await until(lambda: bob.payloads() == [b"opus"], "the payload alone")


async def test_rooms_do_not_hear_each_other(house):
    alice, bob = await make_bot(house), await make_bot(house)
    stranger = await make_bot(house, room="elsewhere")
    alice.say(b"psst")
    await until(bob.payloads, "the room hears it")
    assert stranger.payloads() == []


async def test_a_replayed_packet_is_heard_once(house):
    alice, bob = await make_bot(house), await make_bot(house)
    again = alice.say(b"once")
    alice.send_raw(again)
    alice.send_raw(again)
    alice.say(b"next")
    await until(lambda: bob.payloads()[-1:] == [b"next"], "the next frame")
    assert bob.payloads() == [b"once", b"next"]


async def test_nobody_can_use_the_ssrc_of_another(house):
    alice, bob, carol = [await make_bot(house) for _ in range(3)]
    alice.say(b"as bob", ssrc=bob.ssrc)
    alice.say(b"as nobody", ssrc=12345)
    alice.say(b"as alice")
    await until(carol.payloads, "what alice said as herself")
    assert carol.payloads() == [b"as alice"]
    assert house.worker.stats()["refused"] == 2


async def test_a_forged_packet_moves_nobody_to_another_address(house):
    alice, bob = await make_bot(house), await make_bot(house)
    real = alice.packet(b"real")
    forged = real[:-5] + bytes([real[-5] ^ 1]) + real[-4:]
    bob.send_raw(forged)
    await until(lambda: house.worker.stats()["refused"], "the forgery arrived")
    bob.say(b"for alice")
    await until(alice.payloads, "alice is where she was")


async def test_a_bot_whose_network_changed_is_found_by_its_next_packet(house):
    alice, bob = await make_bot(house), await make_bot(house)
    await alice.change_network()
    alice.say(b"still me")
    await until(lambda: bob.payloads() == [b"still me"], "bob hears alice")
    bob.say(b"welcome back")
    await until(lambda: alice.payloads() == [b"welcome back"], "alice hears bob")


async def test_an_address_that_was_only_claimed_gets_nothing(house):
    alice, bob, victim = [await make_bot(house) for _ in range(3)]
    address, port = victim.socket.getsockname()
    await house.worker.handle("leave", victim.who)
    liar = await house.join()
    await house.worker.handle(
        "udp_select", {**liar["who"], "mode": AES, "address": address, "port": port}
    )
    victim.raw.clear()
    alice.say(b"hello")
    await until(bob.payloads, "the room hears it")
    assert victim.raw == []


async def test_keep_alives_come_back(house):
    bot = await make_bot(house)
    bot.send_raw(b"\x05\0\0\0\0\0\0\0")
    await until(lambda: b"\x05\0\0\0\0\0\0\0" in bot.raw, "the echo")


async def test_who_is_muted_is_not_heard_and_who_is_deafened_does_not_hear(house):
    alice, bob = await make_bot(house), await make_bot(house)
    alice.say(b"one")
    await until(lambda: bob.payloads() == [b"one"], "before")
    await house.worker.handle("mute", {**alice.who, "muted": True})
    alice.say(b"muted")
    bob.say(b"to alice")
    await until(alice.payloads, "who is muted hears")
    await house.worker.handle("mute", {**alice.who, "muted": False, "deafened": True})
    alice.say(b"two")
    bob.say(b"deaf ears")
    await until(lambda: bob.payloads() == [b"one", b"two"], "heard again, without the muted part")
    await house.worker.handle("mute", {**alice.who, "deafened": False})
    bob.say(b"three")
    await until(lambda: alice.payloads() == [b"to alice", b"three"], "hears again")
    sequences = [heard.sequence for heard in bob.heard()]
    assert sequences[1] == sequences[0] + 1  # what was held back is no loss


async def test_who_may_not_speak_is_not_heard_until_it_may(house):
    alice, bob = await make_bot(house, bits=[]), await make_bot(house)
    alice.say(b"not yet")
    await until(lambda: house.worker.stats()["gated"] == 1, "held back")
    await house.worker.handle("mute", {**alice.who, "bits": ["SPEAK"]})
    alice.say(b"now")
    await until(bob.payloads, "heard")
    assert bob.payloads() == [b"now"]


async def test_who_left_neither_hears_nor_is_heard(house):
    alice, bob, carol = [await make_bot(house) for _ in range(3)]
    alice.say(b"hello")
    await until(lambda: bob.payloads() and carol.payloads(), "before")
    await house.worker.handle("leave", {**carol.who, "reason": "kicked"})
    assert house.told("left", peer=carol.who["peer"], reason="kicked")
    carol.say(b"still here?")
    alice.say(b"bye")
    await until(lambda: bob.payloads() == [b"hello", b"bye"], "the others go on")
    assert carol.payloads() == [b"hello"]
    await house.worker.handle("leave", carol.who)


async def test_who_takes_the_seat_continues_its_numbers(house):
    alice, bob = await make_bot(house), await make_bot(house)
    alice.say(b"first")
    await until(bob.payloads, "the first")
    await house.worker.handle("leave", alice.who)
    carol = await make_bot(house)
    carol.sequence = 40000
    carol.say(b"second")
    await until(lambda: len(bob.heard()) == 2, "the second")
    before, after = bob.heard()
    assert (after.ssrc, after.sequence) == (before.ssrc, before.sequence + 1)
    assert 0 <= after.timestamp - before.timestamp < 48_000 * 10


async def test_speaking_is_told_as_far_as_it_is_allowed(house):
    alice = await make_bot(house)
    await house.worker.handle("speaking", {**alice.who, "flags": 5})
    assert [event["flags"] for event in house.told("speaking")] == [1]
    assert house.told("speaking", user_id=alice.user_id, ssrc=alice.ssrc)
    await house.worker.handle("mute", {**alice.who, "muted": True})
    assert [event["flags"] for event in house.told("speaking")] == [1, 0]
    await house.worker.handle("speaking", {**alice.who, "flags": 1})
    assert len(house.told("speaking")) == 2


async def test_a_grant_ends_when_it_expires_unless_it_was_renewed(house):
    brief = {"expires": time.time() + 0.7}
    alice, bob = await make_bot(house, **brief), await make_bot(house, **brief)
    joined = {**alice.who, "user_id": alice.user_id, "expires": time.time() + 60, "bits": ["SPEAK"]}
    renewed = await house.worker.handle("join", joined)
    assert renewed["ssrc"] == alice.ssrc
    await until(lambda: house.told("left", reason="expired"), "the end")
    assert [event["user_id"] for event in house.told("left")] == [bob.user_id]
    assert len(house.told("joined")) == 2
    with pytest.raises(CommandRefused, match="forbidden"):
        await house.worker.handle("join", {**joined, "expires": time.time() - 1})


async def test_commands_of_an_older_session_are_refused(house):
    bot = await make_bot(house, generation=4)
    for op in ("mute", "leave", "speaking"):
        with pytest.raises(CommandRefused, match="stale"):
            await house.worker.handle(op, {**bot.who, "generation": 3, "flags": 0})
    assert not house.told("left")


@pytest.mark.parametrize(
    ("op", "change", "code"),
    [
        ("dance", {}, "unknown_op"),
        ("udp_select", {"mode": "plain"}, "unsupported"),
        ("udp_select", {"address": "example"}, "invalid"),
        ("udp_select", {"port": 70000}, "invalid"),
        ("udp_select", {"peer": "nobody"}, "unknown_peer"),
        ("udp_select", {"room": "elsewhere"}, "unknown_peer"),
        ("udp_select", {"mode": None}, "invalid"),
        ("speaking", {"flags": "loud"}, "invalid"),
        ("join", {"expires": "tomorrow"}, "invalid"),
    ],
)
async def test_commands_that_cannot_be_carried_out_say_why(house, op, change, code):
    who = (await house.join())["who"]
    body = {**who, "mode": AES, "address": "127.0.0.1", "port": 9, "user_id": "7", **change}
    with pytest.raises(CommandRefused) as refused:
        await house.worker.handle(op, body)
    assert refused.value.code == code


async def test_a_room_that_is_closed_is_empty(house):
    await house.join("a")
    await house.join("a")
    await house.join("b")
    await house.worker.handle("close_room", {"room": "a"})
    assert len(house.told("left", room="a")) == 2
    assert list(house.worker.stats()["rooms"]) == ["b"]
    await house.worker.handle("close_room", {"room": "a"})


async def test_only_the_loudest_are_heard_and_priority_speakers(house):
    listener = await make_bot(house)
    bots = [await make_bot(house) for _ in range(6)]
    chief = await make_bot(house, bits=["SPEAK", "PRIORITY_SPEAKER"])
    await house.worker.handle("speaking", {**chief.who, "flags": 5})
    everybody = [*bots, chief]
    for _ in range(60):
        for bot in bots[:5]:
            bot.say(b"la")
        for bot in (bots[5], chief):
            bot.say(SILENCE)
        await asyncio.sleep(0.01)
    listener.raw.clear()
    for bot in bots[:5]:
        bot.say(b"la")
    for bot in everybody:
        bot.say(b"now")
    await until(lambda: house.worker.stats()["packets_in"] >= 60 * 7 + 7, "all arrived")
    chosen = {bot.ssrc for bot in [*bots[:5], chief]}
    await until(lambda: {one.ssrc for one in listener.heard()} >= chosen, "five and the chief")
    assert {one.ssrc for one in listener.heard()} == chosen
