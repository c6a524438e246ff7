/** The one call of this page: runs the machine, and does what it says. */
/** @import { CallEvent, CallState, Effect } from "app/voice/machine.js" */
/** @import { Source } from "app/stores/call.js" @import { Sending } from "app/voice/connection.js" @import { Tier } from "app/stores/voice-settings.js" */
import { batch, effect, signal } from "@preact/signals";
import { iceServers } from "app/api/voice.js";
import { sendVoiceState } from "app/gateway/connection.js";
import { callPhase, callPlace, myCamera, myScreen, quality, voiceServer } from "app/stores/call.js";
import { channels } from "app/stores/channels.js";
import { toast } from "app/stores/overlays.js";
import { gatewaySession, isReady } from "app/stores/session.js";
import { myVoice } from "app/stores/voice.js";
import { voiceSettings } from "app/stores/voice-settings.js";
import { wakeAudio } from "app/voice/audio.js";
import { stopShowing } from "app/voice/capture.js";
import { RoomConnection } from "app/voice/connection.js";
import { startHearing } from "app/voice/hearing.js";
import { startInput, stopInput, voiceTrack } from "app/voice/input.js";
import { IDLE, step } from "app/voice/machine.js";
import { watchRecording } from "app/voice/recording.js";
import { cue } from "app/voice/sounds.js";
import { Statistics } from "app/voice/statistics.js";
import { askForPictures } from "app/voice/watching.js";

const MEASURE_MS = 2000;

let state = IDLE;
/** @type {RoomConnection | null} */
let connection = null;
/** Whether there is a connection to send on; changes with each one. */
const connected = signal(/** @type {RoomConnection | null} */ (null));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let stopWatching = () => {};

/** @param {string} guildId @param {string} channelId */
export function join(guildId, channelId) {
  if (state.phase === "idle") begin();
  act({ type: "join", target: { guildId, channelId } });
}

export const leave = () => act({ type: "leave" });

/** @param {CallEvent} event */
function act(event) {
  const before = state;
  const [next, effects] = step(state, event);
  state = next;
  batch(() => {
    callPhase.value = next.phase;
    if (next.target?.channelId !== callPlace.peek()?.channelId) callPlace.value = next.target;
  });
  for (const one of effects) perform(one, before);
  if (next.phase === "idle" && before.phase !== "idle") finish(next);
}

/** @param {Effect} one @param {CallState} before */
function perform(one, before) {
  switch (one.do) {
    case "ask":
      return tell(state.target);
    case "leave":
      return tell(before.target, true);
    case "open":
      return void open(one.server);
    case "close":
      connection?.close();
      connection = null;
      connected.value = null;
      return;
    case "restart":
      return connection?.restart();
    case "cue":
      return cue(one.name);
    case "timer":
      clearTimeout(timer);
      if (one.ms) timer = setTimeout(() => act({ type: "late" }), one.ms);
  }
}

/** @param {CallState["target"]} target @param {boolean} [isLeaving] */
function tell(target, isLeaving = false) {
  if (!target) return;
  const { mute, deaf } = voiceSettings.peek();
  sendVoiceState({
    guild_id: target.guildId || null,
    channel_id: isLeaving ? null : target.channelId,
    self_mute: mute || deaf,
    self_deaf: deaf,
    self_video: Boolean(myCamera.peek()),
    self_stream: Boolean(myScreen.peek()),
  });
}

/** @param {import("app/voice/machine.js").Server} server */
async function open(server) {
  const target = state.target;
  const servers = await iceServers();
  if (!target || state.target !== target || state.phase !== "connecting") return;
  const made = new RoomConnection(server, target, servers, {
    onUp: () => made === connection && act({ type: "up" }),
    onDown: () => made === connection && act({ type: "down" }),
    onEnd: (code) => made === connection && act({ type: "ended", code }),
    onPing: () => {},
    sending,
  });
  connection = made;
  connected.value = made;
}

/** What I send at the time. */
function sending() {
  /** @type {Map<Source, Sending>} */
  const found = new Map();
  const voice = voiceTrack();
  if (voice) found.set("microphone", { track: voice, bitrate: bitrateOf(state.target) });
  for (const [source, track, tier] of shown()) if (track) found.set(source, { track, tier });
  return found;
}

/** What the channel allows a voice. @param {CallState["target"]} target */
const bitrateOf = (target) => channels.get(target?.channelId ?? "")?.bitrate;

/** @returns {[Source, MediaStreamTrack | undefined, Tier | undefined][]} */
function shown() {
  const { cameraTier, screenTier } = voiceSettings.peek();
  return [
    ["camera", myCamera.value?.getVideoTracks()[0], cameraTier],
    ["screen", myScreen.value?.getVideoTracks()[0], screenTier],
    ["screen_audio", myScreen.value?.getAudioTracks()[0], undefined],
  ];
}

function begin() {
  void wakeAudio();
  startInput();
  const ends = [
    startHearing(),
    effect(send),
    effect(followBitrate),
    effect(announceMyself),
    effect(() => askForPictures(connected.value)),
    watchGateway(),
    watchNetwork(),
    measure(),
    watchRecording(),
  ];
  stopWatching = () => {
    for (const end of ends) end();
  };
}

/** @param {CallState} last */
function finish(last) {
  stopWatching();
  stopWatching = () => {};
  stopInput();
  stopShowing();
  quality.value = null;
  if (last.ended) toast(last.ended, "danger");
}

/** @type {Map<Source, MediaStreamTrack>} */
let sent = new Map();

/** Send what changed since the connection was made. */
function send() {
  const to = connected.value;
  const now = shown();
  if (!to?.publisher) {
    sent = new Map();
    for (const [source, track] of now) if (track) sent.set(source, track);
    return;
  }
  for (const [source, track, tier] of now) {
    if (sent.get(source) === track) continue;
    if (track) sent.set(source, track);
    else sent.delete(source);
    void to.publisher.send(source, track ?? null, { tier });
  }
}

/** Somebody may give the channel another bitrate while I speak there. */
function followBitrate() {
  const bitrate = bitrateOf(callPlace.value);
  if (bitrate) void connected.peek()?.publisher?.limit("microphone", bitrate);
}

let announced = "";

/** Tell the others when I mute myself or show something. */
function announceMyself() {
  const { mute, deaf } = voiceSettings.value;
  const now = [mute, deaf, Boolean(myCamera.value), Boolean(myScreen.value)].join();
  if (now === announced) return;
  announced = now;
  tell(state.target);
}

function watchGateway() {
  let session = gatewaySession.peek();
  const seen = { state: myVoice.peek(), server: voiceServer.peek() };
  return effect(() => {
    const mine = myVoice.value;
    const server = voiceServer.value;
    const current = gatewaySession.value;
    if (!isReady.value) return;
    if (current !== session) {
      session = current;
      act({ type: "session" });
    }
    if (mine !== seen.state) {
      const guildId = (mine ?? seen.state)?.guild_id ?? null;
      seen.state = mine;
      const isMine = mine?.session_id === current;
      act({ type: "state", guildId, channelId: mine?.channel_id ?? null, isMine });
    }
    if (server && server !== seen.server) {
      seen.server = server;
      const { guild_id: guildId, token, endpoint } = server;
      act({ type: "server", guildId, token, endpoint });
    }
  });
}

function watchNetwork() {
  const online = () => act({ type: "online" });
  /** @param {BeforeUnloadEvent} event */
  const stay = (event) => event.preventDefault();
  addEventListener("online", online);
  addEventListener("beforeunload", stay);
  return () => {
    removeEventListener("online", online);
    removeEventListener("beforeunload", stay);
  };
}

function measure() {
  const statistics = new Statistics();
  const look = async () => {
    const { publisher, subscriber } = connection ?? {};
    if (!publisher || !subscriber) return;
    const [out, incoming] = await Promise.all(
      [publisher, subscriber].map((one) => one.connection.getStats()),
    );
    if (connection?.publisher !== publisher) return;
    quality.value = statistics.read(out.values(), incoming.values(), Date.now());
  };
  const interval = setInterval(() => void look().catch(() => {}), MEASURE_MS);
  return () => clearInterval(interval);
}
