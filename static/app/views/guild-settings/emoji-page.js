/** @import { CustomEmoji } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/expressions.js";
import { confirm } from "app/components/confirm.js";
import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { RolePicker } from "app/components/role-picker.js";
import { EmptyState } from "app/components/states.js";
import { UploadButton } from "app/components/upload-button.js";
import { emojiUrl } from "app/lib/assets.js";
import { readAsDataUrl } from "app/lib/files.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { plural } from "app/lib/text.js";
import { canInGuild } from "app/stores/access.js";
import { emojisOf } from "app/stores/expressions.js";
import { openDialog } from "app/stores/overlays.js";
import { myId } from "app/stores/session.js";
import { userName } from "app/stores/users.js";
import { useState } from "preact/hooks";

/** As many still ones, and as many that move. */
const MOST = 50;

/** The server's own emoji. @param {{ guildId: string }} props */
export function EmojiPage({ guildId }) {
  const [still, moving] = [false, true].map((animated) =>
    emojisOf(guildId).filter((emoji) => Boolean(emoji.animated) === animated),
  );
  /** @param {File[]} files */
  const add = async (files) => {
    for (const file of files) {
      const image = await readAsDataUrl(file);
      await attempt(api.createEmoji(guildId, { name: nameOf(file), image }));
    }
  };
  const left = MOST - still.length;
  return html`<div class="settings-bar">
      <p class="settings-lead">Pictures of up to 256 KB; 128 × 128 pixels look best. Room for ${plural(left, "more emoji", "more emoji")} and ${MOST - moving.length} that move.</p>
      ${mayAdd(guildId) && h(UploadButton, { label: "Upload emoji", accept: "image/png,image/jpeg,image/gif,image/webp,image/avif", multiple: true, onFiles: add })}
    </div>
    ${!still.length && !moving.length && h(EmptyState, { icon: "smile", title: "This server has no emoji of its own yet." })}
    ${h(List, { guildId, title: "Emoji", emojis: still })} ${h(List, { guildId, title: "Emoji that move", emojis: moving })}`;
}

/** @param {{ guildId: string, title: string, emojis: CustomEmoji[] }} props */
function List({ guildId, title, emojis }) {
  if (!emojis.length) return null;
  /** @param {CustomEmoji} emoji */
  const edit = (emoji) => openDialog((close) => h(EditEmoji, { guildId, emoji, close }));
  /** @param {CustomEmoji} emoji */
  const remove = (emoji) =>
    confirm({
      title: `Delete :${emoji.name}:?`,
      text: "Where it was used, its name stays.",
      action: "Delete emoji",
      run: () => api.deleteEmoji(guildId, emoji.id),
    });
  return html`<section class="settings-section">
    <h4>${title}</h4>
    <ul class="rows">
      ${emojis.map(
        (emoji) => html`<li key=${emoji.id} class="row">
          <img class="row-emoji" src=${emojiUrl(emoji)} alt="" loading="lazy" />
          <div class="row-text"><b>:${emoji.name}:</b><span>${[emoji.user && `by ${userName(emoji.user)}`, emoji.roles?.length && `for ${plural(emoji.roles.length, "role")}`].filter(Boolean).join(" · ")}</span></div>
          ${
            mayChange(guildId, emoji) &&
            html`<div class="button-row">
              <button type="button" class="button small" aria-label=${`Edit ${emoji.name}`} onClick=${() => edit(emoji)}>Edit</button>
              <button type="button" class="button small danger" aria-label=${`Delete ${emoji.name}`} onClick=${() => remove(emoji)}>Delete</button>
            </div>`
          }
        </li>`,
      )}
    </ul>
  </section>`;
}

/** @param {{ guildId: string, emoji: CustomEmoji, close: () => void }} props */
function EditEmoji({ guildId, emoji, close }) {
  const [name, setName] = useState(emoji.name);
  const [roles, setRoles] = useState(emoji.roles ?? []);
  return h(
    FormDialog,
    {
      title: `Edit :${emoji.name}:`,
      action: "Save",
      onClose: close,
      onSubmit: () => api.updateEmoji(guildId, emoji.id, { name: name.trim(), roles }),
      disabled: !/^\w{2,32}$/.test(name.trim()),
      class: "small",
    },
    h(TextField, {
      label: "Name",
      value: name,
      onInput: setName,
      maxLength: 32,
      required: true,
      autofocus: true,
      hint: "Letters, digits and underscores.",
    }),
    h(RolePicker, {
      guildId,
      label: "Only for",
      value: roles,
      onChange: setRoles,
      hint: "Without a role, everybody may use it.",
    }),
  );
}

/** A name that is allowed, made of a file's. @param {File} file */
function nameOf(file) {
  const name = file.name
    .replace(/\.\w+$/u, "")
    .replace(/\W+/gu, "_")
    .slice(0, 32);
  return /^\w{2,}$/.test(name) ? name : "emoji";
}

/** @param {string} guildId */
export const mayAdd = (guildId) => canInGuild(guildId, Permission.CREATE_GUILD_EXPRESSIONS);

/** Who manages them, and who made it. @param {string} guildId @param {{ user?: { id: string } }} made */
export function mayChange(guildId, made) {
  return (
    canInGuild(guildId, Permission.MANAGE_GUILD_EXPRESSIONS) ||
    (made.user?.id === myId.value && mayAdd(guildId))
  );
}
