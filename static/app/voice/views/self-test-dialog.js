/** @import { Finding } from "app/voice/self-test.js" */
import { Dialog } from "app/components/dialog.js";
import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { callPhase, isInCall, microphoneProblem, quality, voiceServer } from "app/stores/call.js";
import { inputLevel, isMutedBySystem, startInput, stopInput } from "app/voice/input.js";
import { findings, greets } from "app/voice/self-test.js";
import { useEffect, useState } from "preact/hooks";

const LISTEN_MS = 4000;
const ICONS = { good: "check", fair: "circle-alert", poor: "x" };

/** Looks at everything that a voice passes, and says what it found. @param {{ close: () => void }} props */
export function SelfTestDialog({ close }) {
  const [result, setResult] = useState(/** @type {Finding[] | null} */ (null));
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isOver = false;
    setResult(null);
    void test().then((found) => !isOver && setResult(found));
    return () => {
      isOver = true;
    };
  }, [round]);
  return h(
    Dialog,
    { title: "Test connection", onClose: close, class: "small" },
    html`<div class="dialog-body">
      ${result ? html`<ul class="findings">${result.map(({ name, tone, text }) => html`<li key=${name} data-grade=${tone}>${h(Icon, { name: ICONS[tone], size: 18 })}<div><b>${name}</b><p>${text}</p></div></li>`)}</ul>` : html`<p role="status">Say something: listening and looking…</p>${h(Meter, {})}`}
      ${result && !isInCall.value && html`<p class="field-hint">Join a voice channel and test again to see whether sound gets through your network.</p>`}
    </div>
    <footer class="dialog-footer">
      <button type="button" class="button quiet" disabled=${!result} onClick=${() => setRound(round + 1)}>Test again</button>
      <button type="button" class="button primary" onClick=${close}>Done</button>
    </footer>`,
  );
}

async function test() {
  startInput();
  let loudest = -100;
  const stop = inputLevel.subscribe((db) => {
    loudest = Math.max(loudest, db);
  });
  try {
    const [isSocketOpen] = await Promise.all([
      greets(voiceServer.peek()?.endpoint ?? location.host),
      new Promise((done) => setTimeout(done, LISTEN_MS)),
    ]);
    return findings({
      problem: microphoneProblem.peek(),
      loudest,
      isMutedBySystem: isMutedBySystem(),
      isSocketOpen,
      isInCall: isInCall.peek(),
      isConnected: callPhase.peek() === "connected",
      quality: quality.peek(),
    });
  } finally {
    stop();
    stopInput();
  }
}

/** How loud the microphone hears. */
export function Meter() {
  const share = Math.max(0, Math.min(100, ((inputLevel.value + 80) / 80) * 100));
  return html`<meter class="level" min="0" max="100" value=${share} aria-label="Microphone level">${Math.round(share)} %</meter>`;
}
