import { ApiError, request } from "app/api/request.js";

/** What I wrote down about somebody. @param {string} userId @returns {Promise<string>} */
export async function note(userId) {
  try {
    return (await request("GET", `/users/@me/notes/${userId}`)).note;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return "";
    throw error;
  }
}

/** @param {string} userId @param {string} text @returns {Promise<void>} */
export const writeNote = (userId, text) =>
  request("PUT", `/users/@me/notes/${userId}`, { body: { note: text || null } });
