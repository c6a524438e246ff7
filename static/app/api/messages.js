/** @import { Message } from "app/types" */
import { request } from "app/api/request.js";

/**
 * @param {string} channelId
 * @param {{ before?: string, after?: string, around?: string, limit?: number }} query
 * @returns {Promise<Message[]>} newest first
 */
export const history = (channelId, query) =>
  request("GET", `/channels/${channelId}/messages`, { query });

/**
 * @typedef {object} Outgoing
 * @property {string} content
 * @property {string} nonce
 * @property {number} [flags]
 * @property {object[]} [attachments]
 * @property {{ message_id: string }} [message_reference]
 * @property {{ parse: string[], replied_user: boolean }} [allowed_mentions]
 */

/**
 * @param {string} channelId
 * @param {Outgoing} message
 * @returns {Promise<Message>}
 */
export const send = (channelId, message) =>
  request("POST", `/channels/${channelId}/messages`, { body: { ...message, enforce_nonce: true } });

/**
 * @param {string} channelId
 * @param {string} id
 * @param {{ content?: string, flags?: number, attachments?: { id: string }[], allowed_mentions?: { parse: string[], replied_user: boolean } }} change
 * @returns {Promise<Message>}
 */
export const edit = (channelId, id, change) =>
  request("PATCH", `/channels/${channelId}/messages/${id}`, { body: change });

/** @param {string} channelId @param {string} id @returns {Promise<void>} */
export const remove = (channelId, id) => request("DELETE", `/channels/${channelId}/messages/${id}`);

/** @param {string} channelId @param {string} id @returns {Promise<unknown>} */
export const ack = (channelId, id) =>
  request("POST", `/channels/${channelId}/messages/${id}/ack`, { body: { token: null } });

/**
 * Send a copy of a message to another channel.
 * @param {string} channelId where it goes
 * @param {Message} message
 * @returns {Promise<Message>}
 */
export const forward = (channelId, message) =>
  request("POST", `/channels/${channelId}/messages`, {
    body: {
      message_reference: { type: 1, channel_id: message.channel_id, message_id: message.id },
    },
  });

/** Publish an announcement to all who follow its channel. @param {string} channelId @param {string} id @returns {Promise<Message>} */
export const crosspost = (channelId, id) =>
  request("POST", `/channels/${channelId}/messages/${id}/crosspost`);

/** What it said before each edit. @param {string} channelId @param {string} id @returns {Promise<{ content: string, components: import("app/types").Component[], replaced_timestamp: string }[]>} */
export const edits = (channelId, id) =>
  request("GET", `/channels/${channelId}/messages/${id}/edits`);

/** @param {string} channelId @param {{ before?: string, limit?: number }} query @returns {Promise<(Message & { deleted_timestamp: string })[]>} newest first */
export const deleted = (channelId, query) =>
  request("GET", `/channels/${channelId}/messages/deleted`, { query });

/** @param {string} channelId @returns {Promise<void>} */
export const typing = (channelId) => request("POST", `/channels/${channelId}/typing`);

/** @param {string} channelId @returns {Promise<{ user_id: string, timestamp: number, member?: import("app/types").Member }[]>} */
export const whoIsTyping = (channelId) => request("GET", `/channels/${channelId}/typing`);

/** @param {string} channelId @param {string} id @param {string} emoji @returns {Promise<void>} */
export const react = (channelId, id, emoji) =>
  request(
    "PUT",
    `/channels/${channelId}/messages/${id}/reactions/${encodeURIComponent(emoji)}/@me`,
  );

/** @param {string} channelId @param {string} id @param {string} emoji @returns {Promise<void>} */
export const unreact = (channelId, id, emoji) =>
  request(
    "DELETE",
    `/channels/${channelId}/messages/${id}/reactions/${encodeURIComponent(emoji)}/@me`,
  );

/** How many people one answer names. */
export const REACTORS_PAGE = 50;

/** @param {string} channelId @param {string} id @param {string} emoji @param {string} [after] @returns {Promise<import("app/types").User[]>} by their ids */
export const reactors = (channelId, id, emoji, after) =>
  request("GET", `/channels/${channelId}/messages/${id}/reactions/${encodeURIComponent(emoji)}`, {
    query: { limit: REACTORS_PAGE, after },
  });

/** Take back somebody else's. @param {string} channelId @param {string} id @param {string} emoji @param {string} userId @returns {Promise<void>} */
export const removeReaction = (channelId, id, emoji, userId) =>
  request(
    "DELETE",
    `/channels/${channelId}/messages/${id}/reactions/${encodeURIComponent(emoji)}/${userId}`,
  );

/** Take back all, or all of one emoji. @param {string} channelId @param {string} id @param {string} [emoji] @returns {Promise<void>} */
export const clearReactions = (channelId, id, emoji) =>
  request(
    "DELETE",
    `/channels/${channelId}/messages/${id}/reactions${emoji ? `/${encodeURIComponent(emoji)}` : ""}`,
  );

/** @param {string} channelId @param {string} id @returns {Promise<void>} */
export const pin = (channelId, id) => request("PUT", `/channels/${channelId}/messages/pins/${id}`);

/** @param {string} channelId @param {string} id @returns {Promise<void>} */
export const unpin = (channelId, id) =>
  request("DELETE", `/channels/${channelId}/messages/pins/${id}`);

/** @param {string} channelId @param {string} [before] when the last one was pinned @returns {Promise<{ items: { pinned_at: string, message: Message }[], has_more: boolean }>} */
export const pins = (channelId, before) =>
  request("GET", `/channels/${channelId}/messages/pins`, { query: { before } });

/** @param {string} channelId @param {string} id @returns {Promise<Message>} */
export const message = (channelId, id) => request("GET", `/channels/${channelId}/messages/${id}`);
