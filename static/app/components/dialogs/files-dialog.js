/** @import { ShownMessage } from "app/types" */
import { removeFile } from "app/actions/messages.js";
import { Dialog } from "app/components/dialog.js";
import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { formatBytes } from "app/lib/text.js";
import { currentOf } from "app/stores/messages.js";

/** The files of a message of mine, to be taken out of it. @param {{ message: ShownMessage, close: () => void }} props */
export function FilesDialog({ message: shown, close }) {
  const message = currentOf(shown);
  const files = message?.attachments ?? [];
  const last = files.length === 1 && !message?.content;
  return h(
    Dialog,
    { title: "Files of this message", onClose: close, class: "small" },
    html`<div class="dialog-body">
      ${last && html`<p class="field-hint">Without it nothing would be left. Delete the message instead.</p>`}
      ${!files.length && html`<p class="field-hint">There are none any more.</p>`}
      <ul class="rows">
        ${files.map(
          (file) => html`<li key=${file.id} class="row">
            ${h(Icon, { name: "file", size: 20 })}
            <div class="row-text"><b class="truncate">${file.filename}</b><span>${formatBytes(file.size)}</span></div>
            <button type="button" class="button small" aria-label=${`Remove ${file.filename}`} disabled=${last} onClick=${() => message && void removeFile(message, file.id)}>Remove</button>
          </li>`,
        )}
      </ul>
    </div>`,
  );
}
