/** What a call does next: the machine, and what it reads from connections. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodingsFor } from "app/voice/layers.js";
import { IDLE, step } from "app/voice/machine.js";
import { findings } from "app/voice/self-test.js";
import { grade, Statistics } from "app/voice/statistics.js";
import { inStereo, sectionsBySsrc } from "app/voice/subscriber.js";

const target = { guildId: "1", channelId: "2" };
const server = { type: "server", guildId: "1", token: "t", endpoint: "voice:1" };
const here = { type: "state", guildId: "1", channelId: "2", isMine: true };

/** A call after these events, and what it was told to do since the last of them. */
function after(...events) {
  let state = IDLE;
  let effects = [];
  for (const event of events) [state, effects] = step(state, event);
  return { state, does: effects.map((one) => one.do), effects };
}

const join = { type: "join", target };
const up = [join, here, server, { type: "up" }];

test("a call is asked for, opened and up", () => {
  assert.deepEqual(after(join).does, ["ask", "timer"]);
  const opened = after(join, here, server);
  assert.equal(opened.state.phase, "connecting");
  assert.deepEqual(opened.effects[1], { do: "open", server: { token: "t", endpoint: "voice:1" } });
  assert.equal(after(...up).state.phase, "connected");
  assert.deepEqual(after(...up).does, ["timer", "cue"]);
});

test("joining where one is does nothing, joining elsewhere moves", () => {
  assert.deepEqual(after(...up, join).does, []);
  const moved = after(...up, { type: "join", target: { guildId: "1", channelId: "3" } });
  assert.deepEqual(moved.does, ["close", "ask", "timer"]);
  assert.equal(moved.state.target.channelId, "3");
});

test("who is not let in is told so, and asks no more", () => {
  const late = { type: "late" };
  const { state, does } = after(join, late, late, late);
  assert.equal(state.phase, "idle");
  assert.match(state.ended, /could not be joined/);
  assert.ok(does.includes("leave"));
});

test("lost media look for another way, then the call is made anew", () => {
  const down = { type: "down" };
  assert.deepEqual(after(...up, down).does, ["restart", "timer"]);
  assert.equal(after(...up, down, { type: "up" }).state.phase, "connected");
  assert.deepEqual(after(...up, down, { type: "late" }).does, ["ask", "timer"]);
});

test("a call that was up is not given up soon, and says nothing when it is back", () => {
  const late = { type: "late" };
  const long = Array.from({ length: 20 }, () => late);
  assert.equal(after(...up, { type: "down" }, ...long).state.phase, "asking");
  assert.deepEqual(after(...up, { type: "down" }, late, server, { type: "up" }).does, ["timer"]);
});

test("another worker takes over without being asked", () => {
  const { state, does } = after(...up, { ...server, endpoint: "voice:2" });
  assert.equal(state.phase, "connecting");
  assert.deepEqual(does, ["close", "open", "timer"]);
});

test("a moderator's disconnect ends the call, whichever word of it comes first", () => {
  const ended = { type: "ended", code: 4014 };
  const gone = { ...here, channelId: null };
  for (const events of [[ended, gone], [gone]]) {
    const { state, does } = after(...up, ...events);
    assert.equal(state.phase, "idle");
    assert.match(state.ended, /disconnected/);
    assert.ok(!does.includes("leave"));
  }
});

test("a move by a moderator is followed", () => {
  const moved = after(...up, { ...here, channelId: "9" });
  assert.equal(moved.state.phase, "waiting");
  assert.equal(moved.state.target.channelId, "9");
  assert.equal(after(...up, { ...here, channelId: "9" }, server).state.phase, "connecting");
});

test("joining on another device ends the call here", () => {
  const { state } = after(...up, { ...here, isMine: false });
  assert.equal(state.phase, "idle");
  assert.match(state.ended, /another/);
});

test("what is told of before the question does not count", () => {
  assert.equal(after(join, { ...here, channelId: null }).state.phase, "asking");
  assert.equal(after(...up, { ...server, guildId: "7" }).state.phase, "connected");
});

test("a socket that is over asks anew, and a new gateway session too", () => {
  assert.deepEqual(after(...up, { type: "ended", code: 4006 }).does, ["close", "ask", "timer"]);
  assert.deepEqual(after(...up, { type: "session" }).does, ["ask", "timer"]);
});

test("leaving leaves, and nothing that comes later matters", () => {
  const { state, does } = after(...up, { type: "leave" });
  assert.deepEqual(does, ["close", "leave", "cue", "timer"]);
  assert.equal(state.ended, "");
  assert.deepEqual(after(...up, { type: "leave" }, server).does, []);
});

test("a picture is sent in the layers that fit it and that somebody watches", () => {
  const active = (...args) => encodingsFor(...args).flatMap((one) => (one.active ? one.rid : []));
  assert.deepEqual(active("1080", 1080), ["f", "h", "q"]);
  assert.deepEqual(active("720", 1080), ["h", "q"]);
  assert.deepEqual(active("1080", 480), ["q"]);
  assert.deepEqual(active("1080", 1080, ["q", "h"]), ["h", "q"]);
  assert.deepEqual(active("1080", 1080, []), ["q"]);
  const [f, h, q] = encodingsFor("1080", 1080);
  assert.deepEqual(
    [f, h, q].map((one) => one.scaleResolutionDownBy),
    [1, 1.5, 2.25],
  );
  assert.deepEqual(
    [f, h, q].map((one) => one.maxBitrate),
    [2_500_000, 1_500_000, 800_000],
  );
  const [smooth] = encodingsFor("1080p60", 1440);
  assert.deepEqual(
    [smooth.scaleResolutionDownBy, smooth.maxBitrate, smooth.maxFramerate],
    [1440 / 1080, 4_500_000, 60],
  );
  const [whole, next] = encodingsFor("source", 1440);
  assert.deepEqual(
    [whole.scaleResolutionDownBy, whole.maxBitrate, next.scaleResolutionDownBy],
    [1, 8_000_000, 2],
  );
  assert.deepEqual(active("source", 1440), ["f", "h", "q"]);
  assert.deepEqual(active("source", 900), ["f", "h", "q"]);
  assert.deepEqual(active("source", 720), ["h", "q"]);
});

test("an offer tells which section carries which stream", () => {
  const sdp =
    "v=0\r\nm=audio 9 X 120\r\na=mid:0\r\na=ssrc:11 cname:a\r\nm=video 9 X 96\r\na=mid:v1\r\na=ssrc-group:FID 22 23\r\na=ssrc:22 cname:b\r\na=ssrc:23 cname:b\r\n";
  assert.deepEqual(
    [...sectionsBySsrc(sdp)],
    [
      [11, "0"],
      [22, "v1"],
      [23, "v1"],
    ],
  );
});

test("answers ask for music as it was meant, once", () => {
  const line = "a=fmtp:120 minptime=10;useinbandfec=1";
  assert.equal(inStereo(line), `${line};stereo=1`);
  assert.equal(inStereo(`${line};stereo=1`), `${line};stereo=1`);
});

test("figures are of the time since they were last read", () => {
  const statistics = new Statistics();
  const heard = (packetsReceived, packetsLost, bytesReceived) => [
    { id: "i", type: "inbound-rtp", kind: "audio", packetsReceived, packetsLost, jitter: 0.01 },
    { id: "t", type: "transport", bytesReceived, selectedCandidatePairId: "p" },
    { id: "p", type: "candidate-pair", currentRoundTripTime: 0.03, localCandidateId: "l" },
    { id: "l", type: "local-candidate", candidateType: "relay", relayProtocol: "tcp" },
  ];
  statistics.read([], heard(1000, 500, 0), 0);
  const now = statistics.read([], heard(1090, 510, 25_000), 2000);
  assert.equal(now.loss, 0.1);
  assert.equal(now.down, 100_000);
  assert.equal(now.ping, 30);
  assert.ok(now.isRelayed);
  assert.equal(now.protocol, "TCP");
  assert.equal(grade(now), "poor");
});

test("the self-test names the fault that people can mend", () => {
  const well = {
    problem: "",
    loudest: -20,
    isMutedBySystem: false,
    isSocketOpen: true,
    isInCall: true,
    isConnected: true,
    quality: {
      ping: 20,
      loss: 0,
      jitter: 1,
      up: 0,
      down: 0,
      codec: "",
      isRelayed: false,
      protocol: "UDP",
    },
  };
  const texts = (facts) =>
    findings({ ...well, ...facts }).map(({ tone, text }) => `${tone}: ${text}`);
  assert.ok(texts({}).every((text) => text.startsWith("good")));
  assert.match(texts({ loudest: -100 })[0], /poor: .*muted/);
  assert.match(texts({ problem: "No microphone was found." })[0], /No microphone/);
  assert.match(texts({ isSocketOpen: false })[1], /poor: .*does not answer/);
  assert.match(texts({ isConnected: false, quality: null })[2], /poor: .*UDP/);
  assert.match(texts({ quality: { ...well.quality, isRelayed: true } })[2], /fair: .*relay/);
  assert.match(texts({ quality: { ...well.quality, loss: 0.12 } })[2], /12 in 100/);
  assert.equal(texts({ isInCall: false }).length, 2);
});
