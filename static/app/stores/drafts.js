/** What is written and not yet sent, per channel; kept over a reload. @import { Upload } from "app/types" */

import { SignalMap } from "app/lib/signal-map.js";
import { recall, remember } from "app/lib/storage.js";

/** @typedef {{ messageId: string, ping: boolean }} ReplyDraft */

/** @type {Record<string, string>} */
let texts = recall("drafts", {});

/** @type {SignalMap<ReplyDraft>} */
export const replies = new SignalMap();
/** @type {SignalMap<Upload[]>} */
export const uploads = new SignalMap();
/** The message being edited in each channel. @type {SignalMap<string>} */
export const editing = new SignalMap();

/** @type {SignalMap<boolean>} */
const hasText = new SignalMap();
for (const channelId of Object.keys(texts)) hasText.set(channelId, true);

/** @param {string} channelId */
export function draftOf(channelId) {
  return texts[channelId] ?? "";
}

/** @param {string} channelId */
export function hasDraft(channelId) {
  return hasText.get(channelId) ?? false;
}

/**
 * @param {string} channelId
 * @param {string} text
 */
export function setDraft(channelId, text) {
  const { [channelId]: _, ...others } = texts;
  texts = text ? { ...others, [channelId]: text } : others;
  remember("drafts", texts);
  if (text) hasText.set(channelId, true);
  else hasText.delete(channelId);
}

/**
 * @param {string} channelId
 * @param {(uploads: Upload[]) => Upload[]} change
 */
export function changeUploads(channelId, change) {
  uploads.set(channelId, change(uploads.peek(channelId) ?? []));
}
