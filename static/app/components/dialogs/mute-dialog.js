import * as act from "app/actions/muting.js";
import { channelName, channelTitle } from "app/components/channel-name.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField, Switch } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { formatMoment } from "app/lib/time.js";
import { channels } from "app/stores/channels.js";
import { settingsOf } from "app/stores/guild-settings.js";
import { guilds } from "app/stores/guilds.js";
import { isGuildMuted, isMutedNow } from "app/stores/muting.js";
import { openDialog } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

/** @param {{ title: string, text: string, mute: (seconds: number) => Promise<void>, close: () => void }} props */
function MuteDialog({ title, text, mute, close }) {
  const [seconds, setSeconds] = useState("3600");
  return h(
    FormDialog,
    {
      title,
      action: "Mute",
      onClose: close,
      onSubmit: () => mute(Number(seconds)),
      class: "small",
    },
    html`<p>${text}</p>`,
    h(SelectField, {
      label: "For",
      value: seconds,
      options: act.MUTE_TIMES,
      onChange: setSeconds,
    }),
  );
}

/** @param {string} channelId */
export function askToMuteChannel(channelId) {
  const channel = channels.peek(channelId);
  const guildId = channel?.guild_id;
  openDialog((close) =>
    h(MuteDialog, {
      title: `Mute ${guildId ? channelTitle(channel) : channelName(channel)}?`,
      text: guildId
        ? "It does not stand out when something is written there. Mentions of you still count."
        : "It does not stand out when something is written there.",
      mute: (seconds) => act.muteChannel(channelId, seconds),
      close,
    }),
  );
}

/** @param {string} guildId */
export function askToMuteGuild(guildId) {
  openDialog((close) =>
    h(MuteDialog, {
      title: `Mute ${guilds.peek(guildId)?.name}?`,
      text: "Nothing in it stands out when something is written. Mentions of you still count.",
      mute: (seconds) => act.muteGuild(guildId, seconds),
      close,
    }),
  );
}

/** How I hear of a server, and what I have muted in it. @param {{ guildId: string, close: () => void }} props */
export function NotificationsDialog({ guildId, close }) {
  const settings = settingsOf(guildId);
  const [form, setForm] = useState({
    suppress_everyone: settings?.suppress_everyone ?? false,
    suppress_roles: settings?.suppress_roles ?? false,
    hide_muted_channels: settings?.hide_muted_channels ?? false,
  });
  /** @param {Partial<typeof form>} change */
  const set = (change) => setForm((before) => ({ ...before, ...change }));
  const muted = (settings?.channel_overrides ?? []).filter(
    (one) => isMutedNow(one) && channels.get(one.channel_id),
  );
  return h(
    FormDialog,
    {
      title: `Notifications of ${guilds.get(guildId)?.name}`,
      action: "Save",
      onClose: close,
      onSubmit: () => act.saveSettings(guildId, form),
      class: "small",
    },
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
    (isGuildMuted(guildId) || muted.length > 0) &&
      html`<section class="muted-list"><h3>Muted</h3><ul class="rows">
        ${isGuildMuted(guildId) && h(MutedRow, { name: "The whole server", until: settings?.mute_config?.end_time, onUnmute: () => void act.unmuteGuild(guildId) })}
        ${muted.map(({ channel_id: id, mute_config: config }) => h(MutedRow, { key: id, name: channelName(channels.get(id)), until: config?.end_time, onUnmute: () => void act.unmuteChannel(id) }))}
      </ul></section>`,
  );
}

/** @param {{ name: string, until?: string | null, onUnmute: () => void }} props */
function MutedRow({ name, until, onUnmute }) {
  return html`<li class="row">
    <div class="row-text"><b>${name}</b>${until && html`<span>until ${formatMoment(new Date(until)).replace(/^T/, "t")}</span>`}</div>
    <button type="button" class="button small" aria-label=${`Unmute ${name}`} onClick=${onUnmute}>Unmute</button>
  </li>`;
}
