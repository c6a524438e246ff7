/** Messages that could not be sent; they stay over a reload until sent or discarded. @import { ShownMessage } from "app/types" */
import { recall, remember } from "app/lib/storage.js";

/** @type {ShownMessage[]} */
let unsent = recall("unsent", []);

/** @param {string} channelId */
export function unsentIn(channelId) {
  return unsent.filter((message) => message.channel_id === channelId);
}

/** Files cannot be kept: only text survives a reload. @param {ShownMessage} message */
export function keepUnsent(message) {
  if (!message.content || message.uploads?.length) return;
  unsent = [...unsent.filter((other) => other.key !== message.key), message].slice(-50);
  remember("unsent", unsent);
}

/** @param {string} key */
export function forgetUnsent(key) {
  if (!unsent.some((message) => message.key === key)) return;
  unsent = unsent.filter((message) => message.key !== key);
  remember("unsent", unsent);
}
