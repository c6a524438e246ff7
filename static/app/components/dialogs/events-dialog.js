/** @import { ScheduledEvent } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/scheduled-events.js";
import { confirm } from "app/components/confirm.js";
import { Dialog } from "app/components/dialog.js";
import { EventDialog } from "app/components/dialogs/event-dialog.js";
import { openInterested } from "app/components/dialogs/interested-dialog.js";
import { Icon } from "app/components/icon.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { eventImageUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { plural } from "app/lib/text.js";
import { formatFull, formatMoment, formatRelative } from "app/lib/time.js";
import { channelPath, navigate } from "app/router.js";
import { canInChannel, canInGuild, moderatesStage } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { openDialog } from "app/stores/overlays.js";
import {
  EntityType,
  EventStatus,
  eventsOf,
  interestIn,
  learnInterest,
} from "app/stores/scheduled-events.js";
import { myId } from "app/stores/session.js";

const REPEATS = /** @type {Record<number, string>} */ ({
  0: "every year",
  1: "every month",
  2: "every week",
  3: "every day",
});

/** @param {string} guildId */
export function openEvents(guildId) {
  openDialog((close) => h(EventsDialog, { guildId, close }));
}

/** What is to come in a server. @param {{ guildId: string, close: () => void }} props */
function EventsDialog({ guildId, close }) {
  const events = eventsOf(guildId);
  const unknown = events.filter(({ id }) => !interestIn(id)).map(({ id }) => id);
  const { data, failed, reload } = useLoad(
    () =>
      api.events(guildId).then((listed) => {
        learnInterest(listed);
        return true;
      }),
    [guildId, unknown.join(" ")],
  );
  const create = () => openDialog((done) => h(EventDialog, { guildId, close: done }));
  const button =
    mayCreate(guildId) &&
    html`<button type="button" class="button primary" onClick=${create}>Create event</button>`;
  /** @returns {unknown} */
  const list = () => {
    if (failed) return h(ErrorState, { title: "Events could not be loaded.", onRetry: reload });
    if (!data) return h(Loading, {});
    if (!events.length)
      return h(EmptyState, { icon: "calendar", title: "Nothing is planned." }, button);
    return html`<ul class="event-list">${events.map((event) => h(EventCard, { key: event.id, event, close }))}</ul>
      ${button && html`<div>${button}</div>`}`;
  };
  return h(
    Dialog,
    { title: "Events", onClose: close },
    html`<div class="dialog-body">${list()}</div>`,
  );
}

/** @param {{ event: ScheduledEvent, close: () => void }} props */
function EventCard({ event, close }) {
  const start = new Date(event.scheduled_start_time);
  const active = event.status === EventStatus.ACTIVE;
  const known = interestIn(event.id);
  const image = eventImageUrl(event);
  const repeats = event.recurrence_rule && REPEATS[event.recurrence_rule.frequency];
  /** @returns {Promise<unknown>} */
  const change = () => (known?.mine ? api.withdrawInterest(event) : api.showInterest(event));
  const toggle = () => void attempt(change());
  return html`<li class="event-card" aria-label=${event.name}>
    ${image && html`<img class="event-image" src=${image} alt="" />`}
    <p class="event-when" data-active=${active || undefined} title=${formatFull(start)}>
      ${h(Icon, { name: "calendar", size: 16 })}
      ${active ? "Now" : `${formatMoment(start)} (${formatRelative(start)})`}${repeats ? `, ${repeats}` : ""}
    </p>
    <h3>${event.name}</h3>
    ${h(EventPlace, { event, close })}
    ${event.description && html`<p class="event-text" dir="auto">${event.description}</p>`}
    <div class="event-tools">
      <button type="button" class="button small" aria-pressed=${Boolean(known?.mine)} disabled=${!known} onClick=${toggle}>
        ${h(Icon, { name: known?.mine ? "check" : "star", size: 16 })} Interested
      </button>
      ${known?.count ? html`<button type="button" class="link" onClick=${() => openInterested(event)}>${plural(known.count, "person", "people")}</button>` : html`<span class="faint">Nobody yet</span>`}
      ${mayManage(event) && h(Management, { event })}
    </div>
  </li>`;
}

/** @param {{ event: ScheduledEvent, close: () => void }} props */
function EventPlace({ event, close }) {
  const channel = channels.get(event.channel_id ?? "");
  const go = () => {
    close();
    navigate(channelPath(event.guild_id, event.channel_id ?? ""));
  };
  return html`<p class="event-place">
    ${h(Icon, { name: event.entity_type === EntityType.EXTERNAL ? "map-pin" : "volume-2", size: 16 })}
    ${channel ? html`<button type="button" class="link" onClick=${go}>${channel.name}</button>` : html`<span>${event.entity_metadata?.location}</span>`}
  </p>`;
}

/** @param {{ event: ScheduledEvent }} props */
function Management({ event }) {
  const { guild_id: guildId } = event;
  /** @param {number} status */
  const become = (status) => void attempt(api.updateEvent(event, { status }));
  const edit = () => openDialog((done) => h(EventDialog, { guildId, event, close: done }));
  const cancel = () =>
    confirm({
      title: `Cancel ${event.name}?`,
      text: "It is taken off the list for everyone.",
      action: "Cancel event",
      run: () => api.deleteEvent(event),
    });
  const active = event.status === EventStatus.ACTIVE;
  return html`<span class="event-management">
    ${
      active
        ? html`<button type="button" class="button small quiet" onClick=${() => become(EventStatus.COMPLETED)}>End</button>`
        : html`<button type="button" class="button small quiet" onClick=${() => become(EventStatus.ACTIVE)}>Start</button>`
    }
    <button type="button" class="button small quiet" onClick=${edit}>Edit</button>
    ${!active && html`<button type="button" class="button small quiet danger" onClick=${cancel}>Cancel event</button>`}
  </span>`;
}

/** @param {string} guildId */
function mayCreate(guildId) {
  return canInGuild(guildId, Permission.CREATE_EVENTS);
}

/** Whether I may change an event: mine with one right, others' with another; on a stage as its moderator. @param {ScheduledEvent} event */
function mayManage(event) {
  /** @param {bigint} permission */
  const may = (permission) =>
    event.channel_id
      ? canInChannel(event.channel_id, permission)
      : canInGuild(event.guild_id, permission);
  const own = event.creator_id === myId.value && may(Permission.CREATE_EVENTS);
  if (!own && !may(Permission.MANAGE_EVENTS)) return false;
  if (event.entity_type === EntityType.VOICE) return may(Permission.CONNECT);
  return event.entity_type === EntityType.EXTERNAL || moderatesStage(event.channel_id ?? "");
}
