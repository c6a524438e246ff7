import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/friends.js";
import { Avatar } from "app/components/avatar.js";
import { channelName } from "app/components/channel-name.js";
import { Dialog, FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { h, html } from "app/lib/html.js";
import { channelPath, navigate } from "app/router.js";
import { channels, putChannel } from "app/stores/channels.js";
import { openDialog } from "app/stores/overlays.js";
import { friends } from "app/stores/relationships.js";
import { me, myId } from "app/stores/session.js";
import { userName, users } from "app/stores/users.js";
import { useState } from "preact/hooks";

const MOST = 10;

/** Choose friends for a new group, or to join one. @param {{ channelId?: string, close: () => void }} props */
export function GroupDialog({ channelId, close }) {
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
  const inside = new Set(channels.get(channelId ?? "")?.recipients?.map((user) => user.id));
  const offered = friends.value.filter(({ id }) => !inside.has(id));
  const room = MOST - 1 - inside.size - chosen.length;
  const submit = async () => {
    if (channelId) {
      for (const id of chosen) await api.addToGroup(channelId, id);
      return;
    }
    // With myself among them one friend makes a group, too.
    const group = await api.openGroup([myId.peek(), ...chosen]);
    putChannel(group);
    navigate(channelPath(undefined, group.id));
  };
  /** @param {string} id */
  const toggle = (id) =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return h(
    FormDialog,
    {
      title: channelId ? "Add friends" : "New group",
      action: channelId ? "Add" : "Create group",
      onClose: close,
      onSubmit: submit,
      disabled: chosen.length === 0,
      class: "small",
    },
    offered.length === 0 && html`<p class="faint">None of your friends is left to add.</p>`,
    html`<ul class="friend-list">${offered.map(
      ({ id, user }) => html`<li key=${id}><label class="friend">
        ${h(Avatar, { user, size: 32 })} <span class="truncate">${userName(users.get(id) ?? user)}</span>
        <input type="checkbox" checked=${chosen.includes(id)} disabled=${!chosen.includes(id) && room <= 0} onChange=${() => toggle(id)} />
      </label></li>`,
    )}</ul>`,
  );
}

/** @param {{ channelId: string, close: () => void }} props */
export function RenameGroupDialog({ channelId, close }) {
  const [name, setName] = useState(channels.peek(channelId)?.name ?? "");
  return h(
    FormDialog,
    {
      title: "Rename group",
      action: "Save",
      onClose: close,
      onSubmit: () => api.renameGroup(channelId, name.trim()).then(putChannel),
      class: "small",
    },
    h(TextField, {
      label: "Name",
      value: name,
      onInput: setName,
      maxLength: 100,
      autofocus: true,
      hint: "Without one, the group is called by its people.",
    }),
  );
}

/** Who is in a group. @param {{ channelId: string, close: () => void }} props */
export function GroupPeopleDialog({ channelId, close }) {
  const channel = channels.get(channelId);
  const own = me.value;
  if (!channel || !own) return null;
  const add = () => openDialog((done) => h(GroupDialog, { channelId, close: done }));
  const rename = () => openDialog((done) => h(RenameGroupDialog, { channelId, close: done }));
  const people = [own, ...(channel.recipients ?? [])];
  return h(
    Dialog,
    { title: channelName(channel) || "Group", onClose: close, class: "small" },
    html`<div class="dialog-body"><ul class="friend-list">${people.map(
      (user) => html`<li key=${user.id} class="friend">
        ${h(Avatar, { user: users.get(user.id) ?? user, size: 32, presence: true })}
        <span class="truncate">${userName(users.get(user.id) ?? user)}</span>
        <span class="friend-tools">
          ${channel.owner_id === user.id && html`<span title="Owner">${h(Icon, { name: "crown", size: 16 })}</span>`}
          ${
            channel.owner_id === own.id &&
            user.id !== own.id &&
            h(IconButton, {
              icon: "x",
              label: `Take ${userName(user)} out`,
              onClick: () => void attempt(api.removeFromGroup(channelId, user.id)),
            })
          }
        </span>
      </li>`,
    )}</ul>
    <div class="friend-form">
      <button type="button" class="button" onClick=${add}>Add friends</button>
      <button type="button" class="button" onClick=${rename}>Rename</button>
    </div></div>`,
  );
}

/** @param {string} channelId */
export function openGroupPeople(channelId) {
  openDialog((close) => h(GroupPeopleDialog, { channelId, close }));
}
