"""Browsers' voice: real peer connections of aiortc, and bots beside them."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiortc import RTCSessionDescription
from av import CodecContext, Packet

from media_sfu.worker import ice
from media_sfu.worker.errors import CommandRefused
from tests.media_sfu.worker.bot import AES, XCHACHA, make_bot
from tests.media_sfu.worker.browser import Tone, make_browser
from tests.media_sfu.worker.house import until


async def opus_frames(pitch: int, amount: int) -> list[bytes]:
    """Return a tone as Opus packets of 20 ms, as a music bot has them."""
    encoder = CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.format, encoder.layout = 48_000, "s16", "mono"
    tone = Tone(pitch)
    tone._begun = -1e9
    frames = [await tone.recv() for _ in range(amount)]
    return [bytes(packet) for frame in frames for packet in encoder.encode(frame)]


async def play(bot, frames: list[bytes]) -> None:
    for frame in frames:
        bot.say(frame)
        await asyncio.sleep(0.018)


async def test_browsers_and_bots_hear_each_other(house):
    alice, bob = await make_browser(house), await make_browser(house)
    music, recorder = await make_bot(house, AES), await make_bot(house, XCHACHA)
    await asyncio.gather(alice.publish(Tone(400)), bob.publish(Tone(800)))
    await asyncio.gather(alice.watch(), bob.watch())
    # Browsers that were there before are told of it, or they would not play it.
    (told,) = house.told("tracks", peer=music.who["peer"])
    assert [(one["ssrc"], one["source"]) for one in told["tracks"]] == [(music.ssrc, "microphone")]
    playing = asyncio.create_task(play(music, await opus_frames(1600, 200)))
    await until(lambda: bob.hears(alice.ssrc, 400), "bob hears alice")
    await until(lambda: alice.hears(bob.ssrc, 800), "alice hears bob")
    await until(lambda: alice.hears(music.ssrc, 1600), "alice hears the music")
    await until(lambda: bob.hears(music.ssrc, 1600), "bob hears the music")
    assert alice.ear(alice.ssrc).frames == 0

    def from_alice():
        return [one for one in recorder.heard() if one.ssrc == alice.ssrc]

    await until(lambda: len(from_alice()) > 20, "the bot hears alice")
    heard = from_alice()
    sequences = [one.sequence for one in heard]
    assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))
    decoder = CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = 48_000, "stereo"
    for one in heard:
        assert decoder.decode(Packet(one.payload))
    assert house.told("speaking", user_id=alice.user_id, ssrc=alice.ssrc, flags=1)
    assert {event["user_id"] for event in house.told("joined")} == {
        one.user_id for one in (alice, bob, music, recorder)
    }
    playing.cancel()


async def test_mute_is_heard_as_nothing_and_its_end_at_once(house):
    tone = Tone(400)
    alice, bob = await make_browser(house), await make_bot(house)
    await alice.publish(tone)
    await until(lambda: len(bob.heard()) > 10, "bob hears alice")
    await alice.ask("mute", muted=True)
    assert house.told("speaking", user_id=alice.user_id)[-1]["flags"] == 0
    await asyncio.sleep(0.1)
    bob.raw.clear()
    await asyncio.sleep(1.2)  # sixty packets: at least one of them was decrypted all the same
    assert bob.heard() == []
    await alice.ask("mute", muted=False)
    await until(lambda: len(bob.heard()) > 10, "bob hears alice again")
    sequences = [one.sequence for one in bob.heard()]
    assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))


async def test_speaking_ends_with_the_voice(house):
    tone = Tone(400)
    alice = await make_browser(house)
    await alice.publish(tone)
    await until(lambda: house.told("speaking", flags=1), "speaks")
    tone.is_silent = True
    await until(lambda: house.told("speaking", flags=0), "speaks no more")


async def test_who_is_deafened_hears_nothing_and_then_again(house):
    alice, bob = await make_browser(house), await make_browser(house)
    await alice.publish(Tone(400))
    await bob.watch()
    await until(lambda: bob.hears(alice.ssrc, 400), "before")
    await bob.ask("mute", deafened=True)
    sent = house.worker.stats()["forwarded"]
    await asyncio.sleep(0.2)
    assert house.worker.stats()["forwarded"] == sent
    await bob.ask("mute", deafened=False)
    frames = bob.ear(alice.ssrc).frames
    await until(lambda: bob.ear(alice.ssrc).frames > frames + 10, "afterwards")


async def test_viewers_are_offered_more_when_more_sit_down_than_were_expected(house):
    viewer = await make_browser(house)
    await viewer.watch()
    bots = [await make_bot(house) for _ in range(8)]
    assert len(house.told("offer")) == 1  # nine seats with the viewer's, eight were foreseen
    before = set(viewer.ears)
    await viewer.take_new_offer()
    assert len(set(viewer.ears) - before) == 1
    frames = await opus_frames(700, 100)
    playing = asyncio.create_task(play(bots[-1], frames))
    await until(lambda: viewer.hears(bots[-1].ssrc, 700), "the last one is heard")
    playing.cancel()
    for bot in bots:
        await house.worker.handle("leave", bot.who)
    await make_bot(house)
    assert len(house.told("offer")) == 1  # who comes takes a seat that everybody knows


async def test_an_ice_restart_keeps_the_connection(house):
    alice, bob = await make_browser(house), await make_bot(house)
    sdp = await alice.publish(Tone(400))
    link = house.worker.table.peers[alice.who["peer"]].publish
    old = link.credentials
    offer = alice.pc.localDescription.sdp
    fragment = next(line for line in offer.splitlines() if line.startswith("a=ice-ufrag:"))
    restarted = offer.replace(fragment, "a=ice-ufrag:another")
    answer = await alice.ask("restart_ice", connection="publish", sdp=restarted)
    assert link.credentials is not old
    assert f"a=ice-ufrag:{link.credentials.fragment}" in answer["sdp"]
    assert old.fragment in sdp
    assert house.worker.table.peers[alice.who["peer"]].publish is link
    assert len(house.worker.table.by_fragment) == 2  # the old one until the new one is used
    await until(lambda: len(bob.heard()) > 10, "the voice goes on")
    await house.worker.handle("leave", alice.who)
    assert house.worker.table.by_fragment == {}


async def test_a_connection_that_has_ended_cannot_be_restarted(house):
    alice = await make_browser(house)
    await alice.publish(Tone(400))
    sdp = alice.pc.localDescription.sdp
    await alice.pc.close()
    peer = house.worker.table.peers[alice.who["peer"]]
    await until(lambda: peer.publish is None, "the goodbye arrived")
    with pytest.raises(CommandRefused, match="ended"):
        await alice.ask("restart_ice", connection="publish", sdp=sdp)
    assert (await alice.ask("publish_offer", sdp=sdp))["sdp"]


async def test_who_stops_to_check_its_connection_is_gone(house, monkeypatch):
    alice = await make_browser(house)
    await alice.publish(Tone(400))
    await until(lambda: house.told("speaking"), "speaks")
    assert not house.told("left")
    monkeypatch.setattr("media_sfu.worker.browser_desk.CONSENT_SECONDS", 0.5)
    (transport,) = {one.sender.transport.transport for one in alice.pc.getTransceivers()}
    await transport._connection.close()
    await until(lambda: house.told("left", reason="gone"), "gone")
    assert house.worker.table.by_address == {}
    assert house.told("speaking", user_id=alice.user_id)[-1]["flags"] == 0
    assert ice.CONSENT_SECONDS == 15.0


async def test_who_leaves_ends_the_connections_and_can_come_back(house):
    alice, bob = await make_browser(house), await make_bot(house)
    await alice.publish(Tone(400))
    await until(lambda: bob.heard(), "before")
    await house.worker.handle("leave", alice.who)
    await until(lambda: alice.pc.connectionState in {"closed", "failed"}, "told goodbye")
    bob.raw.clear()
    again = await make_browser(house, peer=alice.who["peer"], generation=2)
    assert again.ssrc == alice.ssrc
    await again.publish(Tone(500))
    await until(lambda: len(bob.heard()) > 5, "afterwards")


async def test_a_newer_session_of_a_peer_replaces_its_connections(house):
    alice = await make_browser(house)
    await alice.publish(Tone(400))
    newer = {**alice.who, "generation": 2, "user_id": alice.user_id, "expires": time.time() + 60}
    answer = await house.worker.handle("join", newer)
    assert answer["ssrc"] == alice.ssrc
    assert house.worker.table.peers[alice.who["peer"]].publish is None
    with pytest.raises(CommandRefused, match="stale"):
        await alice.ask("subscribe")


async def test_another_certificate_than_the_described_one_gets_no_keys(house):
    alice = await make_browser(house)
    alice.pc.addTrack(Tone(400))
    await alice.pc.setLocalDescription(await alice.pc.createOffer())
    lines = alice.pc.localDescription.sdp.splitlines()
    forged = [
        line.rpartition(" ")[0] + " " + ":".join(["AB"] * 32) if "sha-256" in line else line
        for line in lines
        if "sha-384" not in line and "sha-512" not in line
    ]
    answer = await alice.ask("publish_offer", sdp="\r\n".join([*forged, ""]))
    await alice.pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
    await until(
        lambda: house.worker.table.peers[alice.who["peer"]].publish is None, "the link is closed"
    )
    assert not house.told("joined")


async def test_what_is_there_is_told_to_who_comes(house):
    alice = await make_browser(house)
    await alice.publish(Tone(400))
    joined = await house.join()
    (other,) = joined["peers"]
    assert (other["user_id"], other["ssrc"]) == (alice.user_id, alice.ssrc)
    assert [track["source"] for track in other["tracks"]] == ["microphone"]
    (told,) = house.told("tracks", user_id=alice.user_id)
    assert [track["id"] for track in told["tracks"]] == [str(alice.ssrc)]
