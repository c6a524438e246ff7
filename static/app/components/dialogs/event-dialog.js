/** @import { ScheduledEvent } from "app/types" */
import * as api from "app/api/scheduled-events.js";
import { ChannelSelect } from "app/components/channel-select.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField, TextField } from "app/components/fields.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { fromLocal, toLocal } from "app/lib/time.js";
import { canInGuild } from "app/stores/access.js";
import { channelTree } from "app/stores/channel-tree.js";
import { EntityType } from "app/stores/scheduled-events.js";
import { useState } from "preact/hooks";

const GUILD_ONLY = 2;
const HOUR_MS = 3_600_000;
const NEVER = "";

/** The rules that the server knows, as people speak of them. @type {[string, string][]} */
const REPEATS = [
  [NEVER, "Does not repeat"],
  ["3", "Every day"],
  ["2", "Every week"],
  ["0", "Every year"],
];

/** Make an event, or change one. @param {{ guildId: string, event?: ScheduledEvent, close: () => void }} props */
export function EventDialog({ guildId, event, close }) {
  const soon = new Date(Math.ceil(Date.now() / HOUR_MS + 0.5) * HOUR_MS);
  const start = event ? new Date(event.scheduled_start_time) : soon;
  const end = event?.scheduled_end_time
    ? new Date(event.scheduled_end_time)
    : new Date(start.getTime() + HOUR_MS);
  const [form, setForm] = useState(() => ({
    name: event?.name ?? "",
    description: event?.description ?? "",
    place: String(event?.entity_type ?? firstPlace(guildId)),
    channel: event?.channel_id ?? "",
    location: event?.entity_metadata?.location ?? "",
    start: toLocal(start),
    end: toLocal(end),
    repeats: event?.recurrence_rule ? String(event.recurrence_rule.frequency) : NEVER,
  }));
  /** @param {Partial<typeof form>} change */
  const set = (change) => setForm((before) => ({ ...before, ...change }));
  const isOutside = Number(form.place) === EntityType.EXTERNAL;
  const begun = event !== undefined && event.status > 1;
  const complete =
    form.name.trim() && form.start && (isOutside ? form.location.trim() && form.end : form.channel);
  const save = () => {
    const body = bodyOf(form, isOutside, begun, event);
    return event ? api.updateEvent(event, body) : api.createEvent(guildId, body);
  };
  return h(
    FormDialog,
    {
      title: event ? "Edit event" : "Create event",
      action: event ? "Save" : "Create event",
      onClose: close,
      onSubmit: save,
      disabled: !complete,
    },
    h(TextField, {
      label: "Name",
      value: form.name,
      onInput: (name) => set({ name }),
      maxLength: 100,
      required: true,
      autofocus: true,
    }),
    h(SelectField, {
      label: "Where",
      value: form.place,
      options: placesIn(guildId),
      onChange: (place) => set({ place, channel: "" }),
    }),
    isOutside
      ? h(TextField, {
          label: "Place",
          value: form.location,
          onInput: (location) => set({ location }),
          maxLength: 100,
          required: true,
          placeholder: "A street, a link, a game …",
        })
      : h(ChannelSelect, {
          guildId,
          label: "Channel",
          value: form.channel,
          types: [Number(form.place) === EntityType.STAGE ? ChannelType.STAGE : ChannelType.VOICE],
          none: "Choose a channel",
          onChange: (channel) => set({ channel }),
        }),
    html`<div class="field-pair">
      ${h(TextField, { label: "Starts", type: "datetime-local", value: form.start, onInput: (value) => set({ start: value }), required: true, disabled: begun })}
      ${isOutside && h(TextField, { label: "Ends", type: "datetime-local", value: form.end, onInput: (value) => set({ end: value }), required: true })}
    </div>`,
    !event &&
      h(SelectField, {
        label: "Repeats",
        value: form.repeats,
        options: REPEATS,
        onChange: (repeats) => set({ repeats }),
      }),
    h(TextField, {
      label: "Description",
      value: form.description,
      onInput: (description) => set({ description }),
      maxLength: 1000,
      rows: 3,
    }),
  );
}

/**
 * @param {{ name: string, description: string, place: string, channel: string, location: string, start: string, end: string, repeats: string }} form
 * @param {boolean} isOutside
 * @param {boolean} begun
 * @param {ScheduledEvent | undefined} event
 */
function bodyOf(form, isOutside, begun, event) {
  const start = fromLocal(form.start);
  return {
    name: form.name.trim(),
    description: form.description.trim() || null,
    privacy_level: GUILD_ONLY,
    entity_type: Number(form.place),
    ...(!begun && { scheduled_start_time: start.toISOString() }),
    ...(isOutside
      ? {
          channel_id: null,
          entity_metadata: { location: form.location.trim() },
          scheduled_end_time: fromLocal(form.end).toISOString(),
        }
      : { channel_id: form.channel }),
    ...(!event &&
      form.repeats !== NEVER && { recurrence_rule: ruleOf(Number(form.repeats), start) }),
  };
}

/** @param {number} frequency @param {Date} start */
function ruleOf(frequency, start) {
  const rule = { start: start.toISOString(), frequency, interval: 1 };
  // The server counts in UTC, and weeks from Monday.
  if (frequency === 2) return { ...rule, by_weekday: [(start.getUTCDay() + 6) % 7] };
  if (frequency === 0)
    return { ...rule, by_month: [start.getUTCMonth() + 1], by_month_day: [start.getUTCDate()] };
  return rule;
}

/** @param {string} guildId @returns {[string, string][]} */
function placesIn(guildId) {
  const has = /** @param {number} type */ (type) =>
    channelTree(guildId).some((section) => section.channels.some((c) => c.type === type));
  return [
    ...(has(ChannelType.VOICE) ? [/** @type {[string, string]} */ (["2", "A voice channel"])] : []),
    ...(has(ChannelType.STAGE) ? [/** @type {[string, string]} */ (["1", "A stage"])] : []),
    ...(canInGuild(guildId, Permission.CREATE_EVENTS) ||
    canInGuild(guildId, Permission.MANAGE_EVENTS)
      ? [/** @type {[string, string]} */ (["3", "Somewhere else"])]
      : []),
  ];
}

/** @param {string} guildId */
const firstPlace = (guildId) => placesIn(guildId)[0]?.[0] ?? "3";
