/** @import { Status } from "app/types" */

import { openSettings } from "app/actions/open.js";
import { setCustomStatus, setStatus } from "app/actions/presence.js";
import { Avatar, PresenceDot, statusWord } from "app/components/avatar.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField, TextField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { openInbox } from "app/components/inbox.js";
import { moveInMenu } from "app/components/menu.js";
import { h, html } from "app/lib/html.js";
import { unread } from "app/stores/inbox.js";
import { openDialog, openFloating } from "app/stores/overlays.js";
import { myCustomStatus, myStatus } from "app/stores/presences.js";
import { me } from "app/stores/session.js";
import { userName } from "app/stores/users.js";
import { useState } from "preact/hooks";

const CHOICES = /** @type {[Status, string][]} */ ([
  ["online", ""],
  ["idle", ""],
  ["dnd", "No sounds, no notifications"],
  ["invisible", "You appear offline and can do everything"],
]);

const ENDS = /** @type {[string, string][]} */ ([
  ["0", "Don’t clear"],
  ["30", "30 minutes"],
  ["60", "1 hour"],
  ["240", "4 hours"],
  ["1440", "1 day"],
]);

/** Who I am, at the foot of the channel list. */
export function UserPanel() {
  const user = me.value;
  if (!user) return null;
  /** @param {MouseEvent} event */
  const open = (event) =>
    openFloating(
      { element: /** @type {Element} */ (event.currentTarget), side: "top" },
      "Status",
      (close) => h(StatusMenu, { close }),
    );
  return html`<section class="user-panel" aria-label="You">
    <button type="button" class="user-panel-me" aria-haspopup="menu"
      data-tip="Change status" onClick=${open}>
      <span class="user-panel-avatar">${h(Avatar, { user, size: 32 })}${h(PresenceDot, { status: myStatus.value })}</span>
      <span class="user-panel-text">
        <span class="truncate">${userName(user)}</span>
        <span class="user-panel-status truncate">${myCustomStatus.value || statusWord(myStatus.value)}</span>
      </span>
    </button>
    <span class="inbox-button">
      ${h(IconButton, {
        icon: "inbox",
        label: unread.value ? `Inbox, ${unread.value} unread` : "Inbox",
        tip: "Inbox",
        onClick: (event) => openInbox(/** @type {Element} */ (event.currentTarget)),
      })}
      ${unread.value > 0 && html`<span class="badge" aria-hidden="true">${unread.value > 99 ? "99+" : unread.value}</span>`}
    </span>
    ${h(IconButton, { icon: "settings", label: "Settings", onClick: () => void openSettings() })}
  </section>`;
}

/** @param {{ close: () => void }} props */
function StatusMenu({ close }) {
  /** @param {Status} status */
  const choose = (status) => {
    close();
    setStatus(status);
  };
  const text = myCustomStatus.value;
  return html`<div class="menu status-menu" role="menu" aria-label="Status" onKeyDown=${moveInMenu}>
    ${CHOICES.map(
      ([
        status,
        hint,
      ]) => html`<button key=${status} type="button" class="menu-item" role="menuitemradio" aria-checked=${myStatus.value === status} onClick=${() => choose(status)}>
        ${h(PresenceDot, { status })}
        <span class="menu-item-text"><span>${statusWord(status)}</span>${hint && html`<span class="menu-hint">${hint}</span>`}</span>
        ${myStatus.value === status && h(Icon, { name: "check", size: 16 })}
      </button>`,
    )}
    <div class="menu-line" role="separator"></div>
    <button type="button" class="menu-item" role="menuitem" onClick=${() => {
      close();
      openDialog((done) => h(CustomStatusDialog, { close: done }));
    }}>
      <span>${text ? "Edit custom status" : "Set a custom status"}</span>${h(Icon, { name: "smile", size: 16 })}
    </button>
    ${
      text &&
      html`<button type="button" class="menu-item" role="menuitem" onClick=${() => {
        close();
        setCustomStatus("");
      }}>
        <span>Clear custom status</span>${h(Icon, { name: "x", size: 16 })}
      </button>`
    }
  </div>`;
}

/** @param {{ close: () => void }} props */
function CustomStatusDialog({ close }) {
  const [text, setText] = useState(myCustomStatus.value);
  const [minutes, setMinutes] = useState("0");
  return h(
    FormDialog,
    {
      title: "Custom status",
      action: "Save",
      onClose: close,
      onSubmit: () => setCustomStatus(text.trim(), Number(minutes)),
      class: "small",
    },
    h(TextField, {
      label: "What are you up to",
      value: text,
      onInput: setText,
      maxLength: 128,
      autofocus: true,
      hint: "Shown under your name to everyone who shares a server with you.",
    }),
    h(SelectField, { label: "Clear after", value: minutes, options: ENDS, onChange: setMinutes }),
  );
}
