/** Short sounds for what people cannot see while they look elsewhere. */
import { voiceSettings } from "app/stores/voice-settings.js";
import { audioContext } from "app/voice/audio.js";

/** Notes in Hz, one after the other. @type {Record<string, number[]>} */
const CUES = {
  joined: [392, 587],
  left: [587, 392],
  lost: [392, 311, 247],
  came: [523, 659],
  went: [659, 523],
  mute: [440, 330],
  unmute: [330, 440],
  deafen: [330, 262],
  undeafen: [262, 330],
  ringing: [523, 659, 523, 659],
  streamed: [523, 659, 784],
  recording: [659, 659, 880],
  recorded: [880, 659, 659],
};

const NOTE_S = 0.09;
const LOUDNESS = 0.06;

/** @param {string} name @param {{ always?: boolean }} [options] always: also to who wants no sounds */
export function cue(name, { always = false } = {}) {
  const context = audioContext();
  if (!(always || voiceSettings.peek().cues) || context.state !== "running") return;
  for (const [i, pitch] of (CUES[name] ?? []).entries()) note(context, pitch, i * NOTE_S);
}

/** @param {AudioContext} context @param {number} pitch @param {number} after seconds */
function note(context, pitch, after) {
  const begins = context.currentTime + after;
  const ends = begins + NOTE_S * 2;
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.type = "triangle";
  tone.frequency.value = pitch;
  gain.gain.setValueAtTime(0, begins);
  gain.gain.linearRampToValueAtTime(LOUDNESS, begins + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.0001, ends);
  tone.connect(gain).connect(context.destination);
  tone.start(begins);
  tone.stop(ends);
  tone.onended = () => gain.disconnect();
}
