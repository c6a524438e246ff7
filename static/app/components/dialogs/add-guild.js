import { createFromTemplate, createGuild, inviteCode, joinGuild } from "app/actions/guilds.js";
import { Dialog, FormDialog } from "app/components/dialog.js";
import { PicturePicker, TextField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { pictureOf } from "app/lib/files.js";
import { h, html } from "app/lib/html.js";
import { initials } from "app/lib/text.js";
import { openDialog } from "app/stores/overlays.js";
import { me } from "app/stores/session.js";
import { userName } from "app/stores/users.js";
import { useState } from "preact/hooks";

/** Make a new guild or join one. @param {{ close: () => void }} props */
export function AddGuildDialog({ close }) {
  /** @param {(done: () => void) => import("preact").VNode<any>} next */
  const go = (next) => {
    close();
    openDialog(next);
  };
  return h(
    Dialog,
    { title: "Add a server", onClose: close, class: "small" },
    html`<div class="dialog-body choices">
      <button type="button" class="choice" onClick=${() => go((done) => h(CreateGuildDialog, { close: done }))}>
        ${h(Icon, { name: "circle-plus", size: 24 })}<span><b>Create your own</b><span>A place for your group, with its channels and roles</span></span>${h(Icon, { name: "chevron-right" })}
      </button>
      <button type="button" class="choice" onClick=${() => go((done) => h(JoinGuildDialog, { close: done }))}>
        ${h(Icon, { name: "link", size: 24 })}<span><b>Join with an invite</b><span>Someone gave you a link or a code</span></span>${h(Icon, { name: "chevron-right" })}
      </button>
      <button type="button" class="choice" onClick=${() => go((done) => h(TemplateDialog, { close: done }))}>
        ${h(Icon, { name: "layout-template", size: 24 })}<span><b>Use a template</b><span>Channels and roles like those of another server</span></span>${h(Icon, { name: "chevron-right" })}
      </button>
    </div>`,
  );
}

/** @param {{ close: () => void }} props */
function TemplateDialog({ close }) {
  const [code, setCode] = useState("");
  const [name, setName] = useState(`${userName(me.value ?? undefined)}'s server`);
  return h(
    FormDialog,
    {
      title: "Use a template",
      action: "Create",
      onClose: close,
      onSubmit: () => createFromTemplate(inviteCode(code), name.trim()),
      disabled: !inviteCode(code) || name.trim().length < 2,
      class: "small",
    },
    h(TextField, {
      label: "Code of the template",
      value: code,
      onInput: setCode,
      required: true,
      autofocus: true,
    }),
    h(TextField, {
      label: "Name",
      value: name,
      onInput: setName,
      maxLength: 100,
      required: true,
    }),
  );
}

/** @param {{ close: () => void }} props */
export function CreateGuildDialog({ close }) {
  const [name, setName] = useState(`${userName(me.value ?? undefined)}'s server`);
  const [icon, setIcon] = useState(/** @type {string | null} */ (null));
  return h(
    FormDialog,
    {
      title: "Create a server",
      action: "Create",
      onClose: close,
      onSubmit: () => createGuild(name.trim(), icon),
      disabled: name.trim().length < 2,
      class: "small",
    },
    html`<div class="centered">
      ${h(PicturePicker, { label: "Choose an icon", class: "guild-icon-picker", onFile: async (file) => setIcon(await pictureOf(file, 256, 256)) }, icon ? html`<img src=${icon} alt="" />` : html`<span class="initials" data-text=${initials(name)}></span>`)}
    </div>`,
    h(TextField, {
      label: "Name",
      value: name,
      onInput: setName,
      maxLength: 100,
      required: true,
      autofocus: true,
    }),
  );
}

/** @param {{ close: () => void }} props */
export function JoinGuildDialog({ close }) {
  const [link, setLink] = useState("");
  return h(
    FormDialog,
    {
      title: "Join a server",
      action: "Join",
      onClose: close,
      onSubmit: () => joinGuild(inviteCode(link)),
      disabled: !inviteCode(link),
      class: "small",
    },
    h(TextField, {
      label: "Invite",
      value: link,
      onInput: setLink,
      required: true,
      autofocus: true,
      placeholder: `${location.origin}/invite/abc123`,
      hint: "A link or just its last part.",
    }),
  );
}
