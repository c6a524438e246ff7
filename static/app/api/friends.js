/** @import { Channel } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} username @returns {Promise<void>} */
export const askFriend = (username) =>
  request("POST", "/users/@me/relationships", { body: { username } });

/** Ask to be friends, or accept being asked. @param {string} userId @returns {Promise<void>} */
export const befriend = (userId) =>
  request("PUT", `/users/@me/relationships/${userId}`, { body: {} });

/** Unfriend, decline, withdraw or unblock. @param {string} userId @returns {Promise<void>} */
export const unfriend = (userId) => request("DELETE", `/users/@me/relationships/${userId}`);

/** Whether I am told when a friend comes online. @param {string} userId @param {boolean} on @returns {Promise<void>} */
export const tellMeOf = (userId, on) =>
  request("PATCH", `/users/@me/relationships/${userId}`, { body: { notify_online: on } });

/** @param {string} userId @returns {Promise<void>} */
export const block = (userId) =>
  request("PUT", `/users/@me/relationships/${userId}`, { body: { type: 2 } });

/** @param {string[]} recipients @returns {Promise<Channel>} */
export const openGroup = (recipients) =>
  request("POST", "/users/@me/channels", { body: { recipients } });

/** @param {string} channelId @param {string} userId @returns {Promise<void>} */
export const addToGroup = (channelId, userId) =>
  request("PUT", `/channels/${channelId}/recipients/${userId}`, { body: {} });

/** @param {string} channelId @param {string} userId @returns {Promise<void>} */
export const removeFromGroup = (channelId, userId) =>
  request("DELETE", `/channels/${channelId}/recipients/${userId}`);

/** @param {string} channelId @param {{ name?: string | null, icon?: string | null, owner?: string }} change the icon as a data URL @returns {Promise<Channel>} */
export const updateGroup = (channelId, change) =>
  request("PATCH", `/channels/${channelId}`, { body: change });
