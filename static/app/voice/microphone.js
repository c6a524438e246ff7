/** @import { VoiceSettings } from "app/stores/voice-settings.js" */
import { audioContext } from "app/voice/audio.js";
import { problemOf } from "app/voice/devices.js";

/** @typedef {{ mode: "activity" | "open" | "closed", threshold?: number | null }} Gating */
/** @typedef {{ onLevel: (db: number, isOpen: boolean) => void, onProblem: (text: string) => void }} MicrophoneHooks */

/**
 * My voice: device, gate, and the track that is sent. The track stays the same
 * when the device changes, and is silent while there is none.
 */
export class Microphone {
  #hooks;
  #out;
  /** @type {AudioWorkletNode | null} */
  #gate = null;
  /** @type {MediaStream | null} */
  #stream = null;
  /** @type {MediaStreamAudioSourceNode | null} */
  #source = null;
  #round = 0;
  #isMuted = false;
  /** @type {Gating} */
  #how = { mode: "activity", threshold: null };

  /** @param {MicrophoneHooks} hooks */
  constructor(hooks) {
    this.#hooks = hooks;
    this.#out = audioContext().createMediaStreamDestination();
    this.#out.channelCount = 1;
  }

  get track() {
    return this.#out.stream.getAudioTracks()[0];
  }

  get isMutedBySystem() {
    return this.#stream?.getAudioTracks().some((track) => track.muted) ?? false;
  }

  /** Take a device, another one or the same in another way. @param {VoiceSettings} settings */
  async open(settings) {
    this.#round += 1;
    const round = this.#round;
    const stream = await this.#take(settings);
    if (round !== this.#round) {
      stop(stream);
      return;
    }
    const gate = await this.#gateNode();
    if (round !== this.#round) {
      stop(stream);
      return;
    }
    this.#source?.disconnect();
    stop(this.#stream);
    this.#stream = stream;
    this.#source = null;
    if (!stream) return;
    for (const track of stream.getAudioTracks()) {
      track.onended = () => {
        if (this.#stream === stream) void this.open({ ...settings, input: "" });
      };
      track.onmute = () => this.#hooks.onProblem("Your system has muted the microphone.");
      track.onunmute = () => this.#hooks.onProblem("");
    }
    this.#source = audioContext().createMediaStreamSource(stream);
    this.#source.connect(gate);
    this.#listen();
  }

  /** How the gate decides. @param {Gating} how */
  gate(how) {
    this.#how = how;
    this.#gate?.port.postMessage(how);
  }

  /** @param {boolean} isMuted */
  set muted(isMuted) {
    this.#isMuted = isMuted;
    this.track.enabled = !isMuted;
    this.#listen();
  }

  close() {
    this.#round += 1;
    this.#source?.disconnect();
    this.#gate?.disconnect();
    stop(this.#stream);
    this.#stream = null;
  }

  /** While muted the device itself hears nothing. */
  #listen() {
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = !this.#isMuted;
  }

  /** @param {VoiceSettings} settings @returns {Promise<MediaStream | null>} */
  async #take(settings) {
    if (!navigator.mediaDevices?.getUserMedia) {
      this.#hooks.onProblem(
        "This page is not opened over https, so browsers give it no microphone.",
      );
      return null;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: wishesFor(settings) });
      this.#hooks.onProblem("");
      return stream;
    } catch (error) {
      this.#hooks.onProblem(problemOf(error, "microphone"));
      return null;
    }
  }

  async #gateNode() {
    if (this.#gate) return this.#gate;
    const context = audioContext();
    await loadGate();
    this.#gate ??= this.#connected(new AudioWorkletNode(context, "gate", GATE));
    return this.#gate;
  }

  /** @param {AudioWorkletNode} node */
  #connected(node) {
    node.port.onmessage = ({ data }) =>
      this.#hooks.onLevel(data.level, data.isOpen && !this.#isMuted);
    node.port.postMessage(this.#how);
    node.connect(this.#out);
    return node;
  }
}

/** @type {AudioWorkletNodeOptions} */
const GATE = {
  numberOfInputs: 1,
  numberOfOutputs: 1,
  outputChannelCount: [1],
  channelCount: 1,
  channelCountMode: "explicit",
};

/** @type {Promise<void> | null} */
let loading = null;

function loadGate() {
  loading ??= audioContext().audioWorklet.addModule(
    import.meta.resolve("app/voice/gate-worklet.js"),
  );
  return loading;
}

/** @param {VoiceSettings} settings @returns {MediaTrackConstraints} */
function wishesFor({ input, noise, echo, gain }) {
  return {
    ...(input && { deviceId: { ideal: input } }),
    noiseSuppression: noise,
    echoCancellation: echo,
    autoGainControl: gain,
    channelCount: 1,
  };
}

/** @param {MediaStream | null} stream */
function stop(stream) {
  for (const track of stream?.getTracks() ?? []) {
    track.onended = null;
    track.stop();
  }
}
