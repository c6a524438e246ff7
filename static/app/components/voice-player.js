import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { formatPlace } from "app/lib/time.js";
import { fromWaveform } from "app/lib/waveform.js";
import { toast } from "app/stores/overlays.js";
import { useEffect, useRef, useState } from "preact/hooks";

const BARS = 48;
const SPEEDS = [1, 1.5, 2];
/** One at a time is heard. @type {HTMLAudioElement | null} */
let heard = null;

/**
 * A recording with its shape. Where it is played is chosen on the shape.
 * @param {{ src: string, seconds: number, waveform: string }} props
 */
export function VoicePlayer({ src, seconds, waveform }) {
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState(SPEEDS[0]);
  useEffect(() => () => audio.current?.pause(), []);
  const play = async () => {
    const own = audio.current;
    if (!own) return;
    if (heard !== own) heard?.pause();
    heard = own;
    try {
      await own.play();
    } catch (problem) {
      // Paused before it began.
      if (/** @type {Error} */ (problem).name !== "AbortError")
        toast("This recording cannot be played here.", "danger");
    }
  };
  /** @param {number} to */
  const seek = (to) => {
    setAt(to);
    if (audio.current) audio.current.currentTime = to;
  };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  const tell = () => setAt(Math.min(seconds, audio.current?.currentTime ?? 0));
  const end = () => {
    setPlaying(false);
    setAt(0);
    if (audio.current) audio.current.currentTime = 0;
  };
  const part = seconds ? at / seconds : 0;
  return html`<div class="voice-player">
    <audio ref=${audio} src=${src} preload="none" hidden onPlay=${() => setPlaying(true)} onPause=${() => setPlaying(false)} onTimeUpdate=${tell} onEnded=${end}></audio>
    <button type="button" class="voice-play" aria-label=${playing ? "Pause" : "Play"} onClick=${() => (playing ? audio.current?.pause() : void play())}>${h(Icon, { name: playing ? "pause" : "play", size: 18 })}</button>
    <span class="voice-shape">
      ${h(Bars, { levels: fromWaveform(waveform, BARS), part })}
      <input type="range" min="0" max=${seconds} step="0.1" value=${at} aria-label="Position" aria-valuetext=${`${formatPlace(at)} of ${formatPlace(seconds)}`} onInput=${(/** @type {any} */ e) => seek(Number(e.currentTarget.value))} />
    </span>
    <span class="voice-time">${formatPlace(playing || at ? at : seconds)}</span>
    <button type="button" class="voice-speed" aria-label=${`Speed ${speed}×`} data-tip="Speed" onClick=${faster}>${speed}×</button>
  </div>`;
}

/**
 * The shape of a recording.
 * @param {{ levels: number[], part?: number }} props part: how much of it has been heard, 0 to 1
 */
export function Bars({ levels, part = 0 }) {
  return html`<span class="voice-bars" aria-hidden="true">${levels.map(
    (level, i) =>
      html`<i key=${i} data-heard=${i < part * levels.length || undefined} style=${{ blockSize: `${Math.round(12 + 88 * level)}%` }}></i>`,
  )}</span>`;
}
