/** @import { Authenticator } from "app/api/auth.js" */

import { recoveryCodes } from "app/api/auth.js";
import { addKey, removeKey, renameKey } from "app/api/keys.js";
import { FormDialog } from "app/components/dialog.js";
import { Switch, TextField } from "app/components/fields.js";
import { ProveDialog } from "app/components/prove.js";
import { h, html } from "app/lib/html.js";
import { formatMoment } from "app/lib/time.js";
import { whyNoKeys } from "app/lib/webauthn.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { RecoveryCodes } from "app/views/settings/recovery-codes.js";
import { useState } from "preact/hooks";

/** @param {{ keys: Authenticator[], reload: () => void }} props */
export function Passkeys({ keys, reload }) {
  const why = whyNoKeys();
  const add = () =>
    openDialog((close) =>
      h(ProveDialog, {
        title: "Add a passkey",
        text: "A passkey is kept by this device, your phone, a password manager or a security key.",
        action: "Continue",
        close,
        next: async () => {
          openDialog((done) => h(AddDialog, { count: keys.length, close: done, onDone: reload }));
        },
      }),
    );
  return html`<h4>Passkeys and security keys</h4>
    ${keys.length > 0 && html`<ul class="facts">${keys.map((key) => h(Key, { key: key.id, one: key, reload }))}</ul>`}
    ${why ? html`<p class="settings-lead">${why}</p>` : html`<button type="button" class="button" onClick=${add}>Add a passkey</button>`}`;
}

/** @param {{ one: Authenticator, reload: () => void }} props */
function Key({ one, reload }) {
  const used = one.last_used_at
    ? `, last used ${formatMoment(new Date(one.last_used_at * 1000))}`
    : "";
  const remove = () =>
    openDialog((close) =>
      h(ProveDialog, {
        title: `Remove “${one.name}”?`,
        text: "You can no longer log in with it.",
        action: "Remove",
        close,
        next: async () => {
          await removeKey(Number(one.id));
          reload();
        },
      }),
    );
  const rename = () =>
    openDialog((close) =>
      h(ProveDialog, {
        title: "Rename passkey",
        action: "Continue",
        close,
        next: async () => {
          openDialog((done) => h(RenameDialog, { one, close: done, onDone: reload }));
        },
      }),
    );
  return html`<li>
    <span class="fact-name">${one.name}</span>
    <div class="fact">${one.is_passwordless ? "Logs in without a password" : "Second factor"} · added ${formatMoment(new Date(one.created_at * 1000))}${used}</div>
    <div class="button-row">
      <button type="button" class="button small" onClick=${rename}>Rename</button>
      <button type="button" class="button small danger" onClick=${remove}>Remove</button>
    </div>
  </li>`;
}

/** @param {{ count: number, close: () => void, onDone: () => void }} props */
function AddDialog({ count, close, onDone }) {
  const [name, setName] = useState(count ? `Passkey ${count + 1}` : "Passkey");
  const [alone, setAlone] = useState(true);
  const add = async () => {
    const { meta } = await addKey(name.trim(), alone);
    toast("Your passkey is added");
    onDone();
    if (!meta?.recovery_codes_generated) return;
    const codes = await recoveryCodes();
    openDialog((done) => h(RecoveryCodes, { codes, close: done }));
  };
  return h(
    FormDialog,
    {
      title: "Name your passkey",
      action: "Add",
      onClose: close,
      onSubmit: add,
      disabled: !name.trim(),
      class: "small",
    },
    h(NameField, { value: name, onInput: setName }),
    h(Switch, {
      label: "Log in with it alone",
      hint: "Without a password. The key asks for your finger, face or PIN then.",
      checked: alone,
      onChange: setAlone,
    }),
  );
}

/** @param {{ one: Authenticator, close: () => void, onDone: () => void }} props */
function RenameDialog({ one, close, onDone }) {
  const [name, setName] = useState(one.name ?? "");
  const save = async () => {
    await renameKey(Number(one.id), name.trim());
    onDone();
  };
  return h(
    FormDialog,
    {
      title: "Rename passkey",
      action: "Save",
      onClose: close,
      onSubmit: save,
      disabled: !name.trim(),
      class: "small",
    },
    h(NameField, { value: name, onInput: setName }),
  );
}

/** @param {{ value: string, onInput: (name: string) => void }} props */
function NameField({ value, onInput }) {
  return h(TextField, {
    label: "Name of the passkey",
    value,
    onInput,
    maxLength: 100,
    required: true,
    autofocus: true,
    autocomplete: "off",
  });
}
