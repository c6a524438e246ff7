/** @import { AuditLog, Ban, Channel, Guild, Integration, Invite, Member, Role, WelcomeScreen } from "app/types" */
import { request } from "app/api/request.js";

/** @param {{ name: string, icon?: string | null }} guild @returns {Promise<Guild & { system_channel_id: string | null }>} */
export const createGuild = (guild) => request("POST", "/guilds", { body: guild });

/** @param {string} id @param {object} change @returns {Promise<Guild>} */
export const updateGuild = (id, change) => request("PATCH", `/guilds/${id}`, { body: change });

/** @param {string} id @param {string} [code] of my second factor @returns {Promise<void>} */
export const deleteGuild = (id, code) =>
  request("DELETE", `/guilds/${id}`, { body: code ? { code } : undefined });

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

/** @param {string} guildId @param {{ nick?: string | null, bio?: string, pronouns?: string }} change @returns {Promise<Member>} */
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

/** @param {string} guildId @param {{ limit: number, after?: string }} page @returns {Promise<Ban[]>} */
export const bans = (guildId, page) => request("GET", `/guilds/${guildId}/bans`, { query: page });

/** @param {string} guildId @param {string[]} userIds @param {number} deleteSeconds @param {string} [reason] @returns {Promise<{ banned_users: string[], failed_users: string[] }>} */
export const bulkBan = (guildId, userIds, deleteSeconds, reason) =>
  request("POST", `/guilds/${guildId}/bulk-ban`, {
    body: { user_ids: userIds, delete_message_seconds: deleteSeconds },
    reason,
  });

/** @param {string} guildId @param {number} level @param {string} code @returns {Promise<{ level: number }>} */
export const setMfaLevel = (guildId, level, code) =>
  request("POST", `/guilds/${guildId}/mfa`, { body: { level, ...(code && { code }) } });

/** @param {string} guildId @param {{ invites_disabled_until?: string | null, dms_disabled_until?: string | null }} actions @returns {Promise<void>} */
export const setIncidentActions = (guildId, actions) =>
  request("PUT", `/guilds/${guildId}/incident-actions`, { body: actions });

/** @param {string} guildId @returns {Promise<void>} */
export const reportRaid = (guildId) =>
  request("POST", `/guilds/${guildId}/auto-moderation/report-raid`);

/** @param {string} guildId @returns {Promise<{ code: string | null, uses: number }>} */
export const vanityUrl = (guildId) => request("GET", `/guilds/${guildId}/vanity-url`);

/** @param {string} guildId @param {string | null} code @returns {Promise<{ code: string | null, uses: number }>} */
export const setVanityUrl = (guildId, code) =>
  request("PATCH", `/guilds/${guildId}/vanity-url`, { body: { code } });

/** @param {string} guildId @returns {Promise<{ enabled: boolean, channel_id: string | null }>} */
export const widget = (guildId) => request("GET", `/guilds/${guildId}/widget`);

/** @param {string} guildId @param {{ enabled?: boolean, channel_id?: string | null }} change @returns {Promise<{ enabled: boolean, channel_id: string | null }>} */
export const updateWidget = (guildId, change) =>
  request("PATCH", `/guilds/${guildId}/widget`, { body: change });

/** @param {string} guildId @returns {Promise<Integration[]>} */
export const integrations = (guildId) => request("GET", `/guilds/${guildId}/integrations`);

/** @param {string} guildId @param {string} id @returns {Promise<void>} */
export const deleteIntegration = (guildId, id) =>
  request("DELETE", `/guilds/${guildId}/integrations/${id}`);

/** @param {string} guildId @returns {Promise<WelcomeScreen>} */
export const welcomeScreen = (guildId) => request("GET", `/guilds/${guildId}/welcome-screen`);

/** @param {string} guildId @param {Partial<WelcomeScreen> & { enabled?: boolean }} change @returns {Promise<WelcomeScreen>} */
export const updateWelcomeScreen = (guildId, change) =>
  request("PATCH", `/guilds/${guildId}/welcome-screen`, { body: change });

/** @param {string} guildId @param {number} days @param {string[]} roles @returns {Promise<{ pruned: number }>} */
export const pruneCount = (guildId, days, roles) =>
  request("GET", `/guilds/${guildId}/prune`, {
    query: { days, include_roles: roles.join(",") || undefined },
  });

/** @param {string} guildId @param {number} days @param {string[]} roles @param {string} [reason] @returns {Promise<{ pruned: number | null }>} */
export const prune = (guildId, days, roles, reason) =>
  request("POST", `/guilds/${guildId}/prune`, {
    body: { days, include_roles: roles, compute_prune_count: true },
    reason,
  });

/** @param {string} guildId @param {Record<string, string | number | undefined>} query @returns {Promise<AuditLog>} */
export const auditLog = (guildId, query) =>
  request("GET", `/guilds/${guildId}/audit-logs`, { query });

/** @param {string} guildId @returns {Promise<Invite[]>} */
export const guildInvites = (guildId) => request("GET", `/guilds/${guildId}/invites`);

/** @param {string} channelId @returns {Promise<Invite[]>} */
export const channelInvites = (channelId) => request("GET", `/channels/${channelId}/invites`);

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
