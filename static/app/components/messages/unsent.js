/** @import { ShownMessage, Upload } from "app/types" */
import { discardMessage, retryMessage } from "app/actions/sending.js";
import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { formatBytes } from "app/lib/text.js";

/** The state of a message that the server does not have yet. @param {{ message: ShownMessage }} props */
export function Unsent({ message }) {
  const uploads = message.uploads ?? [];
  // The message itself is on its way, once they all are there.
  const stoppable = message.state === "sending" && uploads.some(({ uploaded }) => !uploaded);
  return html`${uploads.map(
    (upload) => html`<div key=${upload.id} class="file-card uploading">
        ${h(Icon, { name: upload.voice ? "mic" : "file", size: 24 })}
        <div class="file-card-text">
          <span class="file-card-name">${nameOf(upload)}</span>
          <progress max="1" value=${upload.progress} aria-label=${`Uploading ${nameOf(upload)}`}></progress>
          <span class="file-card-size">${formatBytes(upload.file.size)} · ${Math.round(upload.progress * 100)} %</span>
        </div>
        ${stoppable && html`<button type="button" class="button small quiet" onClick=${() => discardMessage(message)}>Cancel</button>`}
      </div>`,
  )}
    ${
      message.state === "failed" &&
      html`<p class="unsent" role="alert">
        ${h(Icon, { name: "circle-alert", size: 16 })}
        <span>${message.failure}</span>
        <button type="button" class="link" onClick=${() => retryMessage(message)}>Retry</button>
        <button type="button" class="link" onClick=${() => discardMessage(message)}>Delete</button>
      </p>`
    }`;
}

/** @param {Upload} upload */
const nameOf = ({ voice, file }) => (voice ? "Voice message" : file.name);
