/** Recording with the microphone. */

/** What browsers can record, that others play; Ogg is what the API's other clients send. */
const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
/** Enough for a voice; twenty minutes stay far below what a file may have. */
const BITS_PER_SECOND = 32_000;
const SAMPLE_MS = 100;
/** A voice at arm's length fills about a third of the scale. */
const GAIN = 3;

/** @typedef {{ file: File, seconds: number, levels: number[] }} Recording */

export const canRecord = () =>
  typeof MediaRecorder !== "undefined" && Boolean(navigator.mediaDevices?.getUserMedia);

/**
 * Ask for the microphone and record.
 * @param {(levels: number[]) => void} onLevels how loud it has been, 0 to 1, ten times a second
 * @returns {Promise<{ stop: () => Promise<Recording>, cancel: () => void }>}
 * @throws {DOMException} when there is no microphone, or it is not allowed
 */
export async function startRecording(onLevels) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  try {
    return record(stream, onLevels);
  } catch (problem) {
    for (const track of stream.getTracks()) track.stop();
    throw problem;
  }
}

/** @param {MediaStream} stream @param {(levels: number[]) => void} onLevels */
function record(stream, onLevels) {
  const mimeType = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
  const options = { audioBitsPerSecond: BITS_PER_SECOND };
  const recorder = new MediaRecorder(stream, mimeType ? { ...options, mimeType } : options);
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  /** @type {number[]} */
  const levels = [];
  /** @type {Blob[]} */
  const pieces = [];
  const begun = performance.now();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    levels.push(
      Math.min(1, GAIN * Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length)),
    );
    onLevels([...levels]);
  }, SAMPLE_MS);
  const release = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.start();
  return {
    /** @returns {Promise<Recording>} */
    stop: () =>
      new Promise((resolve) => {
        const seconds = (performance.now() - begun) / 1000;
        recorder.onstop = () => {
          release();
          const [kind] = (recorder.mimeType || "audio/webm").split(";");
          const name = `voice-message.${kind.slice("audio/".length)}`;
          resolve({ file: new File(pieces, name, { type: kind }), seconds, levels });
        };
        recorder.stop();
      }),
    cancel: () => {
      recorder.stop();
      release();
    },
  };
}
