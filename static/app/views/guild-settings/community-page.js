import * as api from "app/api/guilds.js";
import { ChannelSelect } from "app/components/channel-select.js";
import { SelectField, Switch } from "app/components/fields.js";
import { SaveBar } from "app/components/save-bar.js";
import { useForm } from "app/components/use-form.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { languageOptions } from "app/lib/locales.js";
import { Permission } from "app/lib/permissions.js";
import { canInGuild } from "app/stores/access.js";
import { guilds, updateGuild } from "app/stores/guilds.js";

/** What a server for the public has. @param {{ guildId: string }} props */
export function CommunityPage({ guildId }) {
  const guild = guilds.get(guildId);
  const features = guild?.features ?? [];
  const form = useForm(
    {
      community: features.includes("COMMUNITY"),
      discoverable: features.includes("DISCOVERABLE"),
      rules_channel_id: guild?.rules_channel_id ?? "",
      public_updates_channel_id: guild?.public_updates_channel_id ?? "",
      safety_alerts_channel_id: guild?.safety_alerts_channel_id ?? "",
      preferred_locale: guild?.preferred_locale ?? "en-US",
    },
    async ({ community, discoverable, ...rest }, all) => {
      const body = Object.fromEntries(
        Object.entries(rest).map(([name, value]) => [name, value || null]),
      );
      if (community !== undefined || discoverable !== undefined)
        body.features = /** @type {any} */ (
          withFeatures(features, { COMMUNITY: all.community, DISCOVERABLE: all.discoverable })
        );
      updateGuild(await api.updateGuild(guildId, body));
    },
  );
  if (!guild) return null;
  const { values, set } = form;
  const wrong = form.error?.fields ?? {};
  const mayChange = canInGuild(guildId, Permission.ADMINISTRATOR);
  const text = { guildId, types: [ChannelType.TEXT] };
  return html`
    ${h(Switch, { label: "This is a community", hint: mayChange ? "Its rules have a channel, all pictures are checked, and new members need a confirmed email address." : "Only administrators change this.", checked: values.community, disabled: !mayChange, onChange: (community) => set({ community, ...(!community && { discoverable: false }) }) })}
    ${h(Switch, { label: "Strangers may look at it", hint: "Everybody with an account here sees its description and its emoji, without being a member.", checked: values.discoverable, disabled: !mayChange || !values.community, onChange: (discoverable) => set({ discoverable }) })}
    <section class="settings-section">
      <h4>Channels</h4>
      ${h(ChannelSelect, { ...text, label: "Rules", value: values.rules_channel_id, onChange: (rules_channel_id) => set({ rules_channel_id }), none: values.community ? "Choose a channel" : "None", error: wrong.rules_channel_id })}
      ${h(ChannelSelect, { ...text, label: "News for moderators", value: values.public_updates_channel_id, onChange: (public_updates_channel_id) => set({ public_updates_channel_id }), none: values.community ? "Choose a channel" : "None", error: wrong.public_updates_channel_id })}
      ${h(ChannelSelect, { ...text, label: "Safety alerts", value: values.safety_alerts_channel_id, onChange: (safety_alerts_channel_id) => set({ safety_alerts_channel_id }), hint: "Where moderators hear of unusual activity.", error: wrong.safety_alerts_channel_id })}
    </section>
    <section class="settings-section">
      <h4>Language</h4>
      ${h(SelectField, { label: "What people here speak", value: values.preferred_locale, options: languageOptions(), onChange: (preferred_locale) => set({ preferred_locale }), error: wrong.preferred_locale })}
    </section>
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit, disabled: values.community && !(values.rules_channel_id && values.public_updates_channel_id) })}`;
}

/**
 * @param {string[]} features
 * @param {Record<string, boolean>} wanted
 */
export function withFeatures(features, wanted) {
  return [
    ...features.filter((name) => !(name in wanted)),
    ...Object.keys(wanted).filter((name) => wanted[name]),
  ];
}
