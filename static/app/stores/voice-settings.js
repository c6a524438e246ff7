/** How this browser takes part in calls; kept here, not on the server. */
import { effect, signal } from "@preact/signals";
import { recall, remember } from "app/lib/storage.js";

/** @typedef {"source" | "1080p60" | "1080" | "720" | "480"} Tier "source": as large as it is */
/**
 * @typedef {object} VoiceSettings
 * @property {string} input the microphone; empty: what the system has chosen
 * @property {string} output
 * @property {string} camera
 * @property {"activity" | "push"} mode
 * @property {number | null} threshold dB from which a voice counts; null: found by itself
 * @property {string} pushKey a key's code
 * @property {boolean} noise whether noise is taken out
 * @property {boolean} echo whether echo is taken out
 * @property {boolean} gain whether the volume is evened out
 * @property {Tier} cameraTier
 * @property {Tier} screenTier
 * @property {"detail" | "motion"} screenHint
 * @property {boolean} screenSound
 * @property {boolean} cues
 * @property {boolean} mute
 * @property {boolean} deaf
 * @property {Record<string, number>} volumes percent, by user
 * @property {Record<string, number>} streamVolumes
 * @property {string[]} silenced users that are not heard here
 */

/** @type {VoiceSettings} */
const USUAL = {
  input: "",
  output: "",
  camera: "",
  mode: "activity",
  threshold: null,
  pushKey: "Backquote",
  noise: true,
  echo: true,
  gain: true,
  cameraTier: "720",
  screenTier: "1080",
  screenHint: "detail",
  screenSound: true,
  cues: true,
  mute: false,
  deaf: false,
  volumes: {},
  streamVolumes: {},
  silenced: [],
};

export const voiceSettings = signal({ ...USUAL, ...recall("voice", /** @type {object} */ ({})) });

effect(() => remember("voice", voiceSettings.value));

/** @param {Partial<VoiceSettings>} change */
export function changeVoice(change) {
  voiceSettings.value = { ...voiceSettings.peek(), ...change };
}

/** Percent, 0 to 200. @param {string} userId */
export const volumeOf = (userId) => voiceSettings.value.volumes[userId] ?? 100;

/** @param {string} userId */
export const streamVolumeOf = (userId) => voiceSettings.value.streamVolumes[userId] ?? 100;

/** @param {string} userId @param {number} percent */
export function setVolume(userId, percent) {
  changeVoice({ volumes: { ...voiceSettings.peek().volumes, [userId]: percent } });
}

/** @param {string} userId @param {number} percent */
export function setStreamVolume(userId, percent) {
  changeVoice({ streamVolumes: { ...voiceSettings.peek().streamVolumes, [userId]: percent } });
}

/** @param {string} userId */
export const isSilencedHere = (userId) => voiceSettings.value.silenced.includes(userId);

/** @param {string} userId */
export function toggleSilenced(userId) {
  const { silenced } = voiceSettings.peek();
  changeVoice({
    silenced: silenced.includes(userId)
      ? silenced.filter((id) => id !== userId)
      : [...silenced, userId],
  });
}
