import { audioContext, outputDevice, playThrough } from "app/voice/audio.js";

/**
 * @typedef {object} Line
 * @property {MediaStreamTrack} track
 * @property {HTMLAudioElement} element
 * @property {MediaStreamAudioSourceNode} [source]
 * @property {GainNode} [gain] for what is to be louder than it came: elements cannot do that
 */

/** Plays what the others say, each as loud as it is wished. */
export class Playback {
  /** @type {Map<string, Line>} */
  #lines = new Map();
  #isDeaf = false;

  /**
   * Play exactly these.
   * @param {Map<string, { track: MediaStreamTrack, volume: number }>} wanted by a name of their own; volume: 1 as it came
   * @param {boolean} isDeaf
   */
  play(wanted, isDeaf) {
    this.#isDeaf = isDeaf;
    for (const [name, line] of this.#lines) {
      if (wanted.get(name)?.track !== line.track) this.#drop(name);
    }
    for (const [name, { track, volume }] of wanted) {
      this.#set(this.#lines.get(name) ?? this.#add(name, track), volume);
    }
  }

  /** To the device that was chosen. */
  route() {
    for (const { element } of this.#lines.values()) void outputDevice(element);
  }

  /** Again, after a click. */
  wake() {
    for (const { element } of this.#lines.values()) void playThrough(element);
  }

  close() {
    for (const name of [...this.#lines.keys()]) this.#drop(name);
  }

  /** @param {Line} line @param {number} volume */
  #set(line, volume) {
    if (volume > 1 && !line.gain) amplify(line);
    line.element.muted = this.#isDeaf || Boolean(line.gain);
    line.element.volume = Math.min(1, volume);
    if (line.gain) line.gain.gain.value = this.#isDeaf ? 0 : volume;
  }

  /** @param {string} name @param {MediaStreamTrack} track @returns {Line} */
  #add(name, track) {
    const element = new Audio();
    element.srcObject = new MediaStream([track]);
    element.muted = this.#isDeaf;
    void outputDevice(element);
    void playThrough(element);
    const line = { track, element };
    this.#lines.set(name, line);
    return line;
  }

  /** @param {string} name */
  #drop(name) {
    const line = this.#lines.get(name);
    if (!line) return;
    this.#lines.delete(name);
    line.source?.disconnect();
    line.gain?.disconnect();
    line.element.srcObject = null;
  }
}

/** @param {Line} line */
function amplify(line) {
  const context = audioContext();
  line.source = context.createMediaStreamSource(new MediaStream([line.track]));
  line.gain = context.createGain();
  line.source.connect(line.gain).connect(context.destination);
}
