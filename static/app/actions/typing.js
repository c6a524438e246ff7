import * as api from "app/api/messages.js";
import { channels } from "app/stores/channels.js";
import { putMember } from "app/stores/members.js";
import { startTyping } from "app/stores/typing.js";

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

/** Learn who writes in a channel that was opened just now. @param {string} channelId */
export async function learnWhoTypes(channelId) {
  const found = await api.whoIsTyping(channelId).catch(() => []);
  const guildId = channels.peek(channelId)?.guild_id;
  for (const { user_id, timestamp, member } of found) {
    if (guildId && member) putMember(guildId, member);
    startTyping(channelId, user_id, Date.now() - timestamp * 1000);
  }
}
