/** @import { Guild, Template } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} guildId @returns {Promise<Template[]>} */
export const templatesOf = (guildId) => request("GET", `/guilds/${guildId}/templates`);

/** @param {string} guildId @param {{ name: string, description: string | null }} template @returns {Promise<Template>} */
export const createTemplate = (guildId, template) =>
  request("POST", `/guilds/${guildId}/templates`, { body: template });

/** Bring it up to date with the server. @param {string} guildId @param {string} code @returns {Promise<Template>} */
export const syncTemplate = (guildId, code) =>
  request("PUT", `/guilds/${guildId}/templates/${code}`);

/** @param {string} guildId @param {string} code @returns {Promise<Template>} */
export const deleteTemplate = (guildId, code) =>
  request("DELETE", `/guilds/${guildId}/templates/${code}`);

/** @param {string} code @param {{ name: string, icon?: string }} guild @returns {Promise<Guild>} */
export const createFromTemplate = (code, guild) =>
  request("POST", `/guilds/templates/${encodeURIComponent(code)}`, { body: guild });
