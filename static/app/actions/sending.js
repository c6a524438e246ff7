/** @import { ShownMessage, Sticker, Upload } from "app/types" */

import { loadLatest } from "app/actions/history.js";
import { forgetUploads, uploadFiles } from "app/actions/uploading.js";
import * as api from "app/api/messages.js";
import { ApiError } from "app/api/request.js";
import { holdPage } from "app/lib/leaving.js";
import { IS_VOICE_MESSAGE, SUPPRESS_NOTIFICATIONS } from "app/lib/message-flags.js";
import { nonce } from "app/lib/snowflake.js";
import { channels } from "app/stores/channels.js";
import * as windows from "app/stores/message-window.js";
import { byChannel, changeWindow, findMessage, receiveMessage } from "app/stores/messages.js";
import { announce } from "app/stores/overlays.js";
import { me } from "app/stores/session.js";
import { forgetUnsent, keepUnsent } from "app/stores/unsent.js";

/** Messages of one channel leave in the order they were written. @type {Map<string, Promise<void>>} */
const queues = new Map();
/** @type {Map<string, AbortController>} */
const running = new Map();
/** In front of a message: it is sent without a sound. */
const SILENTLY = /^@silent\s+/u;

/**
 * Show a message at once and send it.
 * @param {string} channelId
 * @param {{ content: string, uploads?: Upload[], stickers?: Sticker[], reply?: { messageId: string, ping: boolean } }} draft
 */
export function sendMessage(channelId, { content, uploads = [], stickers = [], reply }) {
  const author = me.peek();
  if (!author) return;
  const id = nonce();
  const silent = SILENTLY.test(content);
  const replied = reply && findMessage(channelId, reply.messageId);
  /** @type {ShownMessage} */
  const message = {
    id,
    key: id,
    nonce: id,
    channel_id: channelId,
    guild_id: channels.peek(channelId)?.guild_id,
    type: reply ? 19 : 0,
    content: content.replace(SILENTLY, ""),
    flags: silent ? SUPPRESS_NOTIFICATIONS : 0,
    author,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    attachments: [],
    embeds: [],
    sticker_items: stickers.map(({ id, name, format_type }) => ({ id, name, format_type })),
    mentions: reply?.ping && replied ? [replied.author] : [],
    message_reference: reply && { message_id: reply.messageId, channel_id: channelId },
    referenced_message: replied,
    state: "sending",
    uploads,
  };
  if (byChannel.peek(channelId)?.hasNewer) loadLatest(channelId);
  changeWindow(channelId, (window) => windows.addPending(window, message));
  queue(message);
}

/** @param {ShownMessage} message */
export function retryMessage(message) {
  change(message, (m) => ({ ...m, state: "sending", failure: undefined }));
  queue(message);
}

/** Take back what was not sent, or stop what is being sent. @param {ShownMessage} message */
export function discardMessage(message) {
  running.get(message.key)?.abort();
  if (message.state === "failed") forgetUploads(message.uploads ?? []);
  forgetUnsent(message.key);
  change(message, () => null);
}

/** @param {ShownMessage} message */
function queue(message) {
  const before = queues.get(message.channel_id) ?? Promise.resolve();
  // Files do not outlive the page.
  const letPageGo = message.uploads?.length ? holdPage() : undefined;
  const after = before.then(() => deliver(message)).finally(letPageGo);
  queues.set(message.channel_id, after);
}

/** @param {ShownMessage} message */
async function deliver(message) {
  const abort = new AbortController();
  running.set(message.key, abort);
  try {
    const answer = await post(message, abort.signal);
    forgetUnsent(message.key);
    // The nonce finds the optimistic one even if the server does not echo it here.
    receiveMessage({ ...answer, nonce: message.key });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    const failure = error instanceof ApiError ? error.message : "This message could not be sent.";
    change(message, (m) => ({ ...m, state: "failed", failure }));
    keepUnsent({ ...message, state: "failed", failure });
    announce(`Message not sent. ${failure}`);
  } finally {
    running.delete(message.key);
  }
}

/**
 * @param {ShownMessage} message
 * @param {AbortSignal} signal
 */
async function post(message, signal) {
  const uploads = message.uploads ?? [];
  const pings = !message.message_reference || Boolean(message.mentions?.length);
  const voice = uploads.some((upload) => upload.voice) ? IS_VOICE_MESSAGE : 0;
  const flags = (message.flags ?? 0) | voice;
  const outgoing = {
    content: message.content,
    nonce: message.key,
    ...(flags && { flags }),
    ...(message.sticker_items?.length && {
      sticker_ids: message.sticker_items.map(({ id }) => id),
    }),
    ...(message.message_reference?.message_id && {
      message_reference: { message_id: message.message_reference.message_id },
      allowed_mentions: { parse: ["users", "roles", "everyone"], replied_user: pings },
    }),
  };
  if (!uploads.length) return api.send(message.channel_id, outgoing);
  const attachments = await uploadFiles(
    message,
    (id, edit) => changeUploads(message, (one) => (one.id === id ? { ...one, ...edit } : one)),
    signal,
  );
  try {
    return await api.send(message.channel_id, { ...outgoing, attachments });
  } catch (problem) {
    // A message that was refused may have used them up.
    if (problem instanceof ApiError && !problem.isOffline)
      changeUploads(message, (one) => ({ ...one, uploaded: undefined }));
    throw problem;
  }
}

/**
 * @param {ShownMessage} message
 * @param {(upload: Upload) => Upload} next
 */
function changeUploads(message, next) {
  change(message, (m) => ({ ...m, uploads: m.uploads?.map(next) }));
}

/**
 * @param {ShownMessage} message
 * @param {(message: ShownMessage) => ShownMessage | null} next
 */
function change(message, next) {
  changeWindow(message.channel_id, (window) => windows.changeByKey(window, message.key, next));
}
