/** @import { Sticker } from "app/types" */

import * as api from "app/api/expressions.js";
import { confirm } from "app/components/confirm.js";
import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { EmptyState } from "app/components/states.js";
import { UploadButton } from "app/components/upload-button.js";
import { stickerUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";
import { stickersOf } from "app/stores/expressions.js";
import { openDialog } from "app/stores/overlays.js";
import { userName } from "app/stores/users.js";
import { mayAdd, mayChange } from "app/views/guild-settings/emoji-page.js";
import { useState } from "preact/hooks";

/** The server's own stickers. @param {{ guildId: string }} props */
export function StickersPage({ guildId }) {
  const stickers = stickersOf(guildId);
  /** @param {File[]} files */
  const add = ([file]) => openDialog((close) => h(StickerDialog, { guildId, file, close }));
  /** @param {Sticker} sticker */
  const edit = (sticker) => openDialog((close) => h(StickerDialog, { guildId, sticker, close }));
  /** @param {Sticker} sticker */
  const remove = (sticker) =>
    confirm({
      title: `Delete ${sticker.name}?`,
      text: "Nobody can send it any more.",
      action: "Delete sticker",
      run: () => api.deleteSticker(guildId, sticker.id),
    });
  return html`<div class="settings-bar">
      <p class="settings-lead">PNG or GIF, 320 × 320 pixels and 512 KB at most, also moving for up to five seconds.</p>
      ${mayAdd(guildId) && h(UploadButton, { label: "Upload sticker", accept: "image/png,image/apng,image/gif", onFiles: add })}
    </div>
    ${!stickers.length && h(EmptyState, { icon: "sticker", title: "This server has no stickers yet." })}
    <ul class="rows">
      ${stickers.map(
        (sticker) => html`<li key=${sticker.id} class="row">
          <img class="row-sticker" src=${stickerUrl(sticker)} alt="" loading="lazy" />
          <div class="row-text"><b>${sticker.name}</b><span>${[sticker.description, sticker.user && `by ${userName(sticker.user)}`].filter(Boolean).join(" · ")}</span></div>
          ${
            mayChange(guildId, sticker) &&
            html`<div class="button-row">
              <button type="button" class="button small" aria-label=${`Edit ${sticker.name}`} onClick=${() => edit(sticker)}>Edit</button>
              <button type="button" class="button small danger" aria-label=${`Delete ${sticker.name}`} onClick=${() => remove(sticker)}>Delete</button>
            </div>`
          }
        </li>`,
      )}
    </ul>`;
}

/** A new one of a file, or one that is there. @param {{ guildId: string, file?: File, sticker?: Sticker, close: () => void }} props */
function StickerDialog({ guildId, file, sticker, close }) {
  const [name, setName] = useState(sticker?.name ?? file?.name.replace(/\.\w+$/u, "") ?? "");
  const [tags, setTags] = useState(sticker?.tags ?? "");
  const [description, setDescription] = useState(sticker?.description ?? "");
  const save = () => {
    const said = { name: name.trim(), tags: tags.trim() };
    return sticker
      ? api.updateSticker(guildId, sticker.id, {
          ...said,
          description: description.trim() || null,
        })
      : file && api.createSticker(guildId, { ...said, description: description.trim(), file });
  };
  return h(
    FormDialog,
    {
      title: sticker ? `Edit ${sticker.name}` : "Upload sticker",
      action: sticker ? "Save" : "Upload",
      onClose: close,
      onSubmit: save,
      disabled: name.trim().length < 2 || !tags.trim(),
      class: "small",
    },
    h(TextField, {
      label: "Name",
      value: name,
      onInput: setName,
      minLength: 2,
      maxLength: 30,
      required: true,
      autofocus: true,
    }),
    h(TextField, {
      label: "Related emoji or words",
      value: tags,
      onInput: setTags,
      maxLength: 200,
      required: true,
      hint: "By which it is found in the picker.",
    }),
    h(TextField, {
      label: "Description",
      value: description,
      onInput: setDescription,
      maxLength: 100,
    }),
  );
}
