/** @import { Message, Poll, ReactionEvent, ShownMessage, VoteEvent } from "app/types" */
import { SignalMap } from "app/lib/signal-map.js";
import { channels, noteMessage } from "app/stores/channels.js";
import { putMemberOf } from "app/stores/members.js";
import * as windows from "app/stores/message-window.js";
import { countUnread } from "app/stores/read-states.js";
import { myId } from "app/stores/session.js";
import { stopTyping } from "app/stores/typing.js";
import { learnUser } from "app/stores/users.js";

/** @typedef {import("app/stores/message-window.js").Window} Window */

/** What is held of each channel's history. @type {SignalMap<Window>} */
export const byChannel = new SignalMap();

/** Channels whose reader is at the bottom, where new messages may push old ones out. @type {Set<string>} */
export const followed = new Set();

/** How many channels' messages are held at most. */
const MAX_CHANNELS = 30;
/** Channel ids, the most recently opened last. @type {string[]} */
let opened = [];

/**
 * @param {string} channelId
 * @param {(window: Window) => Window} change
 */
export function changeWindow(channelId, change) {
  byChannel.set(channelId, change(byChannel.peek(channelId) ?? windows.EMPTY));
}

/** Keep what is opened, let go of what was opened longest ago. @param {string} channelId */
export function holdWindow(channelId) {
  opened = [...opened.filter((id) => id !== channelId), channelId];
  while (opened.length > MAX_CHANNELS) byChannel.delete(/** @type {string} */ (opened.shift()));
}

/** @param {Message} message */
export function receiveMessage(message) {
  learnAuthors(message);
  stopTyping(message.channel_id, message.author.id);
  const isNew = noteNewest(message);
  if (byChannel.peek(message.channel_id)) {
    const following = followed.has(message.channel_id);
    changeWindow(message.channel_id, (window) => windows.receive(window, message, { following }));
  }
  if (isNew) countUnread(message);
}

/** @param {Message} message */
export function updateMessage(message) {
  if (message.author) learnAuthors(message);
  changeHeld(message.channel_id, (window) => windows.update(window, message));
}

/** Events show a poll as all see it: which votes are mine is known here. @param {Message} message */
export function receiveUpdate(message) {
  const known = findMessage(message.channel_id, message.id)?.poll;
  const poll = message.poll && known ? withMyVotes(message.poll, known) : message.poll;
  updateMessage(poll ? { ...message, poll } : message);
}

/** @param {VoteEvent} data */
export function addVote(data) {
  changeVote(data, 1);
}

/** @param {VoteEvent} data */
export function removeVote(data) {
  changeVote(data, -1);
}

/** @param {{ id: string, channel_id: string }} data */
export function removeMessage({ id, channel_id }) {
  changeHeld(channel_id, (window) => windows.remove(window, [id]));
}

/** @param {{ ids: string[], channel_id: string }} data */
export function removeMessages({ ids, channel_id }) {
  changeHeld(channel_id, (window) => windows.remove(window, ids));
}

/** @param {ReactionEvent} data */
export function addReaction(data) {
  changeReaction(data, 1, data.user_id === myId.peek());
}

/** @param {ReactionEvent} data */
export function removeReaction(data) {
  changeReaction(data, -1, data.user_id === myId.peek());
}

/** @param {{ channel_id: string, message_id: string }} data */
export function clearReactions({ channel_id, message_id }) {
  changeHeld(channel_id, (window) => windows.update(window, { id: message_id, reactions: [] }));
}

/** @param {{ channel_id: string, message_id: string, emoji: import("app/types").Emoji }} data */
export function clearReaction({ channel_id, message_id, emoji }) {
  const message = findMessage(channel_id, message_id);
  const reactions = (message?.reactions ?? []).filter((r) => !sameEmoji(r.emoji, emoji));
  changeHeld(channel_id, (window) => windows.update(window, { id: message_id, reactions }));
}

/**
 * @param {string} channelId
 * @param {string} messageId
 */
export function findMessage(channelId, messageId) {
  return byChannel.peek(channelId)?.messages.find((m) => m.id === messageId);
}

/** Like `findMessage`, and followed while it changes. @param {ShownMessage} message as it was */
export function currentOf({ channel_id: channelId, id }) {
  return byChannel.get(channelId)?.messages.find((m) => m.id === id);
}

/** @param {readonly Message[]} messages */
export function learnFrom(messages) {
  for (const message of messages) learnAuthors(message);
}

/** My own last message here that can still be edited. @param {string} channelId */
export function lastOwnMessage(channelId) {
  return byChannel
    .peek(channelId)
    ?.messages.findLast(
      (m) => m.author.id === myId.peek() && !m.state && (m.type === 0 || m.type === 19),
    );
}

/**
 * @param {import("app/types").Emoji} a
 * @param {import("app/types").Emoji} b
 */
export function sameEmoji(a, b) {
  return a.id || b.id ? a.id === b.id : a.name === b.name;
}

/** @param {VoteEvent} data @param {1 | -1} step */
function changeVote({ channel_id, message_id, answer_id, user_id }, step) {
  const poll = findMessage(channel_id, message_id)?.poll;
  if (!poll) return;
  const counts = poll.results.answer_counts;
  const mine = user_id === myId.peek();
  const known = counts.find(({ id }) => id === answer_id);
  // My own was shown before the server said so.
  if (mine && (known?.me_voted ?? false) === step > 0) return;
  const changed = {
    id: answer_id,
    count: (known?.count ?? 0) + step,
    me_voted: mine ? step > 0 : (known?.me_voted ?? false),
  };
  const others = counts.filter((one) => one !== known);
  const results = {
    ...poll.results,
    answer_counts: changed.count > 0 ? [...others, changed] : others,
  };
  changeHeld(channel_id, (window) =>
    windows.update(window, { id: message_id, poll: { ...poll, results } }),
  );
}

/** @param {Poll} poll @param {Poll} known */
function withMyVotes(poll, known) {
  const mine = new Set(
    known.results.answer_counts.filter((one) => one.me_voted).map(({ id }) => id),
  );
  const counts = poll.results.answer_counts.map((one) => ({ ...one, me_voted: mine.has(one.id) }));
  return { ...poll, results: { ...poll.results, answer_counts: counts } };
}

/**
 * @param {ReactionEvent} data
 * @param {1 | -1} step
 * @param {boolean} mine
 */
function changeReaction({ channel_id, message_id, emoji }, step, mine) {
  const message = findMessage(channel_id, message_id);
  if (!message) return;
  const reactions = message.reactions ?? [];
  const known = reactions.find((r) => sameEmoji(r.emoji, emoji));
  // My own was shown before the server said so.
  if (mine && (known?.me ?? false) === step > 0) return;
  const changed = {
    emoji,
    count: (known?.count ?? 0) + step,
    me: mine ? step > 0 : (known?.me ?? false),
  };
  const next = known
    ? reactions.flatMap((r) => (r !== known ? r : changed.count > 0 ? changed : []))
    : step > 0
      ? [...reactions, changed]
      : reactions;
  changeHeld(channel_id, (window) => windows.update(window, { id: message_id, reactions: next }));
}

/**
 * @param {string} channelId
 * @param {(window: Window) => Window} change
 */
function changeHeld(channelId, change) {
  if (byChannel.peek(channelId)) changeWindow(channelId, change);
}

/** Whether it is newer than everything known of its channel. @param {Message} message */
function noteNewest(message) {
  const before = channels.peek(message.channel_id);
  noteMessage(message.channel_id, message.id);
  return Boolean(before);
}

/** @param {Message} message */
function learnAuthors(message) {
  if (!message.author) return;
  if (!message.webhook_id) learnUser(message.author);
  for (const user of message.mentions ?? []) learnUser(user);
  const guildId = message.guild_id ?? channels.peek(message.channel_id)?.guild_id;
  if (guildId && message.member) putMemberOf(guildId, message.author.id, message.member);
  if (message.referenced_message) learnAuthors(message.referenced_message);
}
