/** Voice channels that are being recorded. @import { ActiveRecording, RecordingFile } from "app/types" */
import { signal } from "@preact/signals";
import { SignalMap } from "app/lib/signal-map.js";
import { moderatesStage } from "app/stores/access.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { myId } from "app/stores/session.js";

/** By channel. @type {SignalMap<ActiveRecording>} */
const recordings = new SignalMap();

/** What was told last of a recording that is over. */
export const recordingFile = signal(/** @type {RecordingFile | null} */ (null));

/** @param {string} channelId */
export const recordingIn = (channelId) => recordings.get(channelId);

/** Whether I have agreed to be recorded. @param {ActiveRecording} recording */
export const agreesTo = (recording) => recording.consenting.includes(myId.value);

/** Whether I may have a voice channel recorded. @param {string} channelId */
export const mayRecord = (channelId) => bootstrap.voice_recording && moderatesStage(channelId);

/** @param {{ id: string, voice_recordings?: ActiveRecording[] }} guild */
export function receiveRecordings({ id, voice_recordings = [] }) {
  forgetRecordingsOf(id);
  for (const recording of voice_recordings) putRecording(recording);
}

/** @param {ActiveRecording} recording */
export function putRecording(recording) {
  recordings.set(recording.channel_id, recording);
}

/** @param {ActiveRecording} recording */
export function removeRecording({ id, channel_id }) {
  if (recordings.peek(channel_id)?.id === id) recordings.delete(channel_id);
}

/** @param {string} guildId */
export function forgetRecordingsOf(guildId) {
  for (const one of recordings.values()) if (one.guild_id === guildId) removeRecording(one);
}
