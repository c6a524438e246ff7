/** @import { StageInstance } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} channelId @param {string} topic @param {boolean} notifies @returns {Promise<StageInstance>} */
export const startStage = (channelId, topic, notifies) =>
  request("POST", "/stage-instances", {
    body: { channel_id: channelId, topic, send_start_notification: notifies },
  });

/** @param {string} channelId @param {string} topic @returns {Promise<StageInstance>} */
export const changeTopic = (channelId, topic) =>
  request("PATCH", `/stage-instances/${channelId}`, { body: { topic } });

/** @param {string} channelId @returns {Promise<void>} */
export const endStage = (channelId) => request("DELETE", `/stage-instances/${channelId}`);
