/** @import { ScheduledEvent } from "app/types" */
import { request } from "app/api/request.js";

/** With how many are interested, and what I said. @param {string} guildId @returns {Promise<ScheduledEvent[]>} */
export const events = (guildId) =>
  request("GET", `/guilds/${guildId}/scheduled-events`, { query: { with_user_count: true } });

/** @param {string} guildId @param {object} event @returns {Promise<ScheduledEvent>} */
export const createEvent = (guildId, event) =>
  request("POST", `/guilds/${guildId}/scheduled-events`, { body: event });

/** @param {ScheduledEvent} event @param {object} change @returns {Promise<ScheduledEvent>} */
export const updateEvent = (event, change) => request("PATCH", pathOf(event), { body: change });

/** @param {ScheduledEvent} event @returns {Promise<void>} */
export const deleteEvent = (event) => request("DELETE", pathOf(event));

/** @param {ScheduledEvent} event @returns {Promise<object>} */
export const showInterest = (event) =>
  request("PUT", `${pathOf(event)}/users/@me`, { body: { response: 1 } });

/** @param {ScheduledEvent} event @returns {Promise<void>} */
export const withdrawInterest = (event) => request("DELETE", `${pathOf(event)}/users/@me`);

/** How many people one answer names. */
export const INTERESTED_PAGE = 100;

/** Who is interested, by their ids. @param {ScheduledEvent} event @param {string} [after] @returns {Promise<{ user: import("app/types").User }[]>} */
export const interested = (event, after) =>
  request("GET", `${pathOf(event)}/users`, { query: { limit: INTERESTED_PAGE, after } });

/** @param {ScheduledEvent} event */
const pathOf = ({ guild_id, id }) => `/guilds/${guild_id}/scheduled-events/${id}`;
