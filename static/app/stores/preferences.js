/** How this browser shows things; kept here, not on the server. */
import { effect, signal } from "@preact/signals";
import { recall, remember } from "app/lib/storage.js";

/** @typedef {"system" | "dark" | "light" | "midnight" | "contrast"} Theme */

export const theme = signal(/** @type {Theme} */ (recall("theme", "system")));
export const showMembers = signal(recall("show-members", true));
export const collapsed = signal(new Set(/** @type {string[]} */ (recall("collapsed", []))));
export const recentEmoji = signal(
  /** @type {string[]} */ (recall("recent-emoji", ["👍", "❤️", "😂"])),
);
/** The channel last seen in each guild, and at home under "@me". */
export const lastSeen = signal(/** @type {Record<string, string>} */ (recall("last-seen", {})));
/** Whether somebody here said that they are old enough for channels for adults. */
export const grownUp = signal(recall("grown-up", false));
/** 12 to 24 pixels. */
export const fontSize = signal(recall("font-size", 15));

/** Keep what changes. */
export function startRemembering() {
  effect(() => remember("theme", theme.value));
  effect(() => remember("show-members", showMembers.value));
  effect(() => remember("collapsed", [...collapsed.value]));
  effect(() => remember("recent-emoji", recentEmoji.value));
  effect(() => remember("last-seen", lastSeen.value));
  effect(() => remember("grown-up", grownUp.value));
  effect(() => remember("font-size", fontSize.value));
}

/** @param {string} categoryId */
export function toggleCollapsed(categoryId) {
  const next = new Set(collapsed.value);
  if (!next.delete(categoryId)) next.add(categoryId);
  collapsed.value = next;
}

/** @param {string} emoji */
export function noteEmoji(emoji) {
  recentEmoji.value = [emoji, ...recentEmoji.value.filter((known) => known !== emoji)].slice(0, 24);
}

/**
 * @param {string} scope a guild id or "@me"
 * @param {string} channelId
 */
export function noteSeen(scope, channelId) {
  if (lastSeen.value[scope] !== channelId)
    lastSeen.value = { ...lastSeen.value, [scope]: channelId };
}
