"""Rules of the packet path that need no packets: loudness, layers, bandwidth, numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from media_sfu.worker import addresses, extensions, reports, speakers, vp8
from media_sfu.worker.bandwidth import FIRST_WAIT, UNLIMITED, Budget
from media_sfu.worker.rtpsize import MODES, Session


@dataclass
class Talker:
    loudness: float
    admitted: bool = False


def test_the_loudest_are_heard_and_stay_until_somebody_is_clearly_louder():
    talkers = [Talker(loudness) for loudness in (90, 80, 70, 60)]
    speakers.choose(talkers, 2)
    assert [talker.admitted for talker in talkers] == [True, True, False, False]
    talkers[2].loudness = 80 + speakers.BONUS - 1
    assert speakers.choose(talkers, 2) == 0
    talkers[2].loudness = 80 + speakers.BONUS + 1
    assert speakers.choose(talkers, 2) == 2
    assert [talker.admitted for talker in talkers] == [True, False, True, False]


def test_priority_speakers_are_heard_beside_the_loudest():
    talkers = [Talker(loudness) for loudness in (90, 80, 10)]
    speakers.choose(talkers, 1, [talkers[2]])
    assert [talker.admitted for talker in talkers] == [True, False, True]


def test_a_few_are_all_heard_however_quiet():
    talkers = [Talker(0), Talker(0)]
    speakers.choose(talkers, 5)
    assert all(talker.admitted for talker in talkers)


def test_a_low_estimate_is_no_limit_but_a_falling_one_is():
    budget = Budget()
    budget.note_estimate(200_000, 10.0)
    assert budget.look(1_000_000, 10.1) == UNLIMITED
    budget.note_estimate(150_000, 11.0)
    assert budget.look(1_000_000, 11.1) == 150_000


def test_losses_limit_what_is_sent_for_longer_each_time():
    budget = Budget()
    now, waits = 100.0, []
    for _ in range(3):
        budget.note_loss(0.3)
        assert budget.look(1_000_000, now) == 750_000
        lowered = now
        budget.note_loss(0.0)
        while budget.look(750_000, now) < UNLIMITED:
            now += 0.1
        waits.append(round(now - lowered))
        now += 1.1
    assert waits == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]


def test_publishers_may_send_less_when_much_is_lost_and_more_again():
    full = reports.allowed(0, 0)
    less = reports.allowed(full, 0.4)
    assert less == pytest.approx(full * 0.8)
    assert less < reports.allowed(less, 0.0) <= full
    assert reports.allowed(1, 1.0) == reports.LEAST_BITRATE


@pytest.mark.parametrize("mode", MODES)
def test_a_key_sees_no_counter_of_ours_twice_nor_one_of_the_client(mode):
    ours, client = Session.new(mode), None
    client = Session(mode, ours.key)
    client._sent = 0xFFFFFFF0  # clients may begin anywhere
    for _ in range(5):
        packet = client.seal(b"head", b"voice")
        assert ours.open(b"head", packet[4:]) == b"voice"
        assert ours.open(b"head", packet[4:]) is None
    sealed = ours.seal(b"head", b"music")
    assert client.open(b"head", sealed[4:]) == b"music"
    assert int.from_bytes(sealed[-4:], "big") < Session.HALF
    client._sent = 1  # and go round
    assert ours.open(b"head", client.seal(b"head", b"voice")[4:]) == b"voice"
    ours._left = 0
    with pytest.raises(OverflowError):
        ours.seal(b"head", b"one too many")
    assert ours.open(b"another", client.seal(b"head", b"voice")[4:]) is None
    assert ours.open(b"head", b"short") is None


def test_a_late_packet_is_opened_unless_it_is_very_late():
    ours = Session.new("aead_aes256_gcm_rtpsize")
    client = Session(ours.mode, ours.key)
    packets = [client.seal(b"head", b"%d" % i)[4:] for i in range(200)]
    assert ours.open(b"head", packets[199]) == b"199"
    assert ours.open(b"head", packets[100]) == b"100"
    assert ours.open(b"head", packets[100]) is None
    assert ours.open(b"head", packets[10]) is None


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"\x10\x00", vp8.NONE._replace(is_key=True)),
        (b"\x10\x01", vp8.NONE),
        (b"\x11\x00", vp8.NONE),
        (b"\x00\x00", vp8.NONE),
        (b"\x90\x80\x05\x00", vp8.Descriptor(True, 2, False, 5, 0, 0)),
        (b"\x90\xe0\x81\x02\x07\x20\x01", vp8.Descriptor(False, 2, True, 258, 4, 7)),
        (b"\x90\x80\x81", vp8.NONE),
        (b"", vp8.NONE),
    ],
)
def test_descriptors_of_vp8_are_read(payload, expected):
    assert vp8.read(payload) == expected


def test_extensions_are_found_behind_csrcs_and_padding():
    packet = (
        b"\x91\x60" + bytes(10) + b"csrc" + b"\xbe\xde\x00\x02\x00\x10A\x31bc\x00\x00" + b"data"
    )
    view = memoryview(packet)
    assert extensions.text(view, 0, len(packet), 1) == "A"
    assert extensions.text(view, 0, len(packet), 3) == "bc"
    assert extensions.text(view, 0, len(packet), 4) == ""
    assert packet[extensions.header_size(view, 0, len(packet)) :] == b"data"


def test_addresses_are_told_as_people_write_them():
    import socket

    packed = addresses.pack(socket.AF_INET6, "192.0.2.1", 5)
    assert addresses.unpack(packed) == ("192.0.2.1", 5)
    assert addresses.unpack(addresses.pack(socket.AF_INET6, "2001:db8::1", 6)) == ("2001:db8::1", 6)
    with pytest.raises(ValueError, match="IPv4"):
        addresses.pack(socket.AF_INET, "::1", 7)
