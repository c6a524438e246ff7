/** @import { Channel, User } from "app/types" */
import { computed, signal } from "@preact/signals";
import { ChannelType, isDirect } from "app/lib/channel-types.js";
import { SignalMap } from "app/lib/signal-map.js";
import { compare, isAfter } from "app/lib/snowflake.js";
import { myId } from "app/stores/session.js";
import { learnUser } from "app/stores/users.js";

/** @type {SignalMap<Channel>} */
export const channels = new SignalMap();

/**
 * The newest message of each channel. Apart from the channels, so that a
 * message does not redraw everything that shows a channel's name.
 * @type {SignalMap<string>}
 */
export const lastMessages = new SignalMap();

/** Channel ids per guild, so that one guild's list does not depend on another's. @type {SignalMap<ReadonlySet<string>>} */
const byGuild = new SignalMap();

/** @type {ReadonlySet<string>} */
const NO_IDS = new Set();

const directIds = signal(NO_IDS);

/** The direct conversations, the most recent first. */
export const directChannels = computed(() =>
  [...directIds.value]
    .map((id) => /** @type {Channel} */ (channels.get(id)))
    .filter(Boolean)
    .sort((a, b) => compare(lastMessages.get(b.id) ?? b.id, lastMessages.get(a.id) ?? a.id)),
);

/** Every channel of a guild, unordered. @param {string} guildId */
export function channelsOf(guildId) {
  return [...(byGuild.get(guildId) ?? NO_IDS)].flatMap((id) => channels.get(id) ?? []);
}

/** @param {Channel} channel */
export function putChannel(channel) {
  for (const user of channel.recipients ?? []) learnUser(user);
  if (channel.last_message_id) noteMessage(channel.id, channel.last_message_id);
  channels.set(channel.id, { ...channels.peek(channel.id), ...channel });
  if (channel.guild_id) {
    const ids = byGuild.peek(channel.guild_id) ?? NO_IDS;
    if (!ids.has(channel.id)) byGuild.set(channel.guild_id, new Set(ids).add(channel.id));
  } else if (isDirect(channel) && !directIds.peek().has(channel.id)) {
    directIds.value = new Set(directIds.peek()).add(channel.id);
  }
}

/** @param {{ id: string, guild_id?: string }} channel */
export function removeChannel({ id }) {
  const channel = channels.peek(id);
  channels.delete(id);
  lastMessages.delete(id);
  if (channel?.guild_id) {
    byGuild.set(channel.guild_id, without(byGuild.peek(channel.guild_id), id));
  } else {
    directIds.value = without(directIds.peek(), id);
  }
}

/**
 * @param {string} guildId
 * @param {ReadonlySet<string>} [keep]
 */
export function forgetChannelsOf(guildId, keep = NO_IDS) {
  for (const id of byGuild.peek(guildId) ?? NO_IDS) if (!keep.has(id)) removeChannel({ id });
}

/** @param {ReadonlySet<string>} keep */
export function forgetDirectChannels(keep) {
  for (const id of directIds.peek()) if (!keep.has(id)) removeChannel({ id });
}

/**
 * @param {string} channelId
 * @param {string} messageId
 */
export function noteMessage(channelId, messageId) {
  if (isAfter(messageId, lastMessages.peek(channelId))) lastMessages.set(channelId, messageId);
}

/** Somebody came into a group. @param {{ channel_id: string, user: User }} data */
export function addRecipient({ channel_id, user }) {
  const channel = channels.peek(channel_id);
  const others = channel?.recipients?.filter((one) => one.id !== user.id);
  if (channel && user.id !== myId.peek()) {
    putChannel({ ...channel, recipients: [...(others ?? []), user] });
  }
}

/** Somebody went out of a group. @param {{ channel_id: string, user: User }} data */
export function removeRecipient({ channel_id, user }) {
  const channel = channels.peek(channel_id);
  const rest = channel?.recipients?.filter((one) => one.id !== user.id);
  if (channel) putChannel({ ...channel, recipients: rest });
}

/** The other person of a direct conversation. @param {Channel} channel */
export function recipientOf(channel) {
  return channel.type === ChannelType.DM ? channel.recipients?.[0] : undefined;
}

/**
 * @param {ReadonlySet<string> | undefined} ids
 * @param {string} id
 */
function without(ids, id) {
  const rest = new Set(ids);
  rest.delete(id);
  return rest;
}
