/** @import { Application, Channel, Guild, SelfUser, User, UserSettings } from "app/types" */
import { request } from "app/api/request.js";

/**
 * @typedef {{ user: User, user_profile?: { bio: string, pronouns: string }, guild_member_profile?: { bio: string, pronouns: string }, mutual_guilds?: { id: string, nick: string | null }[], mutual_friends?: User[], connected_accounts?: { id: string, name: string | null }[] }} Profile
 * @param {string} id
 * @param {string} [guildId] also what they say of themselves there
 * @returns {Promise<Profile>} only the user of who blocked me
 */
export const profile = (id, guildId) =>
  request("GET", `/users/${id}/profile`, {
    query: { guild_id: guildId, with_mutual_friends: true },
  });

/** @typedef {{ id: string, type: string, name: string | null, visibility: 0 | 1, revoked: boolean, provider: { id: string, name: string } }} Connection an account of mine at an identity provider */

/** @returns {Promise<Connection[]>} */
export const connections = () => request("GET", "/users/@me/connections");

/** @param {Connection} one @param {{ visibility: 0 | 1 }} change @returns {Promise<Connection>} */
export const updateConnection = (one, change) =>
  request("PATCH", `/users/@me/connections/${one.type}/${one.id}`, { body: change });

/** @param {Connection} one @param {Confirmation} sure @returns {Promise<void>} */
export const disconnect = (one, sure) =>
  request("DELETE", `/users/@me/connections/${one.type}/${one.id}`, { body: sure });

/** @param {object} change @returns {Promise<SelfUser>} */
export const updateSelf = (change) => request("PATCH", "/users/@me", { body: change });

/** @param {Partial<UserSettings>} change @returns {Promise<UserSettings>} */
export const updateSettings = (change) => request("PATCH", "/users/@me/settings", { body: change });

/** @param {string} userId @returns {Promise<Channel>} */
export const openDirect = (userId) =>
  request("POST", "/users/@me/channels", { body: { recipient_id: userId } });

/** @param {string} channelId @returns {Promise<Channel>} */
export const closeDirect = (channelId) => request("DELETE", `/channels/${channelId}`);

/** @typedef {{ id: string, kind: string, at: string, ip: string | null, user_agent: string, detail: string }} SecurityEvent */

/** The newest first. @returns {Promise<SecurityEvent[]>} */
export const securityLog = () => request("GET", "/users/@me/security-log");

/** @typedef {{ status: 0 | 1 | 2 | 3 | 4, created_at: string, expires_at: string | null, size: number | null, url: string | null }} Harvest */

/** The copy of my data that I asked for last. @returns {Promise<Harvest | undefined>} */
export const harvest = () => request("GET", "/users/@me/harvest");

/** @param {Confirmation} sure @returns {Promise<Harvest>} */
export const askForHarvest = (sure) => request("POST", "/users/@me/harvest", { body: sure });

/** When my account will be erased, if I asked for that. @returns {Promise<{ erase_at: string } | undefined>} */
export const deletion = () => request("GET", "/users/@me/delete");

/** @param {Confirmation} sure @returns {Promise<void>} */
export const deleteAccount = (sure) => request("POST", "/users/@me/delete", { body: sure });

/** @returns {Promise<void>} */
export const keepAccount = () => request("DELETE", "/users/@me/delete");

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
