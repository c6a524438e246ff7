/** @import { WelcomeChannel } from "app/types" */
import * as api from "app/api/guilds.js";
import { ChannelSelect } from "app/components/channel-select.js";
import { EmojiButton } from "app/components/emoji-button.js";
import { Switch, TextField } from "app/components/fields.js";
import { IconButton } from "app/components/icon-button.js";
import { SaveBar } from "app/components/save-bar.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { useForm } from "app/components/use-form.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { guilds } from "app/stores/guilds.js";

const MAX_CHANNELS = 5;
const TYPES = [ChannelType.TEXT, ChannelType.ANNOUNCEMENT, ChannelType.FORUM, ChannelType.MEDIA];

/** What new members are shown first. @param {{ guildId: string }} props */
export function WelcomePage({ guildId }) {
  const features = guilds.get(guildId)?.features ?? [];
  const { data, failed, reload, change } = useLoad(() => api.welcomeScreen(guildId), [guildId]);
  const form = useForm(
    {
      enabled: features.includes("WELCOME_SCREEN_ENABLED"),
      description: data?.description ?? "",
      welcome_channels: data?.welcome_channels ?? NONE,
    },
    async (changed) => change(await api.updateWelcomeScreen(guildId, changed)),
  );
  if (!features.includes("COMMUNITY"))
    return h(EmptyState, {
      icon: "door-open",
      title: "Communities have a welcome screen. Make this server one on the page “Community”.",
    });
  if (failed)
    return h(ErrorState, { title: "The welcome screen could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const { values, set } = form;
  const listed = values.welcome_channels;
  /** @param {number} at @param {Partial<WelcomeChannel>} edit */
  const edit = (at, edit) =>
    set({ welcome_channels: listed.map((one, i) => (i === at ? { ...one, ...edit } : one)) });
  const incomplete = listed.some((one) => !one.channel_id || !one.description.trim());
  return html`${h(Switch, { label: "Show a welcome screen", hint: "To everybody who joins, before anything else.", checked: values.enabled, onChange: (enabled) => set({ enabled }) })}
    ${h(TextField, { label: "What this server is about", value: values.description, onInput: (description) => set({ description }), maxLength: 140, rows: 2, error: form.error?.fields.description })}
    <section class="settings-section">
      <h4>Where to begin</h4>
      <ul class="tag-rows">
        ${listed.map(
          (one, at) => html`<li key=${at} class="tag-row welcome-row">
            ${h(EmojiButton, { label: `Emoji of channel ${at + 1}`, place: { guildId }, value: one, onChange: (mark) => edit(at, mark) })}
            ${h(ChannelSelect, { guildId, label: "Channel", value: one.channel_id, onChange: (channel_id) => edit(at, { channel_id }), types: TYPES, none: "Choose a channel" })}
            ${h(TextField, { label: "What to do there", value: one.description, onInput: (description) => edit(at, { description }), maxLength: 50 })}
            ${h(IconButton, { icon: "x", label: `Remove channel ${at + 1}`, tip: "Remove", size: 16, onClick: () => set({ welcome_channels: listed.filter((_, i) => i !== at) }) })}
          </li>`,
        )}
      </ul>
      <button type="button" class="button small" disabled=${listed.length >= MAX_CHANNELS} onClick=${() => set({ welcome_channels: [...listed, { channel_id: "", description: "", emoji_id: null, emoji_name: null }] })}>Add a channel</button>
    </section>
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit, disabled: incomplete })}`;
}

/** @type {WelcomeChannel[]} */
const NONE = [];
