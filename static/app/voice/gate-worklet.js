/**
 * Lets a voice through and keeps the room's noise out. It runs beside the
 * page, so that a window in the background is heard as well as one in front.
 */

/** How much the sound is held back, so that the gate opens before a word and not in it. */
const AHEAD_S = 0.02;
const HOLD_S = 0.25;
const RAMP_S = 0.005;
const REPORT_S = 0.05;
const SILENCE_DB = -100;
/** A voice is this much above what is heard all the time. */
const ABOVE_NOISE_DB = 12;
const LEAST_DB = -58;
const MOST_DB = -30;

class Gate extends AudioWorkletProcessor {
  constructor() {
    super();
    this.mode = "activity";
    this.threshold = /** @type {number | null} */ (null);
    this.noise = -60;
    this.level = SILENCE_DB;
    this.peak = SILENCE_DB;
    this.heldUntil = 0;
    this.gain = 0;
    this.reportAt = 0;
    this.wasOpen = false;
    this.delay = new Float32Array(Math.round(AHEAD_S * sampleRate));
    this.at = 0;
    this.port.onmessage = ({ data }) => Object.assign(this, data);
  }

  /**
   * @param {Float32Array[][]} inputs
   * @param {Float32Array[][]} outputs
   */
  process([input], [output]) {
    const heard = input[0];
    const out = output[0];
    this.measure(heard);
    const isOpen = this.isOpen();
    const goal = isOpen ? 1 : 0;
    const stride = 1 / (RAMP_S * sampleRate);
    for (let i = 0; i < out.length; i += 1) {
      this.gain += Math.max(-stride, Math.min(stride, goal - this.gain));
      out[i] = this.delay[this.at] * this.gain;
      this.delay[this.at] = heard ? heard[i] : 0;
      this.at = (this.at + 1) % this.delay.length;
    }
    this.report(isOpen);
    return true;
  }

  /** @param {Float32Array | undefined} samples */
  measure(samples) {
    let sum = 0;
    if (samples) for (const sample of samples) sum += sample * sample;
    const now = sum ? 10 * Math.log10(sum / (samples?.length || 1)) : SILENCE_DB;
    this.level = now > this.level ? now : this.level + (now - this.level) * 0.05;
    this.peak = Math.max(this.peak, now);
    // Noise is what remains between words: quick to fall, slow to rise.
    const pace = now < this.noise ? 0.02 : 0.0005;
    this.noise = Math.max(-80, Math.min(-40, this.noise + (now - this.noise) * pace));
  }

  isOpen() {
    if (this.mode === "open") return true;
    if (this.mode === "closed") return false;
    const found = Math.max(LEAST_DB, Math.min(MOST_DB, this.noise + ABOVE_NOISE_DB));
    if (this.level > (this.threshold ?? found)) this.heldUntil = currentTime + HOLD_S;
    return currentTime < this.heldUntil;
  }

  /** @param {boolean} isOpen */
  report(isOpen) {
    if (isOpen === this.wasOpen && currentTime < this.reportAt) return;
    this.wasOpen = isOpen;
    this.reportAt = currentTime + REPORT_S;
    this.port.postMessage({ level: this.peak, isOpen });
    this.peak = SILENCE_DB;
  }
}

registerProcessor("gate", Gate);
