/** @import { Guild } from "app/types" */
import * as api from "app/api/guilds.js";
import { ChannelSelect } from "app/components/channel-select.js";
import { PicturePicker, SelectField, Switch, TextField } from "app/components/fields.js";
import { SaveBar } from "app/components/save-bar.js";
import { useForm } from "app/components/use-form.js";
import { guildBannerUrl, iconUrl, splashUrl } from "app/lib/assets.js";
import { ChannelType } from "app/lib/channel-types.js";
import { pictureOf } from "app/lib/files.js";
import { h, html } from "app/lib/html.js";
import { initials } from "app/lib/text.js";
import { guilds, updateGuild } from "app/stores/guilds.js";

/** What the system channel keeps silent about; a set bit says no. @type {[number, string][]} */
const ANNOUNCED = [
  [1 << 0, "Say who joined"],
  [1 << 3, "Offer to wave at who joined"],
  [1 << 2, "Give tips for setting the server up"],
  [1 << 1, "Say who boosted the server"],
];
const AFK = /** @type {[string, string][]} */ ([
  ["60", "1 minute"],
  ["300", "5 minutes"],
  ["900", "15 minutes"],
  ["1800", "30 minutes"],
  ["3600", "1 hour"],
]);

/** @param {{ guildId: string }} props */
export function OverviewPage({ guildId }) {
  const guild = guilds.get(guildId);
  const form = useForm(guild ? savedOf(guild) : BLANK, async (changed) => {
    const body = Object.fromEntries(
      Object.entries(changed).map(([name, value]) => [name, value === "" ? null : value]),
    );
    updateGuild(await api.updateGuild(guildId, body));
  });
  if (!guild) return null;
  const { values, set } = form;
  const icon = values.icon === null ? iconUrl(guild, 96) : values.icon || null;
  const wrong = form.error?.fields ?? {};
  return html`<div class="overview-head">
      ${h(PicturePicker, { label: "Choose an icon", class: "guild-icon-picker", onFile: async (file) => set({ icon: await pictureOf(file, 512, 512) }) }, icon ? html`<img src=${icon} alt="" />` : html`<span class="initials" data-text=${initials(values.name)}></span>`)}
      <div>
        ${h(TextField, { label: "Name", value: values.name, onInput: (name) => set({ name }), maxLength: 100, error: wrong.name })}
        ${icon && html`<button type="button" class="button small" onClick=${() => set({ icon: guild.icon ? "" : null })}>Remove icon</button>`}
      </div>
    </div>
    ${h(TextField, { label: "Description", value: values.description, onInput: (description) => set({ description }), maxLength: 300, rows: 3, hint: "Shown on invites.", error: wrong.description })}
    <div class="field-pair">
      ${h(WidePicture, { label: "Banner", hint: "Above the list of channels.", value: values.banner, saved: guildBannerUrl(guild), onChange: (banner) => set({ banner }), error: wrong.banner })}
      ${h(WidePicture, { label: "Invite background", hint: "Behind the page of an invite.", value: values.splash, saved: splashUrl(guild), onChange: (splash) => set({ splash }), error: wrong.splash })}
    </div>
    <section class="settings-section">
      <h4>Announcements of the server</h4>
      ${h(ChannelSelect, { guildId, label: "Channel", value: values.system_channel_id, onChange: (system_channel_id) => set({ system_channel_id }), types: [ChannelType.TEXT], none: "Nowhere", error: wrong.system_channel_id })}
      ${
        values.system_channel_id &&
        ANNOUNCED.map(([bit, label]) =>
          h(Switch, {
            key: label,
            label,
            checked: !(values.system_channel_flags & bit),
            onChange: (on) =>
              set({
                system_channel_flags: on
                  ? values.system_channel_flags & ~bit
                  : values.system_channel_flags | bit,
              }),
          }),
        )
      }
    </section>
    <section class="settings-section">
      <h4>Notifications at first</h4>
      ${h(SelectField, {
        label: "Members who changed nothing are notified of",
        value: String(values.default_message_notifications),
        options: [
          ["0", "All messages"],
          ["1", "Only mentions"],
        ],
        onChange: (value) => set({ default_message_notifications: Number(value) }),
      })}
    </section>
    <section class="settings-section">
      <h4>Inactive in voice</h4>
      <div class="field-pair">
        ${h(ChannelSelect, { guildId, label: "Move them to", value: values.afk_channel_id, onChange: (afk_channel_id) => set({ afk_channel_id }), types: [ChannelType.VOICE], none: "Nowhere", error: wrong.afk_channel_id })}
        ${h(SelectField, { label: "After", value: String(values.afk_timeout), options: AFK, onChange: (value) => set({ afk_timeout: Number(value) }), disabled: !values.afk_channel_id })}
      </div>
    </section>
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit, disabled: values.name.trim().length < 2 })}`;
}

/** @param {Guild} guild */
function savedOf(guild) {
  return {
    ...BLANK,
    name: guild.name,
    description: guild.description ?? "",
    system_channel_id: guild.system_channel_id ?? "",
    system_channel_flags: guild.system_channel_flags ?? 0,
    default_message_notifications: guild.default_message_notifications ?? 0,
    afk_channel_id: guild.afk_channel_id ?? "",
    afk_timeout: guild.afk_timeout ?? 300,
  };
}

/** Pictures: null is the saved one, "" none, else a data URL. */
const BLANK = {
  name: "",
  description: "",
  icon: /** @type {string | null} */ (null),
  banner: /** @type {string | null} */ (null),
  splash: /** @type {string | null} */ (null),
  system_channel_id: "",
  system_channel_flags: 0,
  default_message_notifications: 0,
  afk_channel_id: "",
  afk_timeout: 300,
};

/**
 * @param {{ label: string, hint: string, value: string | null, saved: string | null, onChange: (value: string | null) => void, error?: string }} props
 */
function WidePicture({ label, hint, value, saved, onChange, error }) {
  const shown = value === null ? saved : value || null;
  return html`<div class="field">
    <span class="field-label">${label}</span>
    ${h(PicturePicker, { label: `Choose a picture: ${label.toLowerCase()}`, class: "wide-picker", onFile: async (file) => onChange(await pictureOf(file, 960, 540)) }, shown ? html`<img src=${shown} alt="" />` : html`<span>Choose a picture</span>`)}
    <p class=${error ? "field-error" : "field-hint"}>${error || hint}</p>
    ${shown && html`<button type="button" class="button small" onClick=${() => onChange(saved ? "" : null)}>Remove</button>`}
  </div>`;
}
