/** Fetching a channel's history. @import { Message } from "app/types" */
import * as api from "app/api/messages.js";
import { isAfter } from "app/lib/snowflake.js";
import { lastMessages } from "app/stores/channels.js";
import { loading } from "app/stores/loading.js";
import * as windows from "app/stores/message-window.js";
import { byChannel, changeWindow, followed, holdWindow, learnFrom } from "app/stores/messages.js";
import { readStates } from "app/stores/read-states.js";
import { unsentIn } from "app/stores/unsent.js";

const { PAGE } = windows;

/** Enough to bridge a short absence in one request. */
const BRIDGE = 100;

/**
 * Have something to show: what is held, else what is unread, else the newest.
 * @param {string} channelId
 */
export async function openChannel(channelId) {
  const held = byChannel.peek(channelId);
  holdWindow(channelId);
  if (held && !held.hasNewer && (held.messages.length || !held.hasOlder)) return;
  const lastRead = readStates.peek(channelId)?.lastRead ?? "0";
  await loadLatest(channelId);
  const oldest = byChannel.peek(channelId)?.messages[0];
  const unreadAbove =
    lastRead !== "0" &&
    oldest &&
    isAfter(oldest.id, lastRead) &&
    byChannel.peek(channelId)?.hasOlder;
  if (unreadAbove) await loadAround(channelId, lastRead);
}

/** @param {string} channelId */
export function loadLatest(channelId) {
  return once(channelId, "page", async () => {
    const page = await api.history(channelId, { limit: PAGE });
    learnFrom(page);
    const edges = { hasOlder: page.length === PAGE, hasNewer: false };
    changeWindow(channelId, (window) =>
      withUnsent(channelId, windows.replace(window, page, edges)),
    );
  });
}

/**
 * The part of the history around a message, which need not exist any more.
 * @param {string} channelId
 * @param {string} messageId
 */
export function loadAround(channelId, messageId) {
  return once(channelId, "page", async () => {
    const page = await api.history(channelId, { around: messageId, limit: PAGE });
    learnFrom(page);
    const newer = page.filter((m) => isAfter(m.id, messageId)).length;
    const newest = page.reduce((id, m) => (isAfter(m.id, id) ? m.id : id), "0");
    const edges = {
      hasOlder: page.length - newer >= Math.floor(PAGE / 2),
      hasNewer: isAfter(lastMessages.peek(channelId), newest),
    };
    changeWindow(channelId, (window) => windows.replace(window, page, edges));
  });
}

/** @param {string} channelId */
export function loadOlder(channelId) {
  const window = byChannel.peek(channelId);
  const oldest = window?.messages.find((m) => !m.state);
  if (!window?.hasOlder || !oldest) return Promise.resolve();
  return once(channelId, "older", async () => {
    const page = await api.history(channelId, { before: oldest.id, limit: PAGE });
    learnFrom(page);
    changeWindow(channelId, (held) => windows.prepend(held, page, page.length === PAGE));
  });
}

/** @param {string} channelId */
export function loadNewer(channelId) {
  const window = byChannel.peek(channelId);
  const newest = window && windows.newest(window);
  if (!window?.hasNewer || !newest) return Promise.resolve();
  return once(channelId, "newer", async () => {
    const page = await api.history(channelId, { after: newest.id, limit: PAGE });
    learnFrom(page);
    changeWindow(channelId, (held) => {
      const next = windows.append(held, page, page.length === PAGE);
      // Messages may have arrived while this page was on its way.
      const last = windows.newest(next)?.id ?? "0";
      return {
        ...next,
        hasNewer: next.hasNewer || (page.length > 0 && isAfter(lastMessages.peek(channelId), last)),
      };
    });
  });
}

/**
 * After a new session: bridge what was missed where someone reads, and forget
 * the rest, which is fetched when it is opened again.
 */
export async function catchUp() {
  for (const channelId of byChannel.keys()) {
    if (!followed.has(channelId) && !onScreen.has(channelId)) byChannel.delete(channelId);
  }
  await Promise.all([...onScreen].map(catchUpWith));
}

/** @param {string} channelId */
async function catchUpWith(channelId) {
  if (!byChannel.peek(channelId)) return;
  if (followed.has(channelId)) await bridge(channelId);
  else changeWindow(channelId, (window) => ({ ...window, hasNewer: true }));
}

/** The channels on screen: one, or one with a thread of it. @type {Set<string>} */
export const onScreen = new Set();

/** @param {string} channelId */
async function bridge(channelId) {
  await once(channelId, "newer", async () => {
    const page = await api.history(channelId, { limit: BRIDGE });
    learnFrom(page);
    changeWindow(channelId, (held) => {
      const known = windows.newest(held);
      const reaches = page.length < BRIDGE || page.some((m) => m.id === known?.id);
      const hasOlder = page.length === BRIDGE || (reaches && held.hasOlder);
      const older = reaches ? held.messages.filter((m) => !m.state && isBefore(m, page)) : [];
      return windows.replace(held, [...older, ...page].slice(0, windows.MAX_SHOWN), {
        hasOlder,
        hasNewer: false,
      });
    });
  });
}

/**
 * @param {Message} message
 * @param {Message[]} page
 */
function isBefore(message, page) {
  return page.length > 0 && page.every((m) => isAfter(m.id, message.id));
}

/**
 * @param {string} channelId
 * @param {windows.Window} window
 */
function withUnsent(channelId, window) {
  const shown = new Set(window.messages.map((m) => m.key));
  const unsent = unsentIn(channelId).filter((m) => !shown.has(m.key));
  return { ...window, messages: [...window.messages, ...unsent] };
}

/**
 * One request per channel at a time: scrolling asks often.
 * @param {string} channelId
 * @param {import("app/stores/loading.js").Loading} what
 * @param {() => Promise<void>} work
 */
async function once(channelId, what, work) {
  const running = loading.peek(channelId);
  if (running && running !== "failed" && what !== "page") return;
  loading.set(channelId, what);
  try {
    await work();
    loading.delete(channelId);
  } catch (error) {
    loading.set(channelId, "failed");
    if (!(error instanceof Error)) throw error;
  }
}
