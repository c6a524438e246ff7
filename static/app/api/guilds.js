/** @import { Ban, Channel, Guild, Invite, Member, Role } from "app/types" */
import { request } from "app/api/request.js";

/** @param {{ name: string, icon?: string | null }} guild @returns {Promise<Guild & { system_channel_id: string | null }>} */
export const createGuild = (guild) => request("POST", "/guilds", { body: guild });

/** @param {string} id @param {object} change @returns {Promise<Guild>} */
export const updateGuild = (id, change) => request("PATCH", `/guilds/${id}`, { body: change });

/** @param {string} id @returns {Promise<void>} */
export const deleteGuild = (id) => request("DELETE", `/guilds/${id}`);

/** @param {string} id @returns {Promise<void>} */
export const leaveGuild = (id) => request("DELETE", `/users/@me/guilds/${id}`);

/** @param {string} guildId @param {object} channel @returns {Promise<Channel>} */
export const createChannel = (guildId, channel) =>
  request("POST", `/guilds/${guildId}/channels`, { body: channel });

/** @param {string} id @param {object} change @returns {Promise<Channel>} */
export const updateChannel = (id, change) => request("PATCH", `/channels/${id}`, { body: change });

/** @param {string} id @returns {Promise<Channel>} */
export const deleteChannel = (id) => request("DELETE", `/channels/${id}`);

/** @param {string} channelId @param {string} id @param {{ type: 0 | 1, allow: string, deny: string }} rule @returns {Promise<void>} */
export const putOverwrite = (channelId, id, rule) =>
  request("PUT", `/channels/${channelId}/permissions/${id}`, { body: rule });

/** @param {string} channelId @param {string} id @returns {Promise<void>} */
export const deleteOverwrite = (channelId, id) =>
  request("DELETE", `/channels/${channelId}/permissions/${id}`);

/** @param {string} guildId @param {object} role @returns {Promise<Role>} */
export const createRole = (guildId, role) =>
  request("POST", `/guilds/${guildId}/roles`, { body: role });

/** @param {string} guildId @param {string} id @param {object} change @returns {Promise<Role>} */
export const updateRole = (guildId, id, change) =>
  request("PATCH", `/guilds/${guildId}/roles/${id}`, { body: change });

/** @param {string} guildId @param {string} id @returns {Promise<void>} */
export const deleteRole = (guildId, id) => request("DELETE", `/guilds/${guildId}/roles/${id}`);

/** @param {string} guildId @param {{ id: string, position: number }[]} positions @returns {Promise<Role[]>} */
export const moveRoles = (guildId, positions) =>
  request("PATCH", `/guilds/${guildId}/roles`, { body: positions });

/** @param {string} guildId @param {string} userId @param {object} change @param {string} [reason] @returns {Promise<Member>} */
export const updateMember = (guildId, userId, change, reason) =>
  request("PATCH", `/guilds/${guildId}/members/${userId}`, { body: change, reason });

/** @param {string} guildId @param {{ nick: string | null }} change @returns {Promise<Member>} */
export const updateOwnMember = (guildId, change) =>
  request("PATCH", `/guilds/${guildId}/members/@me`, { body: change });

/** @param {string} guildId @param {string} userId @param {string} roleId @returns {Promise<void>} */
export const giveRole = (guildId, userId, roleId) =>
  request("PUT", `/guilds/${guildId}/members/${userId}/roles/${roleId}`);

/** @param {string} guildId @param {string} userId @param {string} roleId @returns {Promise<void>} */
export const takeRole = (guildId, userId, roleId) =>
  request("DELETE", `/guilds/${guildId}/members/${userId}/roles/${roleId}`);

/** @param {string} guildId @param {string} userId @param {string} [reason] @returns {Promise<void>} */
export const kick = (guildId, userId, reason) =>
  request("DELETE", `/guilds/${guildId}/members/${userId}`, { reason });

/** @param {string} guildId @param {string} userId @param {number} deleteSeconds @param {string} [reason] @returns {Promise<void>} */
export const ban = (guildId, userId, deleteSeconds, reason) =>
  request("PUT", `/guilds/${guildId}/bans/${userId}`, {
    body: { delete_message_seconds: deleteSeconds },
    reason,
  });

/** @param {string} guildId @param {string} userId @returns {Promise<void>} */
export const unban = (guildId, userId) => request("DELETE", `/guilds/${guildId}/bans/${userId}`);

/** @param {string} guildId @returns {Promise<Ban[]>} */
export const bans = (guildId) => request("GET", `/guilds/${guildId}/bans`);

/** @param {string} guildId @returns {Promise<Invite[]>} */
export const guildInvites = (guildId) => request("GET", `/guilds/${guildId}/invites`);

/** @param {string} channelId @param {{ max_age: number, max_uses: number, temporary?: boolean, unique?: boolean }} invite @returns {Promise<Invite>} */
export const createInvite = (channelId, invite) =>
  request("POST", `/channels/${channelId}/invites`, { body: invite });

/** @param {string} code @returns {Promise<Invite>} */
export const invite = (code) =>
  request("GET", `/invites/${encodeURIComponent(code)}`, { query: { with_counts: true } });

/** @param {string} code @returns {Promise<Invite>} */
export const acceptInvite = (code) =>
  request("POST", `/invites/${encodeURIComponent(code)}`, { body: {} });

/** @param {string} code @returns {Promise<Invite>} */
export const deleteInvite = (code) => request("DELETE", `/invites/${encodeURIComponent(code)}`);
