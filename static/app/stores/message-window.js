/**
 * The part of a channel's history that is held and shown. Pure: each function
 * takes a window and answers the next one.
 * @import { Message, ShownMessage } from "app/types"
 */
import { compare, isAfter } from "app/lib/snowflake.js";

/** How many messages are in the document at most, whatever the history. */
export const MAX_SHOWN = 150;
export const PAGE = 50;

/**
 * @typedef {object} Window
 * @property {ShownMessage[]} messages by id, ascending; optimistic ones at the end
 * @property {boolean} hasOlder
 * @property {boolean} hasNewer whether the present is not in it
 * @property {number} missed how many arrived while the present was not in it
 */

/** @type {Window} */
export const EMPTY = { messages: [], hasOlder: true, hasNewer: false, missed: 0 };

/** @param {Message} message @returns {ShownMessage} */
export function shown(message) {
  return { ...message, key: String(message.nonce ?? message.id) };
}

/**
 * The window after a page was fetched anew, with what is still on its way.
 * @param {Window} window
 * @param {Message[]} page in any order
 * @param {{ hasOlder: boolean, hasNewer: boolean }} edges
 * @returns {Window}
 */
export function replace(window, page, edges) {
  const unsent = window.messages.filter((m) => m.state);
  const keys = new Map(window.messages.map((m) => [m.id, m.key]));
  const messages = ascending(page).map((m) => ({
    ...shown(m),
    key: keys.get(m.id) ?? shown(m).key,
  }));
  return { messages: edges.hasNewer ? messages : [...messages, ...unsent], missed: 0, ...edges };
}

/**
 * @param {Window} window
 * @param {Message[]} page
 * @param {boolean} hasOlder
 * @returns {Window}
 */
export function prepend(window, page, hasOlder) {
  const messages = merge(page, window.messages);
  const kept = messages.slice(0, MAX_SHOWN);
  return {
    ...window,
    messages: kept,
    hasOlder,
    hasNewer: window.hasNewer || kept.length < messages.length,
  };
}

/**
 * @param {Window} window
 * @param {Message[]} page
 * @param {boolean} hasNewer
 * @returns {Window}
 */
export function append(window, page, hasNewer) {
  const messages = merge(page, window.messages);
  const kept = messages.slice(-MAX_SHOWN);
  return {
    messages: kept,
    hasOlder: window.hasOlder || kept.length < messages.length,
    hasNewer,
    missed: hasNewer ? window.missed : 0,
  };
}

/**
 * A message from the gateway or from the answer to a send, whichever is first.
 * It takes the place of the optimistic one with its nonce.
 * @param {Window} window
 * @param {Message} message
 * @param {{ following: boolean }} reader whether the reader is at the bottom
 * @returns {Window}
 */
export function receive(window, message, { following }) {
  const { messages } = window;
  const nonce =
    message.nonce === undefined || message.nonce === null ? null : String(message.nonce);
  const pending = nonce ? messages.findIndex((m) => m.state && m.key === nonce) : -1;
  if (pending >= 0) {
    const rest = messages.toSpliced(pending, 1);
    // The gateway and the answer may both bring it.
    if (rest.some((m) => m.id === message.id)) return { ...window, messages: rest };
    return {
      ...window,
      messages: insert(rest, { ...shown(message), key: /** @type {string} */ (nonce) }),
    };
  }
  if (messages.some((m) => m.id === message.id)) return update(window, message);
  if (window.hasNewer) return { ...window, missed: window.missed + 1 };

  const next = insert(messages, shown(message));
  if (next.length <= MAX_SHOWN) return { ...window, messages: next };
  if (following) return { ...window, messages: next.slice(-MAX_SHOWN), hasOlder: true };
  // Someone reads above: what they read stays, the present waits below.
  return { ...window, hasNewer: true, missed: 1 };
}

/**
 * @param {Window} window
 * @param {Partial<Message> & { id: string }} change
 * @returns {Window}
 */
export function update(window, change) {
  const at = window.messages.findIndex((m) => m.id === change.id);
  if (at < 0) return withReference(window, change.id, (m) => ({ ...m, ...change }));
  const known = window.messages[at];
  const next = { ...known, ...change, key: known.key };
  // Reactions come by their own events; an edit need not repeat them.
  if (!change.reactions) next.reactions = known.reactions;
  const changed = { ...window, messages: window.messages.with(at, next) };
  return withReference(changed, change.id, (m) => ({ ...m, ...change }));
}

/**
 * @param {Window} window
 * @param {readonly string[]} ids
 * @returns {Window}
 */
export function remove(window, ids) {
  const messages = window.messages
    .filter((m) => !ids.includes(m.id))
    .map((m) =>
      m.referenced_message && ids.includes(m.referenced_message.id)
        ? { ...m, referenced_message: null }
        : m,
    );
  return { ...window, messages };
}

/**
 * @param {Window} window
 * @param {string} key
 * @param {(message: ShownMessage) => ShownMessage | null} change null takes it away
 * @returns {Window}
 */
export function changeByKey(window, key, change) {
  const messages = window.messages.flatMap((m) => (m.key === key ? (change(m) ?? []) : m));
  return { ...window, messages };
}

/** Show what is about to be sent. @param {Window} window @param {ShownMessage} message @returns {Window} */
export function addPending(window, message) {
  const messages = [...window.messages, message].slice(-MAX_SHOWN);
  return {
    ...window,
    messages,
    hasOlder: window.hasOlder || messages.length <= window.messages.length,
  };
}

/** The newest message that the server has. @param {Window} window */
export function newest(window) {
  return window.messages.findLast((m) => !m.state);
}

/**
 * @param {Window} window
 * @param {string} id
 * @param {(message: Message) => Message} change
 * @returns {Window}
 */
function withReference(window, id, change) {
  if (!window.messages.some((m) => m.referenced_message?.id === id)) return window;
  const messages = window.messages.map((m) =>
    m.referenced_message?.id === id
      ? { ...m, referenced_message: change(m.referenced_message) }
      : m,
  );
  return { ...window, messages };
}

/**
 * Keep the order of ids; what is still unsent stays last.
 * @param {ShownMessage[]} messages
 * @param {ShownMessage} message
 */
function insert(messages, message) {
  let at = messages.length;
  while (at > 0 && (messages[at - 1].state || isAfter(messages[at - 1].id, message.id))) at -= 1;
  return messages.toSpliced(at, 0, message);
}

/**
 * @param {Message[]} page
 * @param {ShownMessage[]} held
 * @returns {ShownMessage[]}
 */
function merge(page, held) {
  const known = new Set(held.map((m) => m.id));
  const fresh = page.filter((m) => !known.has(m.id)).map(shown);
  const sent = [...fresh, ...held.filter((m) => !m.state)].sort((a, b) => compare(a.id, b.id));
  return [...sent, ...held.filter((m) => m.state)];
}

/** @param {Message[]} page */
function ascending(page) {
  return [...page].sort((a, b) => compare(a.id, b.id));
}
