/** @import { ActiveRecording, Recording } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} channelId */
const inChannel = (channelId) => `/channels/${channelId}/recordings`;

/** What I may hear of a server, or of one of its channels. @param {string} guildId @param {string} [channelId] @returns {Promise<Recording[]>} */
export const recordingsOf = (guildId, channelId) =>
  request("GET", channelId ? inChannel(channelId) : `/guilds/${guildId}/recordings`);

/** @param {string} channelId @returns {Promise<ActiveRecording>} */
export const startRecording = (channelId) => request("POST", inChannel(channelId));

/** @param {ActiveRecording} recording @returns {Promise<void>} */
export const stopRecording = ({ channel_id, id }) =>
  request("POST", `${inChannel(channel_id)}/${id}/stop`);

/** Whether I may be recorded. @param {ActiveRecording} recording @param {boolean} consents @returns {Promise<void>} */
export const answerRecording = ({ channel_id, id }, consents) =>
  request("PUT", `${inChannel(channel_id)}/${id}/consent`, { body: { consents } });

/** @param {Recording} recording @returns {Promise<void>} */
export const deleteRecording = ({ channel_id, id }) =>
  request("DELETE", `${inChannel(channel_id)}/${id}`);
