/** @import { Webhook } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} channelId @returns {Promise<Webhook[]>} */
export const channelWebhooks = (channelId) => request("GET", `/channels/${channelId}/webhooks`);

/** @param {string} channelId @param {{ name: string }} webhook @returns {Promise<Webhook>} */
export const createWebhook = (channelId, webhook) =>
  request("POST", `/channels/${channelId}/webhooks`, { body: webhook });

/** @param {string} channelId @param {string} targetId where its messages shall come @returns {Promise<{ channel_id: string, webhook_id: string }>} */
export const follow = (channelId, targetId) =>
  request("POST", `/channels/${channelId}/followers`, { body: { webhook_channel_id: targetId } });

/** @param {string} guildId @returns {Promise<Webhook[]>} */
export const guildWebhooks = (guildId) => request("GET", `/guilds/${guildId}/webhooks`);

/** @param {string} id @param {{ name?: string, avatar?: string | null, channel_id?: string, signing_secret?: string | boolean | null }} change @returns {Promise<Webhook>} */
export const updateWebhook = (id, change) => request("PATCH", `/webhooks/${id}`, { body: change });

/** @param {string} id @returns {Promise<void>} */
export const deleteWebhook = (id) => request("DELETE", `/webhooks/${id}`);
