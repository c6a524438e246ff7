/** Who writes where, for the ten seconds that such a notice holds. */
import { SignalMap } from "app/lib/signal-map.js";

const HOLDS_MS = 10_000;

/** @type {SignalMap<ReadonlyMap<string, ReturnType<typeof setTimeout>>>} */
const byChannel = new SignalMap();

/** @param {string} channelId */
export function typingIn(channelId) {
  return [...(byChannel.get(channelId)?.keys() ?? [])];
}

/**
 * @param {string} channelId
 * @param {string} userId
 * @param {number} [since] how long ago that was said, in milliseconds
 */
export function startTyping(channelId, userId, since = 0) {
  const left = Math.min(HOLDS_MS, HOLDS_MS - since);
  if (left <= 0) return;
  const writers = new Map(byChannel.peek(channelId));
  clearTimeout(writers.get(userId));
  writers.set(
    userId,
    setTimeout(() => stopTyping(channelId, userId), left),
  );
  byChannel.set(channelId, writers);
}

/**
 * @param {string} channelId
 * @param {string} userId
 */
export function stopTyping(channelId, userId) {
  const known = byChannel.peek(channelId);
  if (!known?.has(userId)) return;
  const writers = new Map(known);
  clearTimeout(writers.get(userId));
  writers.delete(userId);
  byChannel.set(channelId, writers);
}
