/** @import { StageInstance } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} channelId @param {string} topic @param {boolean} notifies @returns {Promise<StageInstance>} */
export const startStage = (channelId, topic, notifies) =>
  request("POST", "/stage-instances", {
    body: { channel_id: channelId, topic, send_start_notification: notifies },
  });

/** Ask to speak, speak, or listen again. @param {string} guildId @param {string} channelId @param {object} change @returns {Promise<void>} */
export const changeMyStageVoice = (guildId, channelId, change) =>
  request("PATCH", `/guilds/${guildId}/voice-states/@me`, {
    body: { channel_id: channelId, ...change },
  });

/** Invite somebody to speak, or send them to the audience. @param {string} guildId @param {string} channelId @param {string} userId @param {boolean} suppress @returns {Promise<void>} */
export const changeStageVoice = (guildId, channelId, userId, suppress) =>
  request("PATCH", `/guilds/${guildId}/voice-states/${userId}`, {
    body: { channel_id: channelId, suppress },
  });

/** @param {string} channelId @param {string} topic @returns {Promise<StageInstance>} */
export const changeTopic = (channelId, topic) =>
  request("PATCH", `/stage-instances/${channelId}`, { body: { topic } });

/** @param {string} channelId @returns {Promise<void>} */
export const endStage = (channelId) => request("DELETE", `/stage-instances/${channelId}`);
