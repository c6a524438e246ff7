/** Which devices there are, and what a browser's refusal means. */
import { signal } from "@preact/signals";

/** @typedef {{ id: string, label: string }} Device */
/** @typedef {{ inputs: Device[], outputs: Device[], cameras: Device[] }} Devices */

export const devices = signal(/** @type {Devices} */ ({ inputs: [], outputs: [], cameras: [] }));

let isWatching = false;

/** Look at what is plugged in, now and whenever it changes. Names come with the first permission. */
export async function watchDevices() {
  const media = navigator.mediaDevices;
  if (!media?.enumerateDevices) return;
  if (!isWatching) {
    isWatching = true;
    media.addEventListener("devicechange", () => void watchDevices());
  }
  const found = await media.enumerateDevices();
  const next = {
    inputs: named(found, "audioinput", "Microphone"),
    outputs: named(found, "audiooutput", "Speaker"),
    cameras: named(found, "videoinput", "Camera"),
  };
  if (JSON.stringify(next) !== JSON.stringify(devices.peek())) devices.value = next;
}

/**
 * @param {MediaDeviceInfo[]} found
 * @param {MediaDeviceKind} kind
 * @param {string} word
 */
function named(found, kind, word) {
  return found
    .filter((device) => device.kind === kind && device.deviceId && device.deviceId !== "default")
    .map(({ deviceId, label }, i) => ({ id: deviceId, label: label || `${word} ${i + 1}` }));
}

/**
 * Why a device was not given, and what to do.
 * @param {unknown} error
 * @param {"microphone" | "camera" | "screen"} what
 */
export function problemOf(error, what) {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" && what === "screen")
    return "Your system or browser did not let the screen be shared.";
  if (name === "NotAllowedError") return `The browser may not use your ${what}. ${howToAllow()}`;
  if (name === "NotFoundError" || name === "OverconstrainedError") return `No ${what} was found.`;
  if (name === "NotReadableError" || name === "AbortError")
    return `Your ${what} is in use by another program, or the system has turned it off.`;
  return `Your ${what} could not be opened.`;
}

function howToAllow() {
  const agent = navigator.userAgent;
  if (/Firefox\//.test(agent))
    return "Choose the permissions icon left of the address, and clear the block.";
  if (/Chrome\//.test(agent)) return "Choose the icon left of the address, and allow it there.";
  if (/Safari\//.test(agent)) return "Allow it under Safari, Settings for this website.";
  return "Allow it in the browser's settings for this site.";
}
