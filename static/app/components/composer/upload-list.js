/** @import { Upload } from "app/types" */

import { changeUpload, detach } from "app/actions/attachments.js";
import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { h, html } from "app/lib/html.js";
import { formatBytes } from "app/lib/text.js";
import { openDialog } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

/** The files of the message being written. @param {{ channelId: string, uploads: Upload[] }} props */
export function UploadList({ channelId, uploads }) {
  return html`<ul class="uploads" aria-label="Files to send">${uploads.map((upload) => h(Item, { key: upload.id, channelId, upload }))}</ul>`;
}

/** @param {{ channelId: string, upload: Upload }} props */
function Item({ channelId, upload }) {
  const { id, file, preview, spoiler, description } = upload;
  const describe = () =>
    openDialog((close) =>
      h(Describe, {
        upload,
        close,
        onSave: (text) => changeUpload(channelId, id, { description: text }),
      }),
    );
  return html`<li class="upload">
    <div class="upload-preview" data-hidden=${spoiler || undefined}>
      ${preview ? html`<img src=${preview} alt="" />` : h(Icon, { name: "file", size: 40 })} ${spoiler && html`<span class="picture-spoiler">Spoiler</span>`}
    </div>
    <span class="upload-name">${file.name}</span>
    <span class="upload-size">${formatBytes(file.size)}</span>
    <div class="upload-tools">
      ${h(IconButton, { icon: spoiler ? "eye-off" : "eye", label: spoiler ? "No spoiler" : "Mark as spoiler", size: 16, pressed: spoiler, onClick: () => changeUpload(channelId, id, { spoiler: !spoiler }) })}
      ${preview && h(IconButton, { icon: "pencil", label: description ? "Change description" : "Describe for people who cannot see it", size: 16, onClick: describe })}
      ${h(IconButton, { icon: "trash-2", label: `Remove ${file.name}`, size: 16, class: "danger", onClick: () => detach(channelId, id) })}
    </div>
  </li>`;
}

/** @param {{ upload: Upload, close: () => void, onSave: (text: string) => void }} props */
function Describe({ upload, close, onSave }) {
  const [text, setText] = useState(upload.description);
  return h(
    FormDialog,
    {
      title: "Describe this picture",
      action: "Save",
      onClose: close,
      onSubmit: () => onSave(text),
      class: "small",
    },
    h(TextField, {
      label: "Description",
      value: text,
      onInput: setText,
      maxLength: 1024,
      rows: 3,
      autofocus: true,
      hint: "Read to people who cannot see the picture.",
    }),
  );
}
