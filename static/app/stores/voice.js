/** Who is in which voice channel, and which stages are live. @import { StageInstance, VoiceState } from "app/types" */
import { signal } from "@preact/signals";
import { SignalMap } from "app/lib/signal-map.js";
import { displayName, putMember } from "app/stores/members.js";
import { myId } from "app/stores/session.js";

/** Per guild, those of calls under "", the states by user. @type {Map<string, SignalMap<VoiceState>>} */
const byGuild = new Map();

/** By channel. @type {SignalMap<StageInstance>} */
const stages = new SignalMap();

/** Where I am, on whichever of my devices. */
export const myVoice = signal(/** @type {VoiceState | null} */ (null));

/** @param {string} guildId */
function statesOf(guildId) {
  let states = byGuild.get(guildId);
  if (!states) {
    states = new SignalMap();
    byGuild.set(guildId, states);
  }
  return states;
}

/** Who is in a channel, by name. @param {string} guildId @param {string} channelId */
export function voiceStatesIn(guildId, channelId) {
  return statesOf(guildId)
    .values()
    .filter((state) => state.channel_id === channelId)
    .sort((a, b) => displayName(guildId, a.user_id).localeCompare(displayName(guildId, b.user_id)));
}

/** What a stage channel is live with, if it is. @param {string} channelId */
export const stageIn = (channelId) => stages.get(channelId);

/** @param {{ id: string, voice_states?: VoiceState[], stage_instances?: StageInstance[] }} guild */
export function receiveVoice({ id, voice_states = [], stage_instances = [] }) {
  forgetVoiceOf(id);
  const states = statesOf(id);
  for (const state of voice_states) {
    states.set(state.user_id, state);
    noteMine({ ...state, guild_id: id });
  }
  for (const stage of stage_instances) stages.set(stage.channel_id, stage);
}

/** @param {VoiceState} state */
export function updateVoiceState({ member, ...state }) {
  const guildId = state.guild_id ?? "";
  if (guildId && member?.user) putMember(guildId, member);
  if (state.channel_id) statesOf(guildId).set(state.user_id, state);
  else statesOf(guildId).delete(state.user_id);
  noteMine(state);
}

/** @param {VoiceState} state */
function noteMine(state) {
  if (state.user_id !== myId.peek()) return;
  if (state.channel_id) myVoice.value = state;
  else if ((myVoice.peek()?.guild_id ?? "") === (state.guild_id ?? "")) myVoice.value = null;
}

/** @param {string} guildId @param {string} userId */
export const voiceStateOf = (guildId, userId) => statesOf(guildId).get(userId);

/** @param {StageInstance} stage */
export function putStage(stage) {
  stages.set(stage.channel_id, stage);
}

/** @param {StageInstance} stage */
export function removeStage(stage) {
  stages.delete(stage.channel_id);
}

/** @param {string} guildId */
export function forgetVoiceOf(guildId) {
  byGuild.get(guildId)?.clear();
  const mine = myVoice.peek();
  if (mine && (mine.guild_id ?? "") === guildId) myVoice.value = null;
  for (const stage of stages.values()) if (stage.guild_id === guildId) removeStage(stage);
}
