/** @import { Presence, PresenceUpdate, Status } from "app/types" */
import { signal } from "@preact/signals";
import { SignalMap } from "app/lib/signal-map.js";
import { myId } from "app/stores/session.js";

/** @type {SignalMap<Presence>} */
const presences = new SignalMap();

/** @type {Presence} */
const OFFLINE = { status: "offline", activities: [] };

/** What I chose to show; the server may show others less. */
export const myStatus = signal(/** @type {Status} */ ("online"));
export const myCustomStatus = signal("");

/** Of myself it is what I chose: the server tells it only to others. @param {string} userId */
export function presenceOf(userId) {
  if (userId === myId.value) return { status: myStatus.value, activities: myActivities() };
  return presences.get(userId) ?? OFFLINE;
}

/** @returns {Presence["activities"]} */
export function myActivities() {
  const text = myCustomStatus.value;
  return text ? [{ name: "Custom Status", type: 4, state: text }] : [];
}

/** @param {PresenceUpdate} data */
export function putPresence({ user, status, activities }) {
  if (status === "offline" || status === "invisible") presences.delete(user.id);
  else presences.set(user.id, { status, activities: activities ?? [] });
}

export function forgetPresences() {
  presences.clear();
}

/** The line people write under their name. @param {string} userId */
export function customStatusOf(userId) {
  const activity = presenceOf(userId).activities.find((a) => a.type === 4);
  return [activity?.emoji?.name, activity?.state].filter(Boolean).join(" ");
}
