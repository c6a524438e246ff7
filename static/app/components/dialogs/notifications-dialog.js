/** How much I hear of a server, of a channel in it, of a thread. @import { Channel } from "app/types" */
import * as act from "app/actions/muting.js";
import { channelName, channelTitle } from "app/components/channel-name.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField, Switch } from "app/components/fields.js";
import { ChannelType, isThread } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { formatMoment } from "app/lib/time.js";
import { channels } from "app/stores/channels.js";
import { settingsOf } from "app/stores/guild-settings.js";
import { guilds } from "app/stores/guilds.js";
import { isGuildMuted, isMutedNow, Level, levelOf, overrideOf } from "app/stores/muting.js";
import { openDialog } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

const NAMES = ["All messages", "Only mentions", "Nothing"];

/** What one can choose; `above` is what holds without a choice, and where it comes from. @param {string} above @param {number} level @returns {[string, string][]} */
const levels = (above, level) => [
  [String(Level.INHERIT), `As ${above} (${NAMES[level].toLowerCase()})`],
  ...NAMES.map((name, value) => /** @type {[string, string]} */ ([String(value), name])),
];

/** @param {string} guildId */
export function openGuildNotifications(guildId) {
  openDialog((close) => h(NotificationsDialog, { guildId, close }));
}

/** @param {Channel} channel one of a server, or a thread in it */
export function openChannelNotifications(channel) {
  openDialog((close) => h(ChannelNotificationsDialog, { channelId: channel.id, close }));
}

/** How I hear of a server, and what I set apart in it. @param {{ guildId: string, close: () => void }} props */
function NotificationsDialog({ guildId, close }) {
  const settings = settingsOf(guildId);
  const [form, setForm] = useState({
    message_notifications: settings?.message_notifications ?? Level.INHERIT,
    suppress_everyone: settings?.suppress_everyone ?? false,
    suppress_roles: settings?.suppress_roles ?? false,
    hide_muted_channels: settings?.hide_muted_channels ?? false,
  });
  /** @param {Partial<typeof form>} change */
  const set = (change) => setForm((before) => ({ ...before, ...change }));
  const known = (settings?.channel_overrides ?? []).filter((one) => channels.get(one.channel_id));
  const muted = known.filter(isMutedNow);
  const apart = known.filter((one) => one.message_notifications !== Level.INHERIT);
  return h(
    FormDialog,
    {
      title: `Notifications of ${guilds.get(guildId)?.name}`,
      action: "Save",
      onClose: close,
      onSubmit: () => act.saveSettings(guildId, form),
      class: "small",
    },
    h(SelectField, {
      label: "Notify me of",
      value: String(form.message_notifications),
      options: levels(
        "the server has it",
        guilds.get(guildId)?.default_message_notifications ?? Level.ALL,
      ),
      onChange: (value) => set({ message_notifications: Number(value) }),
      hint: "Single channels can differ: choose “Notifications” in their menu.",
    }),
    h(Switch, {
      label: "Pass over @everyone and @here",
      hint: "They do not count as mentions of you.",
      checked: form.suppress_everyone,
      onChange: (suppress_everyone) => set({ suppress_everyone }),
    }),
    h(Switch, {
      label: "Pass over mentions of roles",
      hint: "Only those of your name count.",
      checked: form.suppress_roles,
      onChange: (suppress_roles) => set({ suppress_roles }),
    }),
    h(Switch, {
      label: "Hide muted channels",
      hint: "Except where you are, and where you are mentioned.",
      checked: form.hide_muted_channels,
      onChange: (hide_muted_channels) => set({ hide_muted_channels }),
    }),
    apart.length > 0 &&
      html`<section class="muted-list"><h3>Channels that differ</h3><ul class="rows">
        ${apart.map(({ channel_id: id, message_notifications: level }) => h(ApartRow, { key: id, name: channelName(channels.get(id)), says: NAMES[level], action: "Reset", onUndo: () => void act.setChannelLevel(id, Level.INHERIT) }))}
      </ul></section>`,
    (isGuildMuted(guildId) || muted.length > 0) &&
      html`<section class="muted-list"><h3>Muted</h3><ul class="rows">
        ${isGuildMuted(guildId) && h(ApartRow, { name: "The whole server", says: untilWhen(settings?.mute_config), action: "Unmute", onUndo: () => void act.unmuteGuild(guildId) })}
        ${muted.map(({ channel_id: id, mute_config: config }) => h(ApartRow, { key: id, name: channelName(channels.get(id)), says: untilWhen(config), action: "Unmute", onUndo: () => void act.unmuteChannel(id) }))}
      </ul></section>`,
  );
}

/** @param {{ end_time: string | null } | null | undefined} config */
function untilWhen(config) {
  return config?.end_time
    ? `until ${formatMoment(new Date(config.end_time)).replace(/^T/, "t")}`
    : "";
}

/** @param {{ name: string, says: string, action: string, onUndo: () => void }} props */
function ApartRow({ name, says, action, onUndo }) {
  return html`<li class="row">
    <div class="row-text"><b>${name}</b>${says && html`<span>${says}</span>`}</div>
    <button type="button" class="button small" aria-label=${`${action} ${name}`} onClick=${onUndo}>${action}</button>
  </li>`;
}

/** @param {{ channelId: string, close: () => void }} props */
function ChannelNotificationsDialog({ channelId, close }) {
  const channel = channels.get(channelId);
  const [level, setLevel] = useState(String(ownLevel(channelId)));
  const aboveId = channel?.parent_id ?? "";
  const above = isThread(channel)
    ? "its channel has it"
    : channels.get(aboveId)?.type === ChannelType.CATEGORY
      ? "its category has it"
      : "the server has it";
  return h(
    FormDialog,
    {
      title: `Notifications of ${isThread(channel) ? channel?.name : channelTitle(channel)}`,
      action: "Save",
      onClose: close,
      onSubmit: () =>
        isThread(channel)
          ? act.setThreadLevel(channelId, Number(level))
          : act.setChannelLevel(channelId, Number(level)),
      class: "small",
    },
    h(SelectField, {
      label: "Notify me of",
      value: level,
      options: levels(above, levelOf(channel?.guild_id ?? "", aboveId)),
      onChange: setLevel,
    }),
  );
}

/** What I chose for a channel itself. @param {string} channelId */
function ownLevel(channelId) {
  const channel = channels.peek(channelId);
  return isThread(channel)
    ? act.threadLevel(channel)
    : (overrideOf(channelId)?.message_notifications ?? Level.INHERIT);
}
