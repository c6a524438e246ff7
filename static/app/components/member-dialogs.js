/** @import { User } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/guilds.js";
import { ChannelSelect } from "app/components/channel-select.js";
import { Dialog, FormDialog } from "app/components/dialog.js";
import { SelectField, Switch, TextField } from "app/components/fields.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { aboveRole } from "app/stores/access.js";
import { displayName, memberOf } from "app/stores/members.js";
import { sortedRoles } from "app/stores/roles.js";
import { useState } from "preact/hooks";

/** @typedef {{ user: User, guildId: string, close: () => void }} Props */

/** @param {Props} props */
export function NickDialog({ user, guildId, close }) {
  const [nick, setNick] = useState(memberOf(guildId, user.id)?.nick ?? "");
  const save = () => api.updateMember(guildId, user.id, { nick: nick.trim() || null });
  return h(
    FormDialog,
    { title: "Change nickname", action: "Save", onClose: close, onSubmit: save, class: "small" },
    h(TextField, {
      label: "Nickname",
      value: nick,
      onInput: setNick,
      maxLength: 32,
      autofocus: true,
      placeholder: user.global_name || user.username,
      hint: "Shown in this server only. Leave empty to use the name itself.",
    }),
  );
}

/** Take somebody who is in voice to another channel. @param {Props} props */
export function MoveDialog({ user, guildId, close }) {
  const [channelId, setChannelId] = useState("");
  return h(
    FormDialog,
    {
      title: `Move ${displayName(guildId, user.id, user)}?`,
      action: "Move",
      onClose: close,
      onSubmit: () => api.updateMember(guildId, user.id, { channel_id: channelId }),
      disabled: !channelId,
      class: "small",
    },
    h(ChannelSelect, {
      guildId,
      label: "To",
      value: channelId,
      onChange: setChannelId,
      types: [ChannelType.VOICE, ChannelType.STAGE],
      none: "Choose a channel",
    }),
  );
}

/** @param {Props} props */
export function RolesDialog({ user, guildId, close }) {
  const held = memberOf(guildId, user.id)?.roles ?? [];
  const roles = sortedRoles(guildId).filter((role) => role.id !== guildId && !role.managed);
  /** @param {string} id @param {boolean} give */
  const change = (id, give) =>
    attempt(give ? api.giveRole(guildId, user.id, id) : api.takeRole(guildId, user.id, id));
  return h(
    Dialog,
    { title: `Roles of ${displayName(guildId, user.id, user)}`, onClose: close, class: "small" },
    html`<div class="dialog-body">
      ${roles.map((role) =>
        h(Switch, {
          key: role.id,
          label: role.name,
          checked: held.includes(role.id),
          disabled: !aboveRole(guildId, role.position),
          onChange: (give) => void change(role.id, give),
        }),
      )}
    </div>`,
  );
}

const TIMEOUTS = /** @type {[string, string][]} */ ([
  ["60", "1 minute"],
  ["300", "5 minutes"],
  ["600", "10 minutes"],
  ["3600", "1 hour"],
  ["86400", "1 day"],
  ["604800", "1 week"],
]);

/** @param {Props} props */
export function TimeoutDialog({ user, guildId, close }) {
  const [seconds, setSeconds] = useState("600");
  const [reason, setReason] = useState("");
  const name = displayName(guildId, user.id, user);
  const run = () =>
    api.updateMember(
      guildId,
      user.id,
      { communication_disabled_until: new Date(Date.now() + Number(seconds) * 1000).toISOString() },
      reason || undefined,
    );
  return h(
    FormDialog,
    {
      title: `Time out ${name}`,
      action: "Time out",
      danger: true,
      onClose: close,
      onSubmit: run,
      class: "small",
    },
    html`<p>${name} can read but not write or react until it ends.</p>`,
    h(SelectField, { label: "For", value: seconds, options: TIMEOUTS, onChange: setSeconds }),
    h(Reason, { value: reason, onInput: setReason }),
  );
}

/** @param {Props} props */
export function KickDialog({ user, guildId, close }) {
  const [reason, setReason] = useState("");
  const name = displayName(guildId, user.id, user);
  return h(
    FormDialog,
    {
      title: `Kick ${name}`,
      action: "Kick",
      danger: true,
      onClose: close,
      onSubmit: () => api.kick(guildId, user.id, reason || undefined),
      class: "small",
    },
    html`<p>${name} leaves the server and can come back with a new invite.</p>`,
    h(Reason, { value: reason, onInput: setReason }),
  );
}

export const PURGES = /** @type {[string, string][]} */ ([
  ["0", "Keep messages"],
  ["3600", "Last hour"],
  ["86400", "Last day"],
  ["604800", "Last 7 days"],
]);

/** @param {Props} props */
export function BanDialog({ user, guildId, close }) {
  const [purge, setPurge] = useState("0");
  const [reason, setReason] = useState("");
  const name = displayName(guildId, user.id, user);
  return h(
    FormDialog,
    {
      title: `Ban ${name}`,
      action: "Ban",
      danger: true,
      onClose: close,
      onSubmit: () => api.ban(guildId, user.id, Number(purge), reason || undefined),
      class: "small",
    },
    html`<p>${name} leaves the server and cannot join again until the ban is lifted in the server’s settings.</p>`,
    h(SelectField, { label: "Delete messages", value: purge, options: PURGES, onChange: setPurge }),
    h(Reason, { value: reason, onInput: setReason }),
  );
}

/** @param {{ value: string, onInput: (value: string) => void }} props */
export function Reason({ value, onInput }) {
  return h(TextField, {
    label: "Reason",
    value,
    onInput,
    maxLength: 512,
    hint: "Optional. Kept in the audit log.",
  });
}
