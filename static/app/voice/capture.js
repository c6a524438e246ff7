/** My camera and my screen. */
import { batch } from "@preact/signals";
import { myCamera, myScreen } from "app/stores/call.js";
import { toast } from "app/stores/overlays.js";
import { changeVoice, voiceSettings } from "app/stores/voice-settings.js";
import { problemOf, watchDevices } from "app/voice/devices.js";
import { TIERS } from "app/voice/layers.js";

export async function startCamera() {
  const { camera, cameraTier } = voiceSettings.peek();
  const { height, rate } = TIERS[cameraTier];
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: {
        ...(camera && { deviceId: { ideal: camera } }),
        height: { ideal: height },
        width: { ideal: Math.round((height * 16) / 9) },
        frameRate: { ideal: rate },
      },
    });
    show(myCamera, stream, "motion");
    void watchDevices();
  } catch (error) {
    toast(problemOf(error, "camera"), "danger");
  }
}

export const stopCamera = () => show(myCamera, null);

/** Let people choose what to share; they may as well choose nothing. */
export async function startScreen() {
  const { screenTier, screenHint, screenSound } = voiceSettings.peek();
  const { height, rate } = TIERS[screenTier];
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: {
        ...(Number.isFinite(height) && { height: { ideal: height } }),
        frameRate: { ideal: rate },
      },
      audio: screenSound && {
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
        channelCount: 2,
      },
      // Not in every browser, and passed over by the others.
      .../** @type {object} */ ({ systemAudio: "include", surfaceSwitching: "include" }),
    });
    show(myScreen, stream, screenHint);
  } catch (error) {
    // To change one's mind is no error.
    if (!(error instanceof DOMException && error.name === "NotAllowedError"))
      toast(problemOf(error, "screen"), "danger");
  }
}

export const stopScreen = () => show(myScreen, null);

export function stopShowing() {
  batch(() => {
    stopCamera();
    stopScreen();
  });
}

/** Another camera, without a gap. @param {string} camera */
export async function chooseCamera(camera) {
  changeVoice({ camera });
  if (myCamera.peek()) await startCamera();
}

/**
 * @param {import("@preact/signals").Signal<MediaStream | null>} where
 * @param {MediaStream | null} stream
 * @param {string} [hint]
 */
function show(where, stream, hint = "") {
  const before = where.peek();
  where.value = stream;
  for (const track of before?.getTracks() ?? []) {
    track.onended = null;
    track.stop();
  }
  for (const track of stream?.getVideoTracks() ?? []) {
    track.contentHint = hint;
    // Unplugged, or ended by the browser's own bar.
    track.onended = () => {
      if (where.peek() === stream) show(where, null);
    };
  }
}
