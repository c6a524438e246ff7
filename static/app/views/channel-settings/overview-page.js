import * as api from "app/api/guilds.js";
import { SelectField, TextField } from "app/components/fields.js";
import { SaveBar } from "app/components/save-bar.js";
import { useForm } from "app/components/use-form.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { channels, channelsOf, putChannel } from "app/stores/channels.js";

const SLOWMODES = /** @type {[string, string][]} */ ([
  ["0", "Off"],
  ["5", "5 seconds"],
  ["10", "10 seconds"],
  ["30", "30 seconds"],
  ["60", "1 minute"],
  ["300", "5 minutes"],
  ["900", "15 minutes"],
  ["3600", "1 hour"],
  ["21600", "6 hours"],
]);

/** @param {{ channelId: string }} props */
export function ChannelOverviewPage({ channelId }) {
  const channel = channels.get(channelId);
  const form = useForm(
    {
      name: channel?.name ?? "",
      topic: channel?.topic ?? "",
      rate_limit_per_user: channel?.rate_limit_per_user ?? 0,
      parent_id: channel?.parent_id ?? null,
    },
    async (changed) => putChannel(await api.updateChannel(channelId, changed)),
  );
  if (!channel) return null;
  const { values, set } = form;
  const isText = channel.type === ChannelType.TEXT || channel.type === ChannelType.ANNOUNCEMENT;
  const categories = channelsOf(channel.guild_id ?? "").filter(
    (other) => other.type === ChannelType.CATEGORY,
  );
  const slow = String(values.rate_limit_per_user);
  const slowmodes = SLOWMODES.some(([value]) => value === slow)
    ? SLOWMODES
    : [...SLOWMODES, /** @type {[string, string]} */ ([slow, `${slow} seconds`])];
  const wrong = form.error?.fields ?? {};
  return html`${h(TextField, { label: "Name", value: values.name, onInput: (name) => set({ name: isText ? name.toLowerCase().replace(/\s+/g, "-") : name }), maxLength: 100, error: wrong.name })}
    ${isText && h(TextField, { label: "Topic", value: values.topic, onInput: (topic) => set({ topic }), maxLength: 1024, rows: 3, hint: "What this channel is for. Shown at its top.", error: wrong.topic })}
    ${
      channel.type !== ChannelType.CATEGORY &&
      h(SelectField, {
        label: "Category",
        value: values.parent_id ?? "",
        options: [
          ["", "None"],
          ...categories.map(
            (category) => /** @type {[string, string]} */ ([category.id, category.name ?? ""]),
          ),
        ],
        onChange: (id) => set({ parent_id: id || null }),
      })
    }
    ${isText && h(SelectField, { label: "Slowmode", value: slow, options: slowmodes, onChange: (value) => set({ rate_limit_per_user: Number(value) }), hint: "How long members wait between two messages." })}
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit, disabled: !values.name.trim() })}`;
}
