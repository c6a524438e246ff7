import * as api from "app/api/guilds.js";
import { PicturePicker, SelectField, TextField } from "app/components/fields.js";
import { SaveBar } from "app/components/save-bar.js";
import { useForm } from "app/components/use-form.js";
import { iconUrl } from "app/lib/assets.js";
import { ChannelType } from "app/lib/channel-types.js";
import { pictureOf } from "app/lib/files.js";
import { h, html } from "app/lib/html.js";
import { initials } from "app/lib/text.js";
import { channelTree } from "app/stores/channel-tree.js";
import { guilds, updateGuild } from "app/stores/guilds.js";

/** @param {{ guildId: string }} props */
export function OverviewPage({ guildId }) {
  const guild = guilds.get(guildId);
  const form = useForm(
    {
      name: guild?.name ?? "",
      description: guild?.description ?? "",
      system_channel_id: guild?.system_channel_id ?? "",
      icon: /** @type {string | null} */ (null),
    },
    async (changed) => {
      const body = Object.fromEntries(
        Object.entries(changed).map(([name, value]) => [name, value === "" ? null : value]),
      );
      updateGuild(await api.updateGuild(guildId, body));
    },
  );
  if (!guild) return null;
  const { values, set } = form;
  const icon = values.icon === null ? iconUrl(guild, 96) : values.icon || null;
  const texts = channelTree(guildId).flatMap((section) =>
    section.channels.filter((channel) => channel.type === ChannelType.TEXT),
  );
  const wrong = form.error?.fields ?? {};
  return html`<div class="overview-head">
      ${h(PicturePicker, { label: "Choose an icon", class: "guild-icon-picker", onFile: async (file) => set({ icon: await pictureOf(file, 256, 256) }) }, icon ? html`<img src=${icon} alt="" />` : html`<span class="initials" data-text=${initials(values.name)}></span>`)}
      <div>
        ${h(TextField, { label: "Name", value: values.name, onInput: (name) => set({ name }), maxLength: 100, error: wrong.name })}
        ${icon && html`<button type="button" class="button small" onClick=${() => set({ icon: guild.icon ? "" : null })}>Remove icon</button>`}
      </div>
    </div>
    ${h(TextField, { label: "Description", value: values.description, onInput: (description) => set({ description }), maxLength: 300, rows: 3, hint: "Shown on invites.", error: wrong.description })}
    ${h(SelectField, {
      label: "Channel for announcements of the system",
      value: values.system_channel_id,
      options: [
        ["", "None"],
        ...texts.map(
          (channel) => /** @type {[string, string]} */ ([channel.id, `#${channel.name}`]),
        ),
      ],
      onChange: (system_channel_id) => set({ system_channel_id }),
      hint: "Where it says who joined.",
    })}
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit, disabled: values.name.trim().length < 2 })}`;
}
