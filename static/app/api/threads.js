/** @import { Member, Message } from "app/types" @import { Thread, ThreadMember } from "app/stores/threads.js" @import { NewThread } from "app/actions/threads.js" */
import { request } from "app/api/request.js";

/** @typedef {{ threads: Thread[], has_more: boolean }} Threads */

/** @param {string} channelId @param {string} messageId @param {NewThread} thread @returns {Promise<Thread>} */
export const startFromMessage = (channelId, messageId, { name, auto_archive_duration }) =>
  request("POST", `/channels/${channelId}/messages/${messageId}/threads`, {
    body: { name, auto_archive_duration },
  });

/** @param {string} channelId @param {NewThread} thread @returns {Promise<Thread>} */
export const start = (channelId, thread) =>
  request("POST", `/channels/${channelId}/threads`, { body: thread });

/**
 * @param {string} forumId
 * @param {{ name: string, applied_tags: string[], message: { content: string } }} post
 * @param {File[]} files
 * @returns {Promise<Thread & { message?: Message }>}
 */
export const startPost = (forumId, post, files) => {
  if (!files.length) return request("POST", `/channels/${forumId}/threads`, { body: post });
  const form = new FormData();
  const attachments = files.map((file, id) => ({ id, filename: file.name }));
  form.set("payload_json", JSON.stringify({ ...post, message: { ...post.message, attachments } }));
  files.forEach((file, i) => {
    form.set(`files[${i}]`, file);
  });
  return request("POST", `/channels/${forumId}/threads`, { body: form });
};

/** @param {string} channelId @param {string} [before] a time @returns {Promise<Threads>} */
export const archived = (channelId, before) =>
  request("GET", `/channels/${channelId}/threads/archived/public`, { query: { before } });

/** Private ones: all of them for moderators, else those one is in. @param {string} channelId @param {boolean} all @returns {Promise<Threads>} */
export const archivedPrivate = (channelId, all) =>
  request("GET", `/channels/${channelId}${all ? "" : "/users/@me"}/threads/archived/private`);

/** @param {string} threadId @returns {Promise<void>} */
export const join = (threadId) => request("PUT", `/channels/${threadId}/thread-members/@me`);

/** @param {string} threadId @returns {Promise<void>} */
export const leave = (threadId) => request("DELETE", `/channels/${threadId}/thread-members/@me`);

/** How I hear of a thread that I follow. @param {string} threadId @param {Partial<ThreadMember>} change @returns {Promise<ThreadMember>} */
export const changeOwnSettings = (threadId, change) =>
  request("PATCH", `/channels/${threadId}/thread-members/@me/settings`, { body: change });

/** @param {string} threadId @returns {Promise<{ user_id: string, member?: Member }[]>} */
export const members = (threadId) =>
  request("GET", `/channels/${threadId}/thread-members`, {
    query: { with_member: true, limit: 100 },
  });

/** @param {string} threadId @param {string} userId @returns {Promise<void>} */
export const addMember = (threadId, userId) =>
  request("PUT", `/channels/${threadId}/thread-members/${userId}`);

/** @param {string} threadId @param {string} userId @returns {Promise<void>} */
export const removeMember = (threadId, userId) =>
  request("DELETE", `/channels/${threadId}/thread-members/${userId}`);

/** @param {string} threadId @param {object} change @returns {Promise<Thread>} */
export const update = (threadId, change) =>
  request("PATCH", `/channels/${threadId}`, { body: change });

/** @param {string} threadId @returns {Promise<void>} */
export const remove = (threadId) => request("DELETE", `/channels/${threadId}`);
