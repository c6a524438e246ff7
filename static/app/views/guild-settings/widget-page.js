import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/guilds.js";
import { ChannelSelect } from "app/components/channel-select.js";
import { SelectField, Switch } from "app/components/fields.js";
import { SaveBar } from "app/components/save-bar.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";
import { useForm } from "app/components/use-form.js";
import { h, html } from "app/lib/html.js";
import { toast } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

const STYLES = /** @type {[string, string][]} */ ([
  ["shield", "Shield"],
  ["banner1", "Banner, wide"],
  ["banner2", "Banner, small"],
  ["banner3", "Banner, tall"],
  ["banner4", "Banner with a button"],
]);

/** What other sites show of the server. @param {{ guildId: string }} props */
export function WidgetPage({ guildId }) {
  const { data, failed, reload, change } = useLoad(() => api.widget(guildId), [guildId]);
  const form = useForm(
    { enabled: data?.enabled ?? false, channel_id: data?.channel_id ?? "" },
    async (changed) =>
      change(
        await api.updateWidget(guildId, {
          ...changed,
          ...(changed.channel_id !== undefined && { channel_id: changed.channel_id || null }),
        }),
      ),
  );
  if (failed) return h(ErrorState, { title: "The widget could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const { values, set } = form;
  return html`${h(Switch, { label: "Show a widget", hint: "Anybody sees who is online, and in which open voice channels.", checked: values.enabled, onChange: (enabled) => set({ enabled }) })}
    ${h(ChannelSelect, { guildId, label: "Invite to", value: values.channel_id, onChange: (channel_id) => set({ channel_id }), none: "No invite", disabled: !values.enabled })}
    ${data.enabled && h(Addresses, { guildId })}
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit })}`;
}

/** @param {{ guildId: string }} props */
function Addresses({ guildId }) {
  const [style, setStyle] = useState("shield");
  const base = `${location.origin}/api/guilds/${guildId}`;
  const picture = `${base}/widget.png?style=${style}`;
  return html`<section class="settings-section">
    <h4>On your site</h4>
    ${h(Address, { label: "For programs", value: `${base}/widget.json` })}
    ${h(SelectField, { label: "Picture", value: style, options: STYLES, onChange: setStyle })}
    <p class="widget-picture"><img key=${picture} src=${picture} alt="Preview of the widget" /></p>
    ${h(Address, { label: "Address of the picture", value: picture })}
  </section>`;
}

/** @param {{ label: string, value: string }} props */
function Address({ label, value }) {
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    toast("Address copied");
  };
  return html`<div class="copy-row">
    <input type="text" readonly aria-label=${label} value=${value} onFocus=${(/** @type {any} */ e) => e.currentTarget.select()} />
    <button type="button" class="button" onClick=${() => attempt(copy())}>Copy</button>
  </div>`;
}
