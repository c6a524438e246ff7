/**
 * How a run of messages is laid out. Pure.
 * @import { ShownMessage } from "app/types"
 */

import { isAfter } from "app/lib/snowflake.js";
import { dayKey } from "app/lib/time.js";

const GROUP_MS = 7 * 60 * 1000;

/** Written by a person or a bot: plain, reply, commands. The others tell what happened. */
const WRITTEN = new Set([0, 19, 20, 23]);

/**
 * @typedef {{ kind: "day", key: string, date: Date }
 *   | { kind: "new", key: string }
 *   | { kind: "message", key: string, message: ShownMessage, head: boolean }} Row
 */

/**
 * @param {ShownMessage[]} messages ascending
 * @param {{ newAfter?: string | null, myId?: string }} [reader] the last message that was read before
 * @returns {Row[]}
 */
export function layOut(messages, { newAfter = null, myId = "" } = {}) {
  /** @type {Row[]} */
  const rows = [];
  let lineDrawn = newAfter === null;
  /** @type {ShownMessage | null} */
  let previous = null;
  for (const message of messages) {
    const date = new Date(message.timestamp);
    const newDay = !previous || dayKey(new Date(previous.timestamp)) !== dayKey(date);
    if (newDay) rows.push({ kind: "day", key: `day-${dayKey(date)}-${message.key}`, date });
    const isNew =
      !lineDrawn && !message.state && isAfter(message.id, newAfter) && message.author.id !== myId;
    if (isNew) {
      rows.push({ kind: "new", key: "new" });
      lineDrawn = true;
    }
    const head = newDay || isNew || !previous || !continues(previous, message);
    rows.push({ kind: "message", key: message.key, message, head });
    previous = message;
  }
  return rows;
}

/** @param {{ type: number }} message */
export function isWritten(message) {
  return WRITTEN.has(message.type);
}

/**
 * Whether a message stands under the same name as the one before it.
 * @param {ShownMessage} previous
 * @param {ShownMessage} message
 */
function continues(previous, message) {
  return (
    previous.author.id === message.author.id &&
    previous.author.username === message.author.username &&
    isWritten(previous) &&
    message.type === 0 &&
    Date.parse(message.timestamp) - Date.parse(previous.timestamp) < GROUP_MS
  );
}
