/** @import { Emoji, ShownMessage } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/messages.js";
import { SUPPRESS_EMBEDS } from "app/lib/message-flags.js";
import { messagePath, navigate } from "app/router.js";
import { channels } from "app/stores/channels.js";
import { editing, replies } from "app/stores/drafts.js";
import {
  addReaction,
  receiveMessage,
  removeMessage,
  removeReaction,
  sameEmoji,
  updateMessage,
} from "app/stores/messages.js";
import { toast } from "app/stores/overlays.js";
import { noteEmoji } from "app/stores/preferences.js";
import { myId } from "app/stores/session.js";

/** @param {ShownMessage} message */
export function replyTo(message) {
  editing.delete(message.channel_id);
  replies.set(message.channel_id, {
    messageId: message.id,
    ping: message.author.id !== myId.peek(),
  });
}

/** @param {ShownMessage} message */
export function startEditing(message) {
  editing.set(message.channel_id, message.id);
}

/**
 * @param {ShownMessage} message
 * @param {string} content
 */
export async function editMessage(message, content) {
  editing.delete(message.channel_id);
  if (content === message.content) return;
  updateMessage({ ...message, content, edited_timestamp: new Date().toISOString() });
  const change = { content, allowed_mentions: allowedMentions(message) };
  const saved = await attempt(api.edit(message.channel_id, message.id, change));
  updateMessage(saved ?? message);
}

/** An edit notifies the author of what is answered only if the reply did. @param {ShownMessage} message */
function allowedMentions({ referenced_message: answered, mentions }) {
  if (!answered) return undefined;
  const replied_user = mentions?.some(({ id }) => id === answered.author.id) ?? false;
  return { parse: ["users", "roles", "everyone"], replied_user };
}

/**
 * Take the embeds of a message from everybody's sight, or give them back.
 * @param {ShownMessage} message
 * @param {boolean} hidden
 */
export async function hideEmbeds(message, hidden) {
  const flags = (message.flags ?? 0) & ~SUPPRESS_EMBEDS;
  const change = { flags: hidden ? flags | SUPPRESS_EMBEDS : flags };
  const saved = await attempt(api.edit(message.channel_id, message.id, change));
  if (saved) updateMessage(saved);
}

/** Take a file out of a message of mine. @param {ShownMessage} message @param {string} fileId */
export async function removeFile(message, fileId) {
  const attachments = message.attachments.flatMap(({ id }) => (id === fileId ? [] : { id }));
  const saved = await attempt(api.edit(message.channel_id, message.id, { attachments }));
  if (saved) updateMessage(saved);
}

/** @param {ShownMessage} message */
export async function deleteMessage(message) {
  removeMessage(message);
  const answer = await attempt(api.remove(message.channel_id, message.id).then(() => true));
  if (!answer) receiveMessage(message);
}

/**
 * Add or take back my reaction, shown at once and undone if refused.
 * @param {ShownMessage} message
 * @param {Emoji} emoji
 */
export async function toggleReaction(message, emoji) {
  const mine = message.reactions?.some((r) => r.me && sameEmoji(r.emoji, emoji)) ?? false;
  const event = {
    user_id: myId.peek(),
    channel_id: message.channel_id,
    message_id: message.id,
    emoji,
  };
  const name = emoji.id ? `${emoji.name}:${emoji.id}` : (emoji.name ?? "");
  const [show, undo] = mine ? [removeReaction, addReaction] : [addReaction, removeReaction];
  show(event);
  if (!mine && !emoji.id) noteEmoji(name);
  const call = mine ? api.unreact : api.react;
  const done = await attempt(call(message.channel_id, message.id, name).then(() => true));
  if (!done) undo(event);
}

/** @param {ShownMessage} message */
export async function togglePin(message) {
  const call = message.pinned ? api.unpin : api.pin;
  const done = await attempt(call(message.channel_id, message.id).then(() => true));
  if (done) updateMessage({ ...message, pinned: !message.pinned });
}

/** @param {ShownMessage} message */
export async function publish(message) {
  const published = await attempt(api.crosspost(message.channel_id, message.id));
  if (!published) return;
  updateMessage(published);
  toast("Published to all who follow");
}

/** @param {string} channelId @param {string} messageId */
export function jumpTo(channelId, messageId) {
  navigate(messagePath(channels.peek(channelId)?.guild_id, channelId, messageId));
}

/** @param {ShownMessage} message */
export async function copyText(message) {
  await navigator.clipboard.writeText(message.content);
  toast("Text copied");
}

/** @param {ShownMessage} message */
export async function copyLink(message) {
  const path = messagePath(
    channels.peek(message.channel_id)?.guild_id,
    message.channel_id,
    message.id,
  );
  await navigator.clipboard.writeText(location.origin + path);
  toast("Link copied");
}
