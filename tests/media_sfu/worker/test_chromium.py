"""Chromium with fake devices against a worker, without anything between them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from tests.helpers.chromium import launch_options
from tests.media_sfu.worker.bot import make_bot
from tests.media_sfu.worker.house import House, until
from tests.media_sfu.worker.test_webrtc import opus_frames, play

pytestmark = [pytest.mark.alone, pytest.mark.browser]

PAGE = "https://voice.test/"  # devices are for pages with a secure address
FAKE_DEVICES = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]

CLIENT = """
async () => {
    const stream = await navigator.mediaDevices.getUserMedia({
        audio: {echoCancellation: false, noiseSuppression: false, autoGainControl: false},
        video: {width: 1280, height: 720, frameRate: 30},
    });
    const out = (window.out = new RTCPeerConnection({bundlePolicy: "max-bundle"}));
    window.microphone = stream.getAudioTracks()[0];
    out.addTransceiver(window.microphone, {direction: "sendonly"});
    out.addTransceiver(stream.getVideoTracks()[0], {
        direction: "sendonly",
        sendEncodings: [
            {rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150000},
            {rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500000},
            {rid: "f", maxBitrate: 2500000},
        ],
    });
    await out.setLocalDescription();
    const answer = await ask("publish_offer", {sdp: out.localDescription.sdp});
    await out.setRemoteDescription({type: "answer", sdp: answer.sdp});

    const viewer = (window.viewer = new RTCPeerConnection({bundlePolicy: "max-bundle"}));
    window.heard = {};
    viewer.ontrack = ({track, transceiver}) => {
        window.heard[transceiver.mid] = track;
        const element = document.createElement(track.kind);
        Object.assign(element, {srcObject: new MediaStream([track]), autoplay: true});
        document.body.append(element);
    };
    window.takeOffer = async (sdp) => {
        await viewer.setRemoteDescription({type: "offer", sdp});
        await viewer.setLocalDescription();
        await ask("subscribe_answer", {sdp: viewer.localDescription.sdp});
    };
    await takeOffer((await ask("subscribe", {})).sdp);
}
"""
RECEIVED = """
async () => {
    const found = {};
    for (const transceiver of viewer.getTransceivers())
        for (const one of (await transceiver.receiver.getStats()).values())
            if (one.type === "inbound-rtp")
                found[one.ssrc] = {
                    kind: one.kind, packets: one.packetsReceived, lost: one.packetsLost,
                    energy: one.totalAudioEnergy ?? 0, frames: one.framesDecoded ?? 0,
                    height: one.frameHeight ?? 0,
                };
    return found;
}
"""


async def open_page(context: Any, house: House) -> tuple[Page, dict[str, Any]]:
    joined = await house.join()
    page = await context.new_page()

    async def ask(op: str, body: dict[str, Any]) -> dict[str, Any]:
        return await house.worker.handle(op, {**joined["who"], **body})

    await page.expose_function("ask", ask)
    await page.route(PAGE, lambda route: route.fulfill(content_type="text/html", body="<p>"))
    await page.goto(PAGE)
    return page, joined


async def until_received(page: Page, condition: Any, what: str, limit: float = 20.0) -> Any:
    end = asyncio.get_running_loop().time() + limit
    received: dict[str, Any] = {}
    while asyncio.get_running_loop().time() < end:
        received = await page.evaluate(RECEIVED)
        if condition(received):
            return received
        await asyncio.sleep(0.1)
    raise AssertionError(f"not within {limit} s: {what}; {received}")


RESTART = """
async () => {
    const before = await selected();
    await out.setLocalDescription(await out.createOffer({iceRestart: true}));
    const publish = {connection: "publish", sdp: out.localDescription.sdp};
    const answer = await ask("restart_ice", publish);
    await out.setRemoteDescription({type: "answer", sdp: answer.sdp});
    await takeOffer((await ask("restart_ice", {connection: "subscribe"})).sdp);
    async function selected() {
        for (const one of (await out.getStats()).values())
            if (one.type === "transport") return one.selectedCandidatePairId;
    }
    for (let i = 0; i < 100 && (await selected()) === before; i++)
        await new Promise((done) => setTimeout(done, 50));
    return [before, await selected(), out.connectionState, viewer.connectionState];
}
"""


async def test_pages_and_a_bot_hear_and_see_each_other(house):
    options = launch_options()
    options["args"] += [*FAKE_DEVICES, "--autoplay-policy=no-user-gesture-required"]
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(**options)
        context = await chromium.new_context(permissions=["microphone", "camera"])
        bot = await make_bot(house)
        alice, alice_is = await open_page(context, house)
        for _ in range(3):
            await house.join()  # who is there before the pages, so that more cameras are needed
        bob, _ = await open_page(context, house)
        await alice.evaluate(CLIENT)
        await bob.evaluate(CLIENT)
        (offer,) = house.told("offer", peer=alice_is["who"]["peer"])
        await alice.evaluate("takeOffer", offer["sdp"])
        voice, camera = str(alice_is["ssrc"]), str(alice_is["video_ssrc"])

        await until_received(bob, lambda got: energy(got, voice) > 0.01, "alice is heard")
        await until_received(bob, lambda got: height(got, camera) == 720, "alice is seen")
        bob_is = house.told("joined")[-1]
        await until_received(alice, lambda got: height(got, str(bob_is["video_ssrc"])), "so is bob")
        heard = {one.ssrc for one in bot.heard()}
        assert heard == {alice_is["ssrc"], bob_is["ssrc"]}

        playing = asyncio.create_task(play(bot, await opus_frames(700, 300)))
        await until_received(bob, lambda got: energy(got, str(bot.ssrc)) > 0.01, "so is the bot")
        playing.cancel()

        who = {key: bob_is[key] for key in ("room", "peer", "generation")}
        for quality, expected in (("q", 180), ("f", 720)):
            wish = {**who, "track": camera, "quality": quality}
            await house.worker.handle("layer", wish)
            await until_received(
                bob, lambda got, wanted=expected: height(got, camera) == wanted, quality, limit=2
            )

        await house.worker.handle("mute", {**alice_is["who"], "muted": True})
        await asyncio.sleep(0.3)
        bot.raw.clear()
        before, after, *states = await alice.evaluate(RESTART)
        assert before != after
        assert states == ["connected", "connected"]
        assert (await until_received(bob, lambda got: True, ""))[camera]["lost"] == 0
        assert alice_is["ssrc"] not in {one.ssrc for one in bot.heard()}
        await house.worker.handle("mute", {**alice_is["who"], "muted": False})
        frames = (await until_received(bob, lambda got: True, ""))[camera]["frames"]
        await until_received(bob, lambda got: got[camera]["frames"] > frames + 10, "it goes on")
        await until(lambda: alice_is["ssrc"] in {one.ssrc for one in bot.heard()}, "heard again")
        assert not house.told("left")
        await chromium.close()


def energy(received: dict[str, Any], ssrc: str) -> float:
    return float(received.get(ssrc, {}).get("energy", 0))


def height(received: dict[str, Any], ssrc: str) -> int:
    return int(received.get(ssrc, {}).get("height", 0))
