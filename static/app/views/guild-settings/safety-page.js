/** @import { Guild } from "app/types" */
import { useSignal } from "@preact/signals";
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/guilds.js";
import { Choices } from "app/components/choices.js";
import { CodeDialog } from "app/components/confirm.js";
import { Switch } from "app/components/fields.js";
import { SaveBar } from "app/components/save-bar.js";
import { useForm } from "app/components/use-form.js";
import { h, html } from "app/lib/html.js";
import { formatMoment } from "app/lib/time.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { guilds, updateGuild } from "app/stores/guilds.js";
import { openDialog } from "app/stores/overlays.js";
import { me, myId } from "app/stores/session.js";

const LEVELS = /** @type {[number, string, string][]} */ ([
  [0, "None", "Whoever joins may write at once."],
  [1, "Low", "They need a confirmed email address."],
  [2, "Medium", "And their account is older than 5 minutes."],
  [3, "High", "And they have been here for 10 minutes."],
  [4, "Highest", "And they have a second factor."],
]);
const FILTERS = /** @type {[number, string, string][]} */ ([
  [0, "Nobody’s", "Pictures are shown as they come."],
  [1, "Of members without roles", "Those whom nobody knows yet."],
  [2, "Everybody’s", "Roles make no difference."],
]);
/** What can be stopped, for how long at a time. */
const STOPS = /** @type {const} */ ([
  ["invites_disabled_until", "Joining", "Nobody new comes in, whatever invite they have."],
  [
    "dms_disabled_until",
    "Direct messages",
    "Members cannot write to each other because they met here.",
  ],
]);
const STOP_HOURS = 24;

/** Who may write, whose pictures are looked at, and what is stopped. @param {{ guildId: string }} props */
export function SafetyPage({ guildId }) {
  const guild = guilds.get(guildId);
  const form = useForm(
    {
      verification_level: guild?.verification_level ?? 0,
      explicit_content_filter: guild?.explicit_content_filter ?? 0,
    },
    async (changed) => updateGuild(await api.updateGuild(guildId, changed)),
  );
  if (!guild) return null;
  const { values, set } = form;
  return html`
    ${h(Choices, { legend: "What new members need before they may write", hint: "Members with a role are past it.", value: values.verification_level, options: LEVELS, onChange: (verification_level) => set({ verification_level }) })}
    ${bootstrap.media_scanner && h(Choices, { legend: "Whose pictures are checked for explicit content", value: values.explicit_content_filter, options: FILTERS, onChange: (explicit_content_filter) => set({ explicit_content_filter }) })}
    <section class="settings-section">
      <h4>In an emergency</h4>
      ${STOPS.map(([field, label, hint]) => h(Stop, { key: field, guild, field, label, hint }))}
      ${guild.safety_alerts_channel_id && h(RaidReport, { guild })}
    </section>
    ${guild.owner_id === myId.value && h(ModeratorFactor, { guild })}
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit })}`;
}

/** @param {{ guild: Guild, field: "invites_disabled_until" | "dms_disabled_until", label: string, hint: string }} props */
function Stop({ guild, field, label, hint }) {
  const until = guild.incidents_data?.[field];
  const end = until && Date.parse(until) > Date.now() ? new Date(until) : null;
  const change = () =>
    attempt(
      api.setIncidentActions(guild.id, {
        [field]: end ? null : new Date(Date.now() + STOP_HOURS * 3_600_000).toISOString(),
      }),
    );
  return html`<div class="switch-row">
    <div class="row-text"><b>${label}</b><span>${end ? `Stopped until ${formatMoment(end).replace(/^T/, "t")}.` : hint}</span></div>
    <button type="button" class=${`button small ${end ? "" : "danger"}`} aria-label=${end ? `Go on: ${label.toLowerCase()}` : `Stop for a day: ${label.toLowerCase()}`} onClick=${change}>${end ? "Go on" : "Stop for a day"}</button>
  </div>`;
}

/** @param {{ guild: Guild }} props */
function RaidReport({ guild }) {
  const told = useSignal(false);
  const report = () =>
    attempt(
      api.reportRaid(guild.id).then(() => {
        told.value = true;
      }),
    );
  return html`<div class="switch-row">
    <div class="row-text"><b>There is a raid</b><span>${told.value ? "The other moderators were told." : "Tells the other moderators in the channel for safety alerts."}</span></div>
    <button type="button" class="button small" disabled=${told.value} onClick=${report}>Report a raid</button>
  </div>`;
}

/** @param {{ guild: Guild }} props */
function ModeratorFactor({ guild }) {
  const on = guild.mfa_level === 1;
  const secured = Boolean(me.value?.mfa_enabled);
  const change = () =>
    openDialog((close) =>
      h(CodeDialog, {
        title: on ? "Let moderators act without a second factor?" : "Require a second factor?",
        text: on
          ? "A stolen password will be enough to act in their name."
          : "Moderators without one cannot kick, ban or delete until they have set one up.",
        action: on ? "Do not require it" : "Require it",
        run: async (code) => {
          const { level } = await api.setMfaLevel(guild.id, on ? 0 : 1, code);
          updateGuild({ ...guild, mfa_level: level });
        },
        close,
      }),
    );
  return html`<section class="settings-section">
    <h4>Moderators</h4>
    ${h(Switch, {
      label: "They need a second factor to act",
      hint: secured
        ? "Kicking, banning, deleting and changing the server."
        : "Set one up for yourself first, in your account’s settings.",
      checked: on,
      disabled: !secured && !on,
      onChange: change,
    })}
  </section>`;
}
