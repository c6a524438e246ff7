/** @import { FormField, JoinRequest, MemberVerification } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} guildId @returns {Promise<MemberVerification>} with the guild for who is outside */
export const verification = (guildId) =>
  request("GET", `/guilds/${guildId}/member-verification`, { query: { with_guild: true } });

/** @param {string} guildId @returns {Promise<JoinRequest | undefined>} a new one for who is inside */
export const withdrawRequest = (guildId) => request("DELETE", `/guilds/${guildId}/requests/@me`);

/** @param {string} guildId @param {Partial<MemberVerification> & { enabled?: boolean, previewable?: boolean }} change @returns {Promise<MemberVerification>} */
export const updateVerification = (guildId, change) =>
  request("PATCH", `/guilds/${guildId}/member-verification`, { body: change });

/** @param {string} guildId @param {FormField[]} fields @param {string | null} version @returns {Promise<JoinRequest>} */
export const submitRequest = (guildId, fields, version) =>
  request("PUT", `/guilds/${guildId}/requests/@me`, { body: { form_fields: fields, version } });

/**
 * @param {string} guildId
 * @param {{ status?: string, before?: string, limit?: number }} query
 * @returns {Promise<{ guild_join_requests: JoinRequest[], total: number }>}
 */
export const joinRequests = (guildId, query) =>
  request("GET", `/guilds/${guildId}/requests`, { query });

/** @param {string} guildId @param {string} id @param {"APPROVED" | "REJECTED"} action @param {string} [reason] @returns {Promise<JoinRequest>} */
export const decideRequest = (guildId, id, action, reason) =>
  request("PATCH", `/guilds/${guildId}/requests/${id}`, {
    body: { action, rejection_reason: reason || null },
  });
