/** @import { Message, User } from "app/types" */
import { request } from "app/api/request.js";

/**
 * @typedef {object} NewPoll
 * @property {{ text: string }} question
 * @property {{ poll_media: { text: string } }[]} answers
 * @property {number} duration in hours
 * @property {boolean} allow_multiselect
 */

/** @param {string} channelId @param {NewPoll} poll @returns {Promise<Message>} */
export const ask = (channelId, poll) =>
  request("POST", `/channels/${channelId}/messages`, { body: { poll } });

/** All my votes: they take the place of those before. @param {string} channelId @param {string} id @param {number[]} answers @returns {Promise<void>} */
export const vote = (channelId, id, answers) =>
  request("PUT", `/channels/${channelId}/polls/${id}/answers/@me`, {
    body: { answer_ids: answers },
  });

/** @param {string} channelId @param {string} id @returns {Promise<Message>} */
export const end = (channelId, id) => request("POST", `/channels/${channelId}/polls/${id}/expire`);

/** @param {string} channelId @param {string} id @param {number} answer @returns {Promise<{ users: User[] }>} */
export const voters = (channelId, id, answer) =>
  request("GET", `/channels/${channelId}/polls/${id}/answers/${answer}`, { query: { limit: 50 } });
