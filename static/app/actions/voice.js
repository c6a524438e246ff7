/** Coming into voice, and what one does there. Its code is fetched by the first who wants it. */
/** @import { Channel } from "app/types" */
import { effect } from "@preact/signals";
import { attempt } from "app/actions/attempt.js";
import { fetched } from "app/actions/open.js";
import { ring, stopRinging } from "app/api/voice.js";
import { ChannelType } from "app/lib/channel-types.js";
import { Permission } from "app/lib/permissions.js";
import { channelPath, navigate } from "app/router.js";
import { canInChannel } from "app/stores/access.js";
import { callPlace, callViews } from "app/stores/call.js";
import { callIn } from "app/stores/direct-calls.js";
import { agreesTo, recordingIn } from "app/stores/recordings.js";
import { voiceStatesIn } from "app/stores/voice.js";
import { changeVoice, voiceSettings } from "app/stores/voice-settings.js";

/** By then a call that begins has been told of. */
const BEGINS_MS = 10_000;
const RING_MS = 2500;

/** Why a channel cannot be joined, for people; empty when it can. @param {Channel} channel */
export function obstacleTo(channel) {
  if (!canInChannel(channel.id, Permission.CONNECT)) return "You may not join this channel.";
  const { user_limit: limit = 0, guild_id: guildId = "" } = channel;
  const isFull =
    channel.type === ChannelType.VOICE &&
    limit > 0 &&
    voiceStatesIn(guildId, channel.id).length >= limit;
  if (isFull && !canInChannel(channel.id, Permission.MOVE_MEMBERS)) return "This channel is full.";
  return "";
}

/** @param {Channel} channel */
export async function joinVoice(channel) {
  if (callPlace.peek()?.channelId === channel.id || obstacleTo(channel)) return;
  const voice = await fetchVoice();
  if (!voice) return;
  const join = () => voice.call.join(channel.guild_id ?? "", channel.id);
  const recording = recordingIn(channel.id);
  if (recording && !agreesTo(recording)) voice.askBeforeJoining(recording, join);
  else join();
}

/** Begin a call in a direct conversation, or come into the one that is there. @param {Channel} channel */
export async function startCall(channel) {
  const isNew = !callIn(channel.id);
  await joinVoice(channel);
  if (!isNew) return;
  const stop = effect(() => {
    if (!callIn(channel.id)) return;
    queueMicrotask(() => stop());
    void attempt(ring(channel.id));
  });
  setTimeout(stop, BEGINS_MS);
}

/** @param {Channel} channel */
export function answerCall(channel) {
  navigate(channelPath(undefined, channel.id));
  void joinVoice(channel);
}

/** @param {string} channelId */
export const declineCall = (channelId) => void attempt(stopRinging(channelId));

/** Ring until the function that is returned is called. */
export function startRinging() {
  const ringOnce = async () => (await fetchVoice())?.cue("ringing");
  void ringOnce();
  const interval = setInterval(() => void ringOnce(), RING_MS);
  return () => clearInterval(interval);
}

export async function leaveVoice() {
  const voice = await fetchVoice();
  voice?.call.leave();
}

export function toggleMute() {
  const { mute, deaf } = voiceSettings.peek();
  // Who wants to speak wants to hear.
  changeVoice(mute || deaf ? { mute: false, deaf: false } : { mute: true });
  void sound(mute || deaf ? "unmute" : "mute");
}

export function toggleDeaf() {
  const { deaf } = voiceSettings.peek();
  changeVoice({ deaf: !deaf });
  void sound(deaf ? "undeafen" : "deafen");
}

/** @param {string} name */
async function sound(name) {
  if (!callPlace.peek()) return;
  const voice = await fetchVoice();
  voice?.cue(name);
}

async function fetchVoice() {
  const module = await fetched(import("app/voice/views/views.js"));
  if (module) callViews.value = module;
  return module;
}
