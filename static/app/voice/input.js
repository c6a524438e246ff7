/** My voice and when it is sent: mute, push to talk, the chosen microphone. */
import { effect, signal } from "@preact/signals";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { callPlace, microphoneProblem, pushes, speaking } from "app/stores/call.js";
import { myId } from "app/stores/session.js";
import { myVoice } from "app/stores/voice.js";
import { voiceSettings } from "app/stores/voice-settings.js";
import { devices, watchDevices } from "app/voice/devices.js";
import { Microphone } from "app/voice/microphone.js";

/** What the microphone hears, in dB. */
export const inputLevel = signal(-100);

/** After the key is let go, so that the last syllable is heard. */
const RELEASE_MS = 150;

/** @type {Microphone | null} */
let microphone = null;
let users = 0;
let stop = () => {};

/** The track that carries my voice, while the microphone is in use. */
export const voiceTrack = () => microphone?.track;

/** Whether the device sends nothing, by the system's will. */
export const isMutedBySystem = () => microphone?.isMutedBySystem ?? false;

/** Ask for the microphone again: it may be allowed or plugged in by now. */
export const retryInput = () => void microphone?.open(voiceSettings.peek()).then(watchDevices);

/** Open the microphone, unless somebody has; `stopInput` for each time closes it. */
export function startInput() {
  users += 1;
  if (!microphone) open();
}

function open() {
  const mic = new Microphone({
    onLevel: (db, isOpen) => {
      inputLevel.value = db;
      const id = myId.peek();
      const state = myVoice.peek();
      if (isOpen && callPlace.peek() && !state?.mute && !state?.suppress) speaking.set(id, true);
      else speaking.delete(id);
    },
    onProblem: (text) => {
      microphoneProblem.value = text;
    },
  });
  microphone = mic;
  const held = signal(false);
  const stopKeys = watchKey(held);
  let opened = "";
  let plugged = "";
  const effects = [
    effect(() => {
      const { input, noise, echo, gain } = voiceSettings.value;
      const found = devices.value.inputs.map(({ id }) => id).join();
      const how = JSON.stringify([input, noise, echo, gain]);
      // Something was plugged in or out: it may be the chosen one, or the system's first.
      const isOther = plugged !== "" && found !== plugged;
      plugged = found;
      if (how === opened && !isOther) return;
      opened = how;
      void mic.open(voiceSettings.peek()).then(watchDevices);
    }),
    effect(() => {
      const { mute, deaf } = voiceSettings.value;
      mic.muted = mute || deaf;
    }),
    effect(() => {
      const place = callPlace.value;
      const { mode, threshold } = voiceSettings.value;
      pushes.value =
        mode === "push" ||
        Boolean(place?.guildId && !canInChannel(place.channelId, Permission.USE_VAD));
      if (pushes.value) mic.gate({ mode: held.value ? "open" : "closed" });
      else mic.gate({ mode: "activity", threshold });
    }),
  ];
  stop = () => {
    for (const end of effects) end();
    stopKeys();
    mic.close();
  };
}

export function stopInput() {
  users -= 1;
  if (users > 0) return;
  stop();
  stop = () => {};
  microphone = null;
  microphoneProblem.value = "";
  inputLevel.value = -100;
  speaking.delete(myId.peek());
}

/** Whether the key to talk is held. @param {import("@preact/signals").Signal<boolean>} held */
function watchKey(held) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const release = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      held.value = false;
    }, RELEASE_MS);
  };
  /** @param {KeyboardEvent} event */
  const down = (event) => {
    if (event.code !== voiceSettings.peek().pushKey || writes(event)) return;
    clearTimeout(timer);
    held.value = true;
  };
  /** @param {KeyboardEvent} event */
  const up = (event) => {
    if (event.code === voiceSettings.peek().pushKey) release();
  };
  addEventListener("keydown", down, true);
  addEventListener("keyup", up, true);
  addEventListener("blur", release);
  return () => {
    clearTimeout(timer);
    removeEventListener("keydown", down, true);
    removeEventListener("keyup", up, true);
    removeEventListener("blur", release);
  };
}

/** Whether a key writes a letter into a field. @param {KeyboardEvent} event */
function writes(event) {
  const inField =
    event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]");
  return Boolean(inField) && event.key.length === 1;
}
