/** Events to come in the servers I am in. @import { ScheduledEvent, ScheduledEventUser } from "app/types" */
import { SignalMap } from "app/lib/signal-map.js";
import { myId } from "app/stores/session.js";

export const EventStatus = Object.freeze({ SCHEDULED: 1, ACTIVE: 2, COMPLETED: 3, CANCELED: 4 });
export const EntityType = Object.freeze({ STAGE: 1, VOICE: 2, EXTERNAL: 3 });

/** @type {SignalMap<ScheduledEvent[]>} */
const byGuild = new SignalMap();

/** How many are interested in an event, and whether I am; known of events that were asked for. @type {SignalMap<{ count: number, mine: boolean }>} */
const interest = new SignalMap();

/** The soonest first; what goes on now before what is to come. @param {string} guildId */
export function eventsOf(guildId) {
  return [...(byGuild.get(guildId) ?? [])].sort(
    (a, b) =>
      b.status - a.status ||
      Date.parse(a.scheduled_start_time) - Date.parse(b.scheduled_start_time),
  );
}

/** @param {string} eventId */
export const interestIn = (eventId) => interest.get(eventId);

/** @param {{ id: string, guild_scheduled_events?: ScheduledEvent[] }} guild */
export function receiveEvents({ id, guild_scheduled_events = [] }) {
  byGuild.set(id, guild_scheduled_events);
}

/** @param {ScheduledEvent} event */
export function putEvent(event) {
  const others = (byGuild.peek(event.guild_id) ?? []).filter(({ id }) => id !== event.id);
  const isOver = event.status >= EventStatus.COMPLETED;
  byGuild.set(event.guild_id, isOver ? others : [...others, event]);
}

/** @param {ScheduledEvent} event */
export function removeEvent(event) {
  const known = byGuild.peek(event.guild_id) ?? [];
  byGuild.set(
    event.guild_id,
    known.filter(({ id }) => id !== event.id),
  );
}

/** @param {string} guildId */
export function forgetEventsOf(guildId) {
  byGuild.delete(guildId);
}

/** Take in what REST says besides of events. @param {ScheduledEvent[]} events */
export function learnInterest(events) {
  for (const event of events) {
    interest.set(event.id, {
      count: event.user_count ?? 0,
      mine: event.user_rsvp?.response === 1,
    });
  }
}

/** @param {ScheduledEventUser} data @param {number} change */
export function countInterest(data, change) {
  const known = interest.peek(data.guild_scheduled_event_id);
  if (!known || data.guild_scheduled_event_exception_id) return;
  interest.set(data.guild_scheduled_event_id, {
    count: Math.max(0, known.count + change),
    mine: data.user_id === myId.peek() ? change > 0 : known.mine,
  });
}
