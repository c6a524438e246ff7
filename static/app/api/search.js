/** @import { Channel, Message, User } from "app/types" */
import { request } from "app/api/request.js";

/** @typedef {{ total_results: number, messages: Message[][], threads: Channel[] }} Found */

/**
 * @param {{ guildId?: string, channelId: string }} place a server, or a conversation
 * @param {Record<string, string | number | boolean | string[] | undefined>} query
 * @returns {Promise<Found>}
 */
export const search = ({ guildId, channelId }, query) =>
  request("GET", `${guildId ? `/guilds/${guildId}` : `/channels/${channelId}`}/messages/search`, {
    query,
  });

/** @param {string} guildId @param {string} name @returns {Promise<{ user: User, nick?: string | null }[]>} */
export const findMembers = (guildId, name) =>
  request("GET", `/guilds/${guildId}/members/search`, { query: { query: name, limit: 20 } });

/** @param {{ before?: string, everyone?: boolean, roles?: boolean }} query @returns {Promise<Message[]>} */
export const mentions = (query) => request("GET", "/users/@me/mentions", { query });

/** @param {string} id @returns {Promise<void>} */
export const dismissMention = (id) => request("DELETE", `/users/@me/mentions/${id}`);
