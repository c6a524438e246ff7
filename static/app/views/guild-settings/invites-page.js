import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/guilds.js";
import { Switch, TextField } from "app/components/fields.js";
import { InviteList } from "app/components/invite-list.js";
import { inviteChannel } from "app/components/nav/guild-menu.js";
import { SaveBar } from "app/components/save-bar.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";
import { useForm } from "app/components/use-form.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { guilds, updateGuild } from "app/stores/guilds.js";
import { withFeatures } from "app/views/guild-settings/community-page.js";

/** @param {{ guildId: string }} props */
export function InvitesPage({ guildId }) {
  const features = guilds.get(guildId)?.features ?? [];
  const paused = features.includes("INVITES_DISABLED");
  /** @param {boolean} on */
  const pause = async (on) => {
    const change = { features: withFeatures(features, { INVITES_DISABLED: on }) };
    const changed = await attempt(api.updateGuild(guildId, change));
    if (changed) updateGuild(changed);
  };
  return html`${h(Switch, { label: "Pause invites", hint: paused ? "Nobody can join at present." : "Invites stay and do not work until you go on.", checked: paused, onChange: (on) => void pause(on) })}
    <section class="settings-section">${h(Vanity, { guildId })}</section>
    <section class="settings-section">
      <h4>Links</h4>
      ${h(InviteList, { guildId, channelId: inviteChannel(guildId)?.id, load: () => api.guildInvites(guildId), on: [guildId], withChannel: true })}
    </section>`;
}

/** An address of the server's own. @param {{ guildId: string }} props */
function Vanity({ guildId }) {
  const { data, failed, reload, change } = useLoad(() => api.vanityUrl(guildId), [guildId]);
  const form = useForm({ code: data?.code ?? "" }, async ({ code }) =>
    change(await api.setVanityUrl(guildId, code?.trim() || null)),
  );
  if (failed) return h(ErrorState, { title: "The address could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const code = form.values.code;
  return html`<h4>An address of its own</h4>
    ${h(TextField, {
      label: "Name in the address",
      value: code,
      onInput: (value) => form.set({ code: value.toLowerCase().replace(/[^a-z0-9-]+/g, "-") }),
      maxLength: 32,
      placeholder: "our-place",
      error: form.error?.fields.code,
      hint: code
        ? html`${location.origin}/invite/<b>${code}</b>${data.code ? ` · ${plural(data.uses, "use")}` : ""}`
        : "Whoever knows it can join.",
    })}
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit })}`;
}
