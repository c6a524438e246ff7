/** @import { Recording } from "app/types" */
import { deleteRecording, recordingsOf } from "app/api/recordings.js";
import { confirm } from "app/components/confirm.js";
import { Dialog } from "app/components/dialog.js";
import { Icon } from "app/components/icon.js";
import { RecordingPlayer } from "app/components/recording-player.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { formatFull, formatMoment, formatPlace } from "app/lib/time.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { openDialog } from "app/stores/overlays.js";
import { mayRecord, recordingFile } from "app/stores/recordings.js";

/** Why one is shorter than whoever began it may have meant. @type {Record<string, string>} */
const ENDS = {
  declined: "It ended when somebody declined to be recorded.",
  unanswered: "It ended when somebody did not answer whether they may be recorded.",
  too_long: "It ended after the longest time that is allowed.",
  too_large: "It ended when it was as large as is allowed.",
  worker_lost: "It was cut short when the voice server ended.",
  recorder_lost: "It was cut short by a failure while recording.",
};

/** What I may hear of a server, or of one channel. @param {string} guildId @param {string} [channelId] */
export function openRecordings(guildId, channelId) {
  openDialog((close) => h(RecordingsDialog, { guildId, channelId, close }));
}

/** @param {{ guildId: string, channelId: string | undefined, close: () => void }} props */
function RecordingsDialog({ guildId, channelId, close }) {
  const told = recordingFile.value;
  const { data, failed, reload } = useLoad(
    () => recordingsOf(guildId, channelId),
    [guildId, channelId, told?.id, told?.status],
  );
  /** @returns {unknown} */
  const list = () => {
    if (failed) return h(ErrorState, { title: "Recordings could not be loaded.", onRetry: reload });
    if (!data) return h(Loading, {});
    if (!data.length) return h(EmptyState, { icon: "circle-dot", title: "Nothing was recorded." });
    return html`<ul class="recording-list">${data.map((recording) => h(RecordingCard, { key: recording.id, recording, withChannel: !channelId, onGone: reload }))}</ul>`;
  };
  const place = channelId ? channels.get(channelId)?.name : undefined;
  return h(
    Dialog,
    { title: place ? `Recordings of ${place}` : "Recordings", onClose: close },
    html`<div class="dialog-body">${list()}</div>`,
  );
}

/** @param {{ recording: Recording, withChannel: boolean, onGone: () => void }} props */
function RecordingCard({ recording, withChannel, onGone }) {
  const { started_by: by, guild_id: guildId, url } = recording;
  const start = new Date(recording.started_at);
  const who = by ? displayName(guildId, by.id, by) : "Somebody";
  const channel = channels.get(recording.channel_id)?.name ?? "";
  const when = formatMoment(start);
  const why = ENDS[recording.end_reason ?? ""];
  const remove = () =>
    confirm({
      title: "Delete this recording?",
      text: "It is gone for everyone who may hear it. This cannot be undone.",
      action: "Delete recording",
      run: async () => {
        await deleteRecording(recording);
        onGone();
      },
    });
  return html`<li class="recording-card" aria-label=${`${withChannel ? `${channel}, ` : ""}${when}`}>
    <header>
      <div>
        <h3 title=${formatFull(start)}>${withChannel ? `${channel}, ` : ""}${when}</h3>
        <p class="faint">Recorded by ${who}${url ? `, ${formatPlace(recording.duration_ms / 1000)}` : ""}</p>
      </div>
      ${url && html`<a class="icon-button" href=${url} download=${`${channel}-${recording.started_at.slice(0, 16)}.webm`} aria-label="Download" data-tip="Download">${h(Icon, { name: "download", size: 18 })}</a>`}
      ${mayRecord(recording.channel_id) && html`<button type="button" class="icon-button" aria-label="Delete" data-tip="Delete" onClick=${remove}>${h(Icon, { name: "trash-2", size: 18 })}</button>`}
    </header>
    ${recording.status === "processing" && html`<p role="status">It is being prepared and can be heard soon.</p>`}
    ${recording.status === "failed" && html`<p>There is nothing to hear: nobody spoke, or it was lost.</p>`}
    ${url && h(RecordingPlayer, { recording, url })}
    ${why && html`<p class="faint">${why}</p>`}
  </li>`;
}
