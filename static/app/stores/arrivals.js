/** Which server I have just joined; it survives loading the page. */
import { recall, remember } from "app/lib/storage.js";

const KEY = "just-joined";

/** @param {string} guildId */
export function noteJoined(guildId) {
  remember(KEY, guildId);
}

/** Whether it is this one; true once. @param {string} guildId */
export function takeJoined(guildId) {
  if (recall(KEY, "") !== guildId) return false;
  remember(KEY, null);
  return true;
}
