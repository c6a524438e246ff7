/** @import { Message } from "app/types" @import { Thread } from "app/stores/threads.js" */
import { request } from "app/api/request.js";

/** @param {string} channelId @param {string} messageId @param {{ name: string }} thread @returns {Promise<Thread>} */
export const startFromMessage = (channelId, messageId, thread) =>
  request("POST", `/channels/${channelId}/messages/${messageId}/threads`, { body: thread });

/** @param {string} channelId @param {{ name: string, type?: number, message?: { content: string } }} thread @returns {Promise<Thread & { message?: Message }>} */
export const start = (channelId, thread) =>
  request("POST", `/channels/${channelId}/threads`, { body: thread });

/** @param {string} channelId @returns {Promise<{ threads: Thread[], has_more: boolean }>} */
export const archived = (channelId) =>
  request("GET", `/channels/${channelId}/threads/archived/public`);

/** @param {string} threadId @returns {Promise<void>} */
export const join = (threadId) => request("PUT", `/channels/${threadId}/thread-members/@me`);

/** @param {string} threadId @returns {Promise<void>} */
export const leave = (threadId) => request("DELETE", `/channels/${threadId}/thread-members/@me`);

/** @param {string} threadId @param {{ archived?: boolean, locked?: boolean }} change @returns {Promise<Thread>} */
export const update = (threadId, change) =>
  request("PATCH", `/channels/${threadId}`, { body: change });
