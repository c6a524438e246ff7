import * as api from "app/api/messages.js";

const EVERY_MS = 8000;

/** @type {Map<string, number>} */
const told = new Map();

/** Say that I write here, at most every eight seconds. @param {string} channelId */
export function tellTyping(channelId) {
  const now = Date.now();
  if (now - (told.get(channelId) ?? 0) < EVERY_MS) return;
  told.set(channelId, now);
  api.typing(channelId).catch(() => {});
}
