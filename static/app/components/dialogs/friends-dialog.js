/** @import { User } from "app/types" @import { ComponentChildren } from "preact" */
import { attempt } from "app/actions/attempt.js";
import { openDirect } from "app/actions/direct.js";
import * as api from "app/api/friends.js";
import { Avatar } from "app/components/avatar.js";
import { Dialog, useSubmit } from "app/components/dialog.js";
import { GroupDialog } from "app/components/dialogs/group-dialog.js";
import { TextField } from "app/components/fields.js";
import { IconButton } from "app/components/icon-button.js";
import { askToUnfriend } from "app/components/relationship-items.js";
import { h, html } from "app/lib/html.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { blocked, friends, incomingRequests, outgoingRequests } from "app/stores/relationships.js";
import { userName, users } from "app/stores/users.js";
import { useState } from "preact/hooks";

export function openFriends() {
  openDialog((close) => h(FriendsDialog, { close }));
}

/** @param {{ close: () => void }} props */
function FriendsDialog({ close }) {
  const [name, setName] = useState("");
  const { busy, error, submit } = useSubmit(async () => {
    await api.askFriend(name.trim());
    toast(`${name.trim()} was asked to be your friend.`);
    setName("");
  });
  const group = () => {
    close();
    openDialog((done) => h(GroupDialog, { close: done }));
  };
  return h(
    Dialog,
    { title: "Friends", onClose: close },
    html`<div class="dialog-body"><form class="friend-form" onSubmit=${submit}>
        ${h(TextField, { label: "Add a friend by username", value: name, onInput: setName, maxLength: 32, error: error?.message })}
        <button type="submit" class="button primary" disabled=${busy || !name.trim()}>Send request</button>
      </form>
      ${incomingRequests.value.length > 0 && html`<h3>They ask you</h3>`}
      <ul class="friend-list">${incomingRequests.value.map(({ user }) =>
        h(
          Friend,
          { key: user.id, user },
          h(IconButton, {
            icon: "check",
            label: `Accept ${userName(user)}`,
            onClick: () => void attempt(api.befriend(user.id)),
          }),
          h(IconButton, {
            icon: "x",
            label: `Decline ${userName(user)}`,
            onClick: () => void attempt(api.unfriend(user.id)),
          }),
        ),
      )}</ul>
      ${outgoingRequests.value.length > 0 && html`<h3>You asked them</h3>`}
      <ul class="friend-list">${outgoingRequests.value.map(({ user }) =>
        h(
          Friend,
          { key: user.id, user },
          h(IconButton, {
            icon: "x",
            label: `Withdraw the request to ${userName(user)}`,
            onClick: () => void attempt(api.unfriend(user.id)),
          }),
        ),
      )}</ul>
      <h3>Your friends</h3>
      ${friends.value.length === 0 && html`<p class="faint">Nobody yet.</p>`}
      <ul class="friend-list">${friends.value.map(({ user, notify_online = false }) =>
        h(
          Friend,
          { key: user.id, user },
          h(IconButton, {
            icon: notify_online ? "bell" : "bell-off",
            label: `Tell me when ${userName(user)} comes online`,
            pressed: notify_online,
            onClick: () => void attempt(api.tellMeOf(user.id, !notify_online)),
          }),
          h(IconButton, {
            icon: "message-circle",
            label: `Write to ${userName(user)}`,
            onClick: () => {
              close();
              void openDirect(user.id);
            },
          }),
          h(IconButton, {
            icon: "x",
            label: `Remove ${userName(user)}`,
            onClick: () => askToUnfriend(user),
          }),
        ),
      )}</ul>
      ${friends.value.length > 0 && html`<button type="button" class="button" onClick=${group}>New group</button>`}
      ${blocked.value.length > 0 && html`<h3>Blocked</h3>`}
      <ul class="friend-list">${blocked.value.map(({ user }) =>
        h(
          Friend,
          { key: user.id, user },
          html`<button type="button" class="button small" aria-label=${`Unblock ${userName(user)}`} onClick=${() => void attempt(api.unfriend(user.id))}>Unblock</button>`,
        ),
      )}</ul>
    </div>`,
  );
}

/** @param {{ user: User, children?: ComponentChildren }} props */
export function Friend({ user, children }) {
  const known = users.get(user.id) ?? user;
  return html`<li class="friend">
    ${h(Avatar, { user: known, size: 32, presence: true })}
    <span class="truncate">${userName(known)} <span class="faint">${known.username}</span></span>
    <span class="friend-tools">${children}</span>
  </li>`;
}
