/** The one audio graph of this page, and where it is heard. */
import { isSilenced } from "app/stores/call.js";
import { voiceSettings } from "app/stores/voice-settings.js";

/** @type {AudioContext | null} */
let context = null;

export function audioContext() {
  if (!context) {
    const made = new AudioContext({ latencyHint: "interactive", sampleRate: 48_000 });
    made.onstatechange = () => {
      if (made.state === "running") isSilenced.value = false;
    };
    context = made;
  }
  return context;
}

/** Let sound begin, if the browser lets us; else `isSilenced` asks for a click. */
export async function wakeAudio() {
  const woken = audioContext();
  // Without a click this waits for one, for as long as it takes.
  if (woken.state !== "running") void woken.resume();
  await new Promise((done) => setTimeout(done, 300));
  isSilenced.value = woken.state !== "running";
}

/** @param {HTMLMediaElement} element */
export async function playThrough(element) {
  try {
    await element.play();
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") isSilenced.value = true;
  }
}

/** Whether sound can go to another device than the system's. */
export const choosesOutput = () => "setSinkId" in HTMLMediaElement.prototype;

/** Send the sound of an element, or of the graph, to the device that was chosen. @param {HTMLMediaElement | AudioContext} from */
export async function outputDevice(from) {
  const target = /** @type {{ setSinkId?: (id: string) => Promise<void> }} */ (from);
  try {
    await target.setSinkId?.(voiceSettings.peek().output);
  } catch {
    // It was unplugged; the system's then.
    await target.setSinkId?.("").catch(() => {});
  }
}
