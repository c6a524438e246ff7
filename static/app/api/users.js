/** @import { Application, Channel, Guild, SelfUser, User, UserSettings } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} id @returns {Promise<{ user: User, user_profile: { bio: string, pronouns: string } }>} */
export const profile = (id) => request("GET", `/users/${id}/profile?with_mutual_guilds=false`);

/** @param {object} change @returns {Promise<SelfUser>} */
export const updateSelf = (change) => request("PATCH", "/users/@me", { body: change });

/** @param {Partial<UserSettings>} change @returns {Promise<UserSettings>} */
export const updateSettings = (change) => request("PATCH", "/users/@me/settings", { body: change });

/** @param {string} userId @returns {Promise<Channel>} */
export const openDirect = (userId) =>
  request("POST", "/users/@me/channels", { body: { recipient_id: userId } });

/** @param {string} channelId @returns {Promise<Channel>} */
export const closeDirect = (channelId) => request("DELETE", `/channels/${channelId}`);

/** @returns {Promise<Application[]>} */
export const applications = () => request("GET", "/applications");

/** @param {{ name: string }} application @returns {Promise<Application>} */
export const createApplication = (application) =>
  request("POST", "/applications", { body: application });

/** @typedef {{ code?: string, password?: string }} Confirmation that it is me: a code of my second factor, else my password */

/** @param {string} id @param {Confirmation} [sure] @returns {Promise<{ token: string }>} */
export const resetBotToken = (id, sure = {}) =>
  request("POST", `/applications/${id}/bot/reset`, { body: sure });

/** @param {string} id @param {object} change @returns {Promise<Application>} */
export const updateApplication = (id, change) =>
  request("PATCH", `/applications/${id}`, { body: change });

/** @param {string} id @param {Confirmation} sure @returns {Promise<{ secret: string }>} */
export const resetClientSecret = (id, sure) =>
  request("POST", `/applications/${id}/reset`, { body: sure });

/** @param {string} id @param {Confirmation} sure @returns {Promise<void>} */
export const deleteApplication = (id, sure) =>
  request("DELETE", `/applications/${id}`, { body: sure });
