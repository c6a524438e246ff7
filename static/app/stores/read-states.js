/** What I have read. @import { Message, ReadState, ReadStateEntry } from "app/types" */
import { signal } from "@preact/signals";
import { isDirect } from "app/lib/channel-types.js";
import { Permission } from "app/lib/permissions.js";
import { SignalMap } from "app/lib/signal-map.js";
import { isAfter } from "app/lib/snowflake.js";
import { canInChannel } from "app/stores/access.js";
import { channels, channelsOf, directChannels, lastMessages } from "app/stores/channels.js";
import { settingsOf } from "app/stores/guild-settings.js";
import { memberOf } from "app/stores/members.js";
import { isQuiet } from "app/stores/muting.js";
import { isBlocked } from "app/stores/relationships.js";
import { myId } from "app/stores/session.js";

/** @type {SignalMap<ReadState>} */
export const readStates = new SignalMap();

/** @type {ReadState} */
const NOTHING_READ = { lastRead: "0", mentions: 0, called: [] };

/** The channels in view whose newest message is on screen, while the window has the focus. */
export const reading = signal(/** @type {ReadonlySet<string>} */ (new Set()));

/** @param {string} channelId @param {boolean} on */
export function setReading(channelId, on) {
  if (reading.peek().has(channelId) === on) return;
  const next = new Set(reading.peek());
  if (on) next.add(channelId);
  else next.delete(channelId);
  reading.value = next;
}

/** @param {ReadStateEntry[]} entries */
export function setReadStates(entries) {
  for (const entry of entries) {
    const lastRead = String(entry.last_message_id ?? "0");
    readStates.set(entry.id, { lastRead, mentions: entry.mention_count ?? 0, called: [] });
  }
}

/**
 * Read up to a message. What called me after it stays counted: the news that I read may come late.
 * @param {string} channelId
 * @param {string} messageId
 * @param {number} [mentions]
 */
export function markRead(channelId, messageId, mentions = 0) {
  const before = readStates.peek(channelId)?.called ?? [];
  const called = before.filter((id) => isAfter(id, messageId));
  const counted = Math.max(mentions, called.length);
  readStates.set(channelId, { lastRead: messageId, mentions: counted, called });
}

/** A message arrived: count it if it calls me. Own messages are read. @param {Message} message */
export function countUnread(message) {
  const state = readStates.peek(message.channel_id) ?? NOTHING_READ;
  if (message.author.id === myId.peek()) {
    // Where it is on screen it is acknowledged like the others.
    const elsewhere = !reading.peek().has(message.channel_id);
    if (elsewhere && isAfter(message.id, state.lastRead)) markRead(message.channel_id, message.id);
  } else if (
    !isBlocked(message.author.id) &&
    !reading.peek().has(message.channel_id) &&
    isAfter(message.id, state.lastRead) &&
    callsMe(message)
  ) {
    const called = [...state.called, message.id];
    readStates.set(message.channel_id, { ...state, mentions: state.mentions + 1, called });
  }
}

/** Whether a message notifies me: by name, role, everyone, or because it is direct. @param {Message} message */
export function callsMe(message) {
  const channel = channels.peek(message.channel_id);
  if (isDirect(channel)) return true;
  if (message.mentions?.some((user) => user.id === myId.peek())) return true;
  const settings = settingsOf(channel?.guild_id);
  if (message.mention_everyone && !settings?.suppress_everyone) return true;
  if (settings?.suppress_roles) return false;
  const mine = memberOf(channel?.guild_id, myId.peek())?.roles ?? [];
  return Boolean(message.mention_roles?.some((id) => mine.includes(id)));
}

/** @param {string} channelId */
export function isUnread(channelId) {
  const last = lastMessages.get(channelId);
  // Without a read state nothing was ever read here, and an empty channel has nothing to read.
  return Boolean(last) && isAfter(last, readStates.get(channelId)?.lastRead ?? "0");
}

/** Whether what waits there is to be seen from afar. @param {string} channelId */
export const standsOut = (channelId) => isUnread(channelId) && !isQuiet(channelId);

/** @param {string} channelId */
export function mentionsIn(channelId) {
  return isUnread(channelId) ? (readStates.get(channelId)?.mentions ?? 0) : 0;
}

/** @param {string} guildId */
export function guildUnread(guildId) {
  let unread = false;
  let any = false;
  let mentions = 0;
  for (const channel of channelsOf(guildId)) {
    if (!isUnread(channel.id) || !canInChannel(channel.id, Permission.VIEW_CHANNEL)) continue;
    any = true;
    unread ||= !isQuiet(channel.id);
    mentions += mentionsIn(channel.id);
  }
  return { unread, any, mentions };
}

/** Direct conversations that wait for me, the most recent first. */
export function unreadDirect() {
  return directChannels.value.filter(({ id }) => standsOut(id));
}
