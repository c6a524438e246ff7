/** Calls that go on in direct conversations, and whom they ring. */
/** @import { DirectCall } from "app/types" */
import { computed } from "@preact/signals";
import { SignalMap } from "app/lib/signal-map.js";
import { callPlace } from "app/stores/call.js";
import { myId } from "app/stores/session.js";
import { forgetVoiceOf, updateVoiceState, voiceStatesIn } from "app/stores/voice.js";

/** By channel. @type {SignalMap<DirectCall>} */
const calls = new SignalMap();

/** @param {string} channelId */
export const callIn = (channelId) => calls.get(channelId);

/** The call that rings here, if one does. */
export const ringingCall = computed(() =>
  calls
    .values()
    .find(
      ({ channel_id, ringing }) =>
        ringing.includes(myId.value) && callPlace.value?.channelId !== channel_id,
    ),
);

/** What READY tells: all of them. @param {DirectCall[]} found */
export function setCalls(found) {
  calls.clear();
  forgetVoiceOf("");
  for (const call of found) putCall(call);
}

/** @param {DirectCall} call */
export function putCall({ voice_states = [], ...call }) {
  calls.set(call.channel_id, call);
  for (const state of voice_states) updateVoiceState(state);
}

/** @param {{ channel_id: string }} call */
export function removeCall({ channel_id }) {
  calls.delete(channel_id);
  for (const state of voiceStatesIn("", channel_id))
    updateVoiceState({ ...state, channel_id: null });
}
