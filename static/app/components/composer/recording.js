/** @import { Recording } from "app/lib/recorder.js" */
import { IconButton } from "app/components/icon-button.js";
import { Bars, VoicePlayer } from "app/components/voice-player.js";
import { h, html } from "app/lib/html.js";
import { startRecording } from "app/lib/recorder.js";
import { formatPlace } from "app/lib/time.js";
import { toWaveform } from "app/lib/waveform.js";
import { toast } from "app/stores/overlays.js";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

/** How many moments of the past are drawn while recording. */
const SHOWN = 48;
const LONGEST_S = 20 * 60;
/** What is shorter was a slip of the finger. */
const SHORTEST_S = 0.5;

/**
 * Takes the place of the text while somebody records: stop and listen, send, or throw it away.
 * @param {{ onSend: (recording: Recording) => void, onClose: () => void }} props
 */
export function RecordingBar({ onSend, onClose }) {
  const [levels, setLevels] = useState(/** @type {number[]} */ ([]));
  const [made, setMade] = useState(/** @type {Recording | null} */ (null));
  const recorder = useRef(/** @type {Awaited<ReturnType<typeof startRecording>> | null} */ (null));
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null));
  const seconds = made?.seconds ?? levels.length / 10;
  const stop = async () => {
    const running = recorder.current;
    recorder.current = null;
    return running ? running.stop() : made;
  };
  const listen = async () => setMade(await stop());
  const send = async () => {
    const recording = await stop();
    if (!recording) return;
    if (recording.seconds < SHORTEST_S) toast("That was too short to be heard.", "danger");
    else onSend(recording);
    onClose();
  };
  useEffect(() => {
    let gone = false;
    bar.current?.focus();
    startRecording(setLevels).then(
      (running) => {
        if (gone) running.cancel();
        else recorder.current = running;
      },
      (problem) => {
        toast(reasonOf(problem), "danger");
        onClose();
      },
    );
    return () => {
      gone = true;
      recorder.current?.cancel();
    };
  }, []);
  useEffect(() => {
    if (!made && seconds >= LONGEST_S) void listen();
  }, [seconds >= LONGEST_S]);
  const url = useMemo(() => made && URL.createObjectURL(made.file), [made]);
  useEffect(() => () => URL.revokeObjectURL(url ?? ""), [url]);
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  const ready = levels.length > 0;
  return html`<div ref=${bar} class="composer-row recording" role="group" aria-label="Voice message" tabindex="-1" onKeyDown=${onKeyDown}>
    ${h(IconButton, { icon: "trash-2", label: "Discard recording", class: "composer-button", onClick: onClose })}
    ${
      made && url
        ? h(VoicePlayer, {
            src: url,
            seconds: made.seconds,
            waveform: toWaveform(made.levels),
          })
        : html`<span class="recording-mark" aria-hidden="true"></span>
          <span class="recording-time" role="timer">${formatPlace(seconds)}</span>
          <span class="voice-shape">${ready ? h(Bars, { levels: padded(levels.slice(-SHOWN)) }) : html`<span class="faint">Waiting for the microphone …</span>`}</span>`
    }
    ${!made && h(IconButton, { icon: "square", label: "Stop and listen", class: "composer-button", disabled: !ready, onClick: () => void listen() })}
    ${h(IconButton, { icon: "send-horizontal", label: "Send voice message", class: "composer-button composer-send", disabled: !ready, onClick: () => void send() })}
  </div>`;
}

/** The newest at the end, however few there are. @param {number[]} levels */
function padded(levels) {
  return [...Array(SHOWN - levels.length).fill(0), ...levels];
}

/** @param {unknown} problem */
function reasonOf(problem) {
  const name = problem instanceof DOMException ? problem.name : "";
  if (name === "NotAllowedError")
    return "Your browser does not let this page use the microphone. Allow it in the address bar.";
  if (name === "NotFoundError") return "No microphone was found.";
  return "The microphone cannot be used now. Perhaps another program has it.";
}
