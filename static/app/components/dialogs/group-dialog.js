/** @import { User } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import { closeDirect } from "app/actions/direct.js";
import * as api from "app/api/friends.js";
import { Avatar } from "app/components/avatar.js";
import { channelName } from "app/components/channel-name.js";
import { confirm } from "app/components/confirm.js";
import { Dialog, FormDialog } from "app/components/dialog.js";
import { PicturePicker, TextField } from "app/components/fields.js";
import { GroupIcon } from "app/components/group-icon.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { pictureOf } from "app/lib/files.js";
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
      onSubmit: () => api.updateGroup(channelId, { name: name.trim() || null }).then(putChannel),
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
  const owns = channel.owner_id === own.id;
  /** @param {string | null} icon */
  const setIcon = (icon) => attempt(api.updateGroup(channelId, { icon }).then(putChannel));
  /** @param {User} user */
  const handOver = (user) =>
    confirm({
      title: `Make ${userName(user)} the owner?`,
      text: "Only the owner takes people out. You cannot take it back.",
      action: "Hand over",
      run: () => api.updateGroup(channelId, { owner: user.id }).then(putChannel),
    });
  const people = [own, ...(channel.recipients ?? [])];
  return h(
    Dialog,
    { title: channelName(channel) || "Group", onClose: close, class: "small" },
    html`<div class="dialog-body">
    <div class="group-head">
      ${h(PicturePicker, { label: "Choose a picture", class: "group-picker", onFile: async (file) => void setIcon(await pictureOf(file, 256, 256)) }, h(GroupIcon, { channel, size: 64 }))}
      <div class="button-row">
        <button type="button" class="button small" onClick=${rename}>Rename</button>
        ${channel.icon && html`<button type="button" class="button small quiet" onClick=${() => void setIcon(null)}>Remove picture</button>`}
      </div>
    </div>
    <ul class="friend-list">${people.map(
      (user) => html`<li key=${user.id} class="friend">
        ${h(Avatar, { user: users.get(user.id) ?? user, size: 32, presence: true })}
        <span class="truncate">${userName(users.get(user.id) ?? user)}</span>
        <span class="friend-tools">
          ${channel.owner_id === user.id && html`<span title="Owner">${h(Icon, { name: "crown", size: 16 })}</span>`}
          ${
            owns &&
            user.id !== own.id &&
            !user.bot &&
            h(IconButton, {
              icon: "user-cog",
              label: `Make ${userName(user)} the owner`,
              onClick: () => handOver(user),
            })
          }
          ${
            owns &&
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
      <button type="button" class="button danger" onClick=${() => askToLeave(channelId, close)}>Leave group</button>
    </div></div>`,
  );
}

/** @param {string} channelId @param {() => void} [left] */
export function askToLeave(channelId, left) {
  const channel = channels.peek(channelId);
  if (!channel) return;
  const others = (channel.recipients ?? []).filter(({ bot }) => !bot);
  const owns = channel.owner_id === myId.peek();
  confirm({
    title: `Leave ${channelName(channel)}?`,
    text: !others.length
      ? "Nobody else is in it: it ends with you, and what was written there is gone."
      : `You come back only if somebody in the group adds you.${owns ? " Whoever came first of the others owns it then." : ""}`,
    action: "Leave group",
    run: async () => {
      await closeDirect(channelId);
      left?.();
    },
  });
}

/** @param {string} channelId */
export function openGroupPeople(channelId) {
  openDialog((close) => h(GroupPeopleDialog, { channelId, close }));
}
