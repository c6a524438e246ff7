/** @import { AutoModAction, AutoModRule } from "app/types" */

import * as api from "app/api/automod.js";
import { ChannelSelect } from "app/components/channel-select.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField, Switch, TextField } from "app/components/fields.js";
import { RolePicker } from "app/components/role-picker.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInGuild } from "app/stores/access.js";
import { channelTree } from "app/stores/channel-tree.js";
import {
  Act,
  KINDS,
  linesOf,
  PRESETS,
  TIMEOUTS,
  Trigger,
  wordsOf,
} from "app/views/guild-settings/automod-rules.js";
import { useState } from "preact/hooks";

/** @typedef {ReturnType<typeof startOf>} Draft */
/** @typedef {{ guildId: string, draft: Draft, set: (change: Partial<Draft>) => void }} PartProps */

/**
 * A rule, new or there already.
 * @param {{ guildId: string, type: number, rule?: AutoModRule, onSaved: (rule: AutoModRule) => void, close: () => void }} props
 */
export function RuleDialog({ guildId, type, rule, onSaved, close }) {
  const [draft, setDraft] = useState(() => startOf(type, rule));
  /** @param {Partial<Draft>} change */
  const set = (change) => setDraft((before) => ({ ...before, ...change }));
  const save = async () => {
    const body = bodyOf(draft);
    onSaved(
      rule
        ? await api.updateRule(guildId, rule.id, body)
        : await api.createRule(guildId, {
            ...body,
            trigger_type: type,
            event_type: type === Trigger.PROFILE ? 2 : 1,
            enabled: true,
          }),
    );
  };
  const part = { guildId, draft, set };
  return h(
    FormDialog,
    {
      title: rule ? `Edit ${rule.name}` : (KINDS.find((kind) => kind.type === type)?.name ?? ""),
      action: rule ? "Save" : "Create rule",
      onClose: close,
      onSubmit: save,
      disabled: !draft.name.trim() || !(draft.blocks || draft.alerts || draft.timesOut),
    },
    h(TextField, {
      label: "Name",
      value: draft.name,
      onInput: (name) => set({ name }),
      maxLength: 100,
      required: true,
      autofocus: true,
    }),
    h(Looked, part),
    h(Done, part),
    html`<section class="settings-section">
      <h4>Left alone</h4>
      ${h(RolePicker, { guildId, label: "Roles", value: draft.exemptRoles, onChange: (exemptRoles) => set({ exemptRoles }), hint: "Those who manage the server always are." })}
      ${type !== Trigger.PROFILE && h(ExemptChannels, part)}
    </section>`,
  );
}

/** What a rule looks for. @param {PartProps} props */
function Looked({ draft, set }) {
  if (draft.type === Trigger.SPAM) return null;
  if (draft.type === Trigger.MENTIONS)
    return html`${h(TextField, { label: "Mentions in a message", type: "number", min: 0, max: 50, value: draft.mentions, onInput: (mentions) => set({ mentions }), hint: "More than so many different people and roles are too many; 0 counts none." })}
      ${h(Switch, { label: "Stop raids", hint: "When new members mention many people all at once.", checked: draft.raids, onChange: (raids) => set({ raids }) })}`;
  return html`${
    draft.type === Trigger.PRESET
      ? PRESETS.map(([id, label]) =>
          h(Switch, {
            key: id,
            label,
            checked: draft.presets.includes(id),
            onChange: (on) =>
              set({
                presets: on ? [...draft.presets, id] : draft.presets.filter((one) => one !== id),
              }),
          }),
        )
      : html`${h(TextField, { label: "Words", rows: 4, value: draft.words, onInput: (words) => set({ words }), hint: "One a line, or parted by commas. “cat*” also finds “cattle”, “*cat” finds “wildcat”, “*cat*” both." })}
        ${h(TextField, { label: "Patterns", rows: 2, value: draft.patterns, onInput: (patterns) => set({ patterns }), hint: "Regular expressions, one a line." })}`
  }
  ${h(TextField, { label: "Words that are fine", rows: 2, value: draft.allowed, onInput: (allowed) => set({ allowed }), hint: "What lies inside one of these is let through." })}`;
}

/** What a rule does. @param {PartProps} props */
function Done({ guildId, draft, set }) {
  const names = draft.type === Trigger.PROFILE;
  const canTimeOut = draft.type === Trigger.KEYWORD || draft.type === Trigger.MENTIONS;
  return html`<section class="settings-section">
    <h4>Then</h4>
    ${h(Switch, { label: names ? "Hold the member back" : "Block the message", hint: names ? "They may only read until they take another name." : undefined, checked: draft.blocks, onChange: (blocks) => set({ blocks }) })}
    ${!names && draft.blocks && h(TextField, { label: "What they are told", value: draft.explanation, onInput: (explanation) => set({ explanation }), maxLength: 150 })}
    ${h(ChannelSelect, { guildId, label: "Alert in", value: draft.alerts, onChange: (alerts) => set({ alerts }), none: "No channel" })}
    ${canTimeOut && h(SelectField, { label: "Time the member out", value: draft.timesOut, options: [["", "No"], ...TIMEOUTS], disabled: !canInGuild(guildId, Permission.MODERATE_MEMBERS), onChange: (timesOut) => set({ timesOut }) })}
  </section>`;
}

/** @param {PartProps} props */
function ExemptChannels({ guildId, draft, set }) {
  const all = channelTree(guildId).flatMap((section) => section.channels);
  const left = all.filter(({ id }) => !draft.exemptChannels.includes(id));
  return html`<fieldset class="field">
    <legend>Channels</legend>
    <ul class="role-pills">
      ${draft.exemptChannels.map((id) => {
        const name = all.find((channel) => channel.id === id)?.name ?? "deleted channel";
        return html`<li key=${id}><button type="button" class="button small" aria-label=${`Remove #${name}`} onClick=${() => set({ exemptChannels: draft.exemptChannels.filter((one) => one !== id) })}>#${name} ×</button></li>`;
      })}
    </ul>
    ${h(SelectField, { label: "Add a channel", value: "", options: [["", "Choose a channel"], ...left.map(({ id, name }) => /** @type {[string, string]} */ ([id, `#${name}`]))], onChange: (id) => id && set({ exemptChannels: [...draft.exemptChannels, id] }) })}
  </fieldset>`;
}

/** @param {number} type @param {AutoModRule} [rule] */
function startOf(type, rule) {
  const meta = rule?.trigger_metadata ?? {};
  /** @param {number} kind */
  const action = (kind) => rule?.actions.find((one) => one.type === kind);
  const timeout = action(Act.TIMEOUT)?.metadata.duration_seconds;
  return {
    type,
    name: rule?.name ?? KINDS.find((kind) => kind.type === type)?.name ?? "",
    words: (meta.keyword_filter ?? []).join("\n"),
    patterns: (meta.regex_patterns ?? []).join("\n"),
    allowed: (meta.allow_list ?? []).join("\n"),
    presets: meta.presets ?? (rule ? [] : [3]),
    mentions: String(meta.mention_total_limit ?? 20),
    raids: meta.mention_raid_protection_enabled ?? false,
    blocks: rule ? Boolean(action(Act.BLOCK) ?? action(Act.HOLD)) : true,
    explanation: action(Act.BLOCK)?.metadata.custom_message ?? "",
    alerts: action(Act.ALERT)?.metadata.channel_id ?? "",
    timesOut: timeout ? String(timeout) : "",
    exemptRoles: rule?.exempt_roles ?? [],
    exemptChannels: rule?.exempt_channels ?? [],
  };
}

/** @param {Draft} draft as the API takes it */
function bodyOf(draft) {
  const lists = {
    keyword_filter: wordsOf(draft.words),
    regex_patterns: linesOf(draft.patterns),
    allow_list: wordsOf(draft.allowed),
  };
  /** @type {Record<number, object>} */
  const metadata = {
    [Trigger.KEYWORD]: lists,
    [Trigger.PROFILE]: lists,
    [Trigger.PRESET]: { presets: draft.presets, allow_list: lists.allow_list },
    [Trigger.MENTIONS]: {
      mention_total_limit: Number(draft.mentions) || 0,
      mention_raid_protection_enabled: draft.raids,
    },
    [Trigger.SPAM]: {},
  };
  /** @type {AutoModAction[]} */
  const actions = [];
  if (draft.blocks && draft.type === Trigger.PROFILE)
    actions.push({ type: Act.HOLD, metadata: {} });
  else if (draft.blocks) {
    const custom_message = draft.explanation.trim();
    actions.push({ type: Act.BLOCK, metadata: custom_message ? { custom_message } : {} });
  }
  if (draft.alerts) actions.push({ type: Act.ALERT, metadata: { channel_id: draft.alerts } });
  if (draft.timesOut)
    actions.push({ type: Act.TIMEOUT, metadata: { duration_seconds: Number(draft.timesOut) } });
  return {
    name: draft.name.trim(),
    trigger_metadata: metadata[draft.type],
    actions,
    exempt_roles: draft.exemptRoles,
    exempt_channels: draft.exemptChannels,
  };
}
