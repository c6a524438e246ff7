/** @import { Recording } from "app/types" */
import { Avatar } from "app/components/avatar.js";
import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { formatPlace } from "app/lib/time.js";
import { follow } from "app/lib/together.js";
import { displayName } from "app/stores/members.js";
import { toast } from "app/stores/overlays.js";
import { useEffect, useRef, useState } from "preact/hooks";

/** One at a time is heard. @type {HTMLAudioElement | null} */
let heard = null;

/** A recording to listen to: as a whole, or without some of the voices. @param {{ recording: Recording, url: string }} props */
export function RecordingPlayer({ recording, url }) {
  const clock = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const elements = useRef(/** @type {Map<string, HTMLAudioElement>} */ (new Map()));
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [silenced, setSilenced] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
  const seconds = recording.duration_ms / 1000;
  const tell = () => {
    const own = clock.current;
    if (!own) return;
    setAt(Math.min(seconds, own.currentTime));
    const parts = recording.voices.flatMap(({ user, offset_ms, duration_ms }) => {
      const element = elements.current.get(user.id);
      const offset = offset_ms / 1000;
      return element ? [{ id: user.id, offset, duration: duration_ms / 1000, element }] : [];
    });
    follow(
      own,
      parts.filter(({ id }) => !silenced.has(id)),
      parts.filter(({ id }) => silenced.has(id)),
    );
  };
  useEffect(tell, [silenced]);
  useEffect(
    () => () => {
      clock.current?.pause();
    },
    [],
  );
  const play = async () => {
    const own = clock.current;
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
    if (clock.current) clock.current.currentTime = to;
  };
  /** @param {string} id */
  const toggle = (id) => {
    const next = new Set(silenced);
    if (!next.delete(id)) next.add(id);
    setSilenced(next);
  };
  const changed = () => {
    setPlaying(!clock.current?.paused);
    tell();
  };
  /** @param {string} id */
  const keep = (id) => (/** @type {HTMLAudioElement | null} */ element) => {
    if (element) elements.current.set(id, element);
    else elements.current.delete(id);
  };
  return html`<div class="recording-player">
    <audio ref=${clock} src=${url} preload="none" hidden onPlay=${changed} onPause=${changed} onSeeked=${tell} onTimeUpdate=${tell}></audio>
    ${
      silenced.size > 0 &&
      recording.voices.map(
        ({ user, url: own }) =>
          html`<audio key=${user.id} ref=${keep(user.id)} src=${own} preload="auto" hidden onCanPlay=${tell}></audio>`,
      )
    }
    <div class="recording-track">
      <button type="button" class="voice-play" aria-label=${playing ? "Pause" : "Play"} onClick=${() => (playing ? clock.current?.pause() : void play())}>${h(Icon, { name: playing ? "pause" : "play", size: 18 })}</button>
      <input type="range" min="0" max=${seconds} step="0.1" value=${at} aria-label="Position" aria-valuetext=${`${formatPlace(at)} of ${formatPlace(seconds)}`} onInput=${(/** @type {any} */ e) => seek(Number(e.currentTarget.value))} />
      <span class="recording-time">${formatPlace(at)} / ${formatPlace(seconds)}</span>
    </div>
    <ul class="recording-voices" aria-label="Voices">
      ${recording.voices.map(({ user }) => {
        const name = displayName(recording.guild_id, user.id, user);
        const isSilent = silenced.has(user.id);
        const label = isSilent ? `Hear ${name} again` : `Leave out ${name}`;
        return html`<li key=${user.id}>
          <button type="button" class="recording-voice" aria-pressed=${!isSilent} aria-label=${label} data-tip=${label} onClick=${() => toggle(user.id)}>
            ${h(Avatar, { user, size: 20 })}<span class="truncate">${name}</span>${h(Icon, { name: isSilent ? "volume-x" : "volume-2", size: 14 })}
          </button>
        </li>`;
      })}
    </ul>
  </div>`;
}
