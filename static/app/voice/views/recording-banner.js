/** @import { ActiveRecording } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import { answerRecording, startRecording, stopRecording } from "app/api/recordings.js";
import { FormDialog } from "app/components/dialog.js";
import { h, html } from "app/lib/html.js";
import { formatPlace } from "app/lib/time.js";
import { displayName } from "app/stores/members.js";
import { openDialog } from "app/stores/overlays.js";
import { agreesTo, mayRecord, recordingIn } from "app/stores/recordings.js";
import { myId } from "app/stores/session.js";
import { useEffect, useState } from "preact/hooks";

/** That the channel is recorded, since when, and what I can do about it. @param {{ channelId: string, isSmall?: boolean }} props */
export function RecordingBanner({ channelId, isSmall = false }) {
  const recording = recordingIn(channelId);
  if (!recording) return null;
  const { started_by: by, guild_id: guildId } = recording;
  const mayStop = by === myId.value || mayRecord(channelId);
  const stop = () => void attempt(stopRecording(recording));
  const agree = () => void attempt(answerRecording(recording, true));
  return html`<div class="recording-banner" role="status" data-small=${isSmall || undefined}>
    <span class="recording-dot" aria-hidden="true"></span>
    <p>${isSmall ? "Recording" : by ? `${displayName(guildId, by)} records this channel` : "This channel is being recorded"} ${h(Since, { recording })}${agreesTo(recording) ? "" : html` <span class="faint">Not you.</span>`}</p>
    ${!agreesTo(recording) && html`<button type="button" class="button small" onClick=${agree}>Agree</button>`}
    ${mayStop && html`<button type="button" class="button small" aria-label="Stop recording" onClick=${stop}>${isSmall ? "Stop" : "Stop recording"}</button>`}
  </div>`;
}

/** @param {{ recording: ActiveRecording }} props */
function Since({ recording }) {
  const seconds = () =>
    Math.max(0, Math.floor((Date.now() - Date.parse(recording.started_at)) / 1000));
  const [now, setNow] = useState(seconds);
  useEffect(() => {
    const interval = setInterval(() => setNow(seconds()), 1000);
    return () => clearInterval(interval);
  }, [recording.id]);
  return html`<span class="recording-time" aria-hidden="true">${formatPlace(now)}</span>`;
}

/** @param {string} channelId */
export function askToRecord(channelId) {
  openDialog((close) =>
    h(
      FormDialog,
      {
        title: "Record this channel?",
        action: "Start recording",
        onClose: close,
        onSubmit: () => startRecording(channelId),
        class: "small",
      },
      html`<p>Everybody here is asked and sees that the channel is recorded. Only who agrees is recorded; by starting it, you do.</p>
        <p>It ends when somebody declines or does not answer, and when you stop it. You find it under “Recordings” in the menu of the channel.</p>`,
    ),
  );
}
