/** @import { AutoModRule } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} guildId @returns {Promise<AutoModRule[]>} */
export const rules = (guildId) => request("GET", `/guilds/${guildId}/auto-moderation/rules`);

/** @param {string} guildId @param {object} rule @returns {Promise<AutoModRule>} */
export const createRule = (guildId, rule) =>
  request("POST", `/guilds/${guildId}/auto-moderation/rules`, { body: rule });

/** @param {string} guildId @param {string} id @param {object} change @returns {Promise<AutoModRule>} */
export const updateRule = (guildId, id, change) =>
  request("PATCH", `/guilds/${guildId}/auto-moderation/rules/${id}`, { body: change });

/** @param {string} guildId @param {string} id @returns {Promise<void>} */
export const deleteRule = (guildId, id) =>
  request("DELETE", `/guilds/${guildId}/auto-moderation/rules/${id}`);
