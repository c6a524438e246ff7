"""One test for each private thing of aiortc, aioice and pylibsrtp that the worker hangs on.

When an upgrade breaks one of these, the test's name says which.
"""

from __future__ import annotations

import ast
import inspect
import struct
from importlib.metadata import version
from pathlib import Path

import pytest
from aioice import stun
from aiortc import RTCCertificate, rtp
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_PROFILES,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
)
from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

import media_sfu.worker
from media_sfu.worker.dtls import ServerDtls, Wire
from media_sfu.worker.srtp import Context
from tests.media_sfu.worker.house import until

KEY = bytes(range(28))
PROFILE = Policy.SRTP_PROFILE_AEAD_AES_128_GCM


# All that begins with an underscore in what is not our own. A new one needs a test here, too.
PRIVATE = {
    "_policy",  # pylibsrtp.Policy: the struct for srtp_create
    "_set_role",  # RTCDtlsTransport
    "_ssl",
    "_srtp_profiles",
}
PRIVATE_MODULES = {"pylibsrtp._binding"}


def packet(sequence: int, payload: bytes = b"payload") -> bytes:
    return struct.pack("!BBHII", 0x80, 120, sequence, 960, 7) + payload


def test_the_versions_are_those_that_the_hooks_were_read_in():
    assert {name: version(name) for name in ("aiortc", "aioice", "pylibsrtp")} == {
        "aiortc": "1.16.0",
        "aioice": "0.13.0",
        "pylibsrtp": "1.0.0",
    }


def test_the_worker_uses_no_private_name_but_those_that_are_tested_here():
    names, modules = set(), set()
    for file in Path(media_sfu.worker.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                is_own = isinstance(node.value, ast.Name) and node.value.id == "self"
                if not is_own and not node.attr.startswith("__"):
                    names.add(node.attr)
            if isinstance(node, ast.ImportFrom) and "._" in (node.module or ""):
                modules.add(node.module)
    assert names == PRIVATE - {"_ssl"}  # that one is read by a subclass
    assert modules == PRIVATE_MODULES


def test_dtls_transport_asks_its_ice_transport_for_nothing_but_what_wire_has():
    source = inspect.getsource(RTCDtlsTransport)
    used = {
        part.split("(")[0].split(")")[0].split(",")[0].split(".")[0].split(" ")[0].strip()
        for part in source.split("self.transport.")[1:]
    }
    assert used <= {"_recv", "_send", "role", "state"}
    assert all(hasattr(Wire(print), name) for name in used)


def test_dtls_transport_makes_its_srtp_sessions_in_setup_srtp_alone():
    assert "_setup_srtp" in inspect.getsource(RTCDtlsTransport.start)
    assert "_rx_srtp" in inspect.getsource(RTCDtlsTransport._setup_srtp)
    assert "get_selected_srtp_profile" in inspect.getsource(RTCDtlsTransport._setup_srtp)


def test_dtls_transport_reads_its_profiles_and_role_from_attributes():
    transport = RTCDtlsTransport(Wire(print), [RTCCertificate.generateCertificate()])
    assert transport._srtp_profiles == SRTP_PROFILES
    transport._set_role("server")
    assert transport._role == "server"
    assert transport._ssl is None


def test_srtp_profiles_cut_keys_and_salts_out_of_the_exported_material():
    profile = next(one for one in SRTP_PROFILES if one.libsrtp_profile == PROFILE)
    assert isinstance(profile, SRTPProtectionProfile)
    assert (profile.key_length, profile.salt_length) == (16, 12)
    material = bytes(range(56))
    assert profile.get_key_and_salt(material, 0) == material[:16] + material[32:44]
    assert profile.get_key_and_salt(material, 1) == material[16:32] + material[44:]


async def test_both_ends_of_a_handshake_have_the_same_keys():
    ours, theirs = RTCCertificate.generateCertificate(), RTCCertificate.generateCertificate()
    keys: list[tuple[Context, Context]] = []
    ended: list[bool] = []
    client_wire = Wire(lambda data: server.feed(data))
    client_wire.role = "controlling"
    fingerprints = [(one.algorithm, one.value) for one in theirs.getFingerprints()]
    server = ServerDtls(
        ours,
        fingerprints,
        send=client_wire.feed,
        on_keys=lambda rx, tx: keys.append((rx, tx)),
        on_end=lambda: ended.append(True),
    )
    client = RTCDtlsTransport(client_wire, [theirs])
    client._set_role("client")
    remote = [RTCDtlsFingerprint(one.algorithm, one.value) for one in ours.getFingerprints()]
    await client.start(RTCDtlsParameters(remote))
    await until(lambda: keys, "the server's keys")
    # The first of our profiles that the browser has is the one.
    assert client._ssl.get_selected_srtp_profile() == SRTP_AEAD_AES_128_GCM.openssl_profile
    (rx, tx) = keys[0]
    sealed = client._tx_srtp.protect(packet(1))
    buffer = ffi.new("unsigned char[]", sealed)
    length = ffi.new("int *", len(sealed))
    assert lib.srtp_unprotect(rx.session, buffer, length) == 0
    assert bytes(ffi.buffer(buffer, length[0])) == packet(1)
    report = bytes(rtp.RtcpRrPacket(1))
    assert client._rx_srtp.unprotect_rtcp(tx.protect_rtcp(report)) == report
    await client.stop()
    await until(lambda: ended, "the goodbye")
    await server.close()
    rx.close()
    tx.close()


def test_the_binding_protects_in_place_with_a_raw_session():
    out = Context(KEY, PROFILE, inbound=False)
    policy = Policy(KEY, Policy.SSRC_ANY_INBOUND, srtp_profile=PROFILE)
    receiver = Session(policy)
    buffer = ffi.new("unsigned char[]", 200)
    for sequence in (1, 2, 2):  # the same again, as for a retransmission
        plain = packet(sequence)
        ffi.memmove(buffer, plain, len(plain))
        length = ffi.new("int *", len(plain))
        assert lib.srtp_protect(out.session, buffer, length) == lib.srtp_err_status_ok
        sealed = bytes(ffi.buffer(buffer, length[0]))
        assert len(sealed) == len(plain) + 16
    assert receiver.unprotect(sealed) == packet(2)
    out.close()
    out.close()


def test_a_replayed_packet_is_refused_by_libsrtp():
    incoming = Context(KEY, PROFILE, inbound=True)
    sender = Session(Policy(KEY, Policy.SSRC_ANY_OUTBOUND, srtp_profile=PROFILE))
    sealed = sender.protect(packet(1))
    results = []
    for _ in range(2):
        buffer = ffi.new("unsigned char[]", sealed)
        results.append(lib.srtp_unprotect(incoming.session, buffer, ffi.new("int *", len(sealed))))
    assert results[0] == 0
    assert results[1] != 0
    incoming.close()


def test_the_sessions_of_pylibsrtp_still_hold_what_the_design_names():
    session = Session(Policy(KEY, Policy.SSRC_ANY_OUTBOUND, srtp_profile=PROFILE))
    assert ffi.typeof(session._srtp[0]) is ffi.typeof("struct srtp_ctx_t_ *")
    policy = Policy(KEY, srtp_profile=PROFILE)
    assert policy._policy.window_size == 0
    policy.window_size, policy.allow_repeat_tx = 128, True
    assert (policy._policy.window_size, policy._policy.allow_repeat_tx) == (128, 1)


def test_stun_checks_the_integrity_of_what_was_parsed():
    message = stun.Message(
        stun.Method.BINDING,
        stun.Class.REQUEST,
        attributes={"USERNAME": "a:b", "PRIORITY": 1, "USE-CANDIDATE": None},
    )
    message.add_message_integrity(b"password")
    parsed = stun.parse_message(bytes(message))
    assert parsed.attributes["USERNAME"] == "a:b"
    assert {"USE-CANDIDATE", "FINGERPRINT"} <= set(parsed.attributes)
    assert parsed.check_message_integrity(b"password")
    assert not parsed.check_message_integrity(b"another")
    bare = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": "a:b"})
    assert not stun.parse_message(bytes(bare)).check_message_integrity(b"password")
    with pytest.raises(ValueError, match="fingerprint"):
        stun.parse_message(bytes(message)[:-1] + b"\0")


def test_stun_answers_carry_the_address_of_the_asker():
    for host in ("192.0.2.7", "2001:db8::7"):
        answer = stun.Message(
            stun.Method.BINDING, stun.Class.RESPONSE, attributes={"XOR-MAPPED-ADDRESS": (host, 9)}
        )
        answer.add_message_integrity(b"password")
        parsed = stun.parse_message(bytes(answer))
        assert parsed.attributes["XOR-MAPPED-ADDRESS"] == (host, 9)


def test_rtcp_of_aiortc_writes_what_it_reads():
    pictures = rtp.RtcpPsfbPacket(rtp.RTCP_PSFB_APP, 1, 0, rtp.pack_remb_fci(123_000, [5, 6]))
    lost = rtp.RtcpRtpfbPacket(rtp.RTCP_RTPFB_NACK, 1, 2, [3, 65535])  # must be sorted
    info = rtp.RtcpReceiverInfo(7, 12, -3, 65536, 1, 2, 3)
    sent = rtp.RtcpSrPacket(9, rtp.RtcpSenderInfo(1 << 40, 2, 3, 4), [info])
    named = rtp.RtcpSdesPacket([rtp.RtcpSourceInfo(9, [(1, b"seat")])])
    heard = rtp.RtcpRrPacket(1, [info])
    asked = rtp.RtcpPsfbPacket(rtp.RTCP_PSFB_PLI, 1, 2)
    data = b"".join(map(bytes, (sent, lost, pictures, named, heard, asked)))
    read = rtp.RtcpPacket.parse(data)
    assert b"".join(map(bytes, read)) == data
    assert rtp.unpack_remb_fci(read[2].fci) == (123_000, [5, 6])
    assert read[0].reports == read[4].reports == [info]
    assert (read[5].fmt, read[5].media_ssrc) == (rtp.RTCP_PSFB_PLI, 2)
    assert rtp.RTCP_PSFB_FIR == 4
