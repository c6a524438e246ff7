/** Threads are channels within channels; they are kept with them. @import { Channel } from "app/types" */
import { ChannelType, isThread } from "app/lib/channel-types.js";
import { Permission } from "app/lib/permissions.js";
import { compare } from "app/lib/snowflake.js";
import { canInChannel } from "app/stores/access.js";
import { channels, channelsOf, putChannel, removeChannel } from "app/stores/channels.js";
import { myId } from "app/stores/session.js";

/**
 * @typedef {Channel & {
 *   owner_id?: string,
 *   message_count?: number,
 *   member_count?: number,
 *   thread_metadata?: { archived: boolean, locked: boolean, archive_timestamp: string, auto_archive_duration: number, invitable?: boolean },
 * }} Thread
 */

/** @typedef {import("app/types").ThreadMember} ThreadMember */

/** @param {string} id @returns {Thread | undefined} */
export const thread = (id) => /** @type {Thread | undefined} */ (channels.get(id));

/** Those of a channel that are not archived, the newest first. @param {string} guildId @param {string} channelId */
export function activeThreads(guildId, channelId) {
  return /** @type {Thread[]} */ (channelsOf(guildId))
    .filter((one) => isThread(one) && one.parent_id === channelId)
    .filter((one) => !one.thread_metadata?.archived)
    .sort((a, b) => compare(b.id, a.id));
}

/** Those that I follow, for the list of channels. @param {string} guildId @param {string} channelId */
export function followedThreads(guildId, channelId) {
  return activeThreads(guildId, channelId).filter((one) => one.member);
}

/** Flag of a post that stays on top of its forum. */
export const PINNED = 1 << 1;

/** @param {Channel} post */
export const isPinnedPost = (post) => Boolean((post.flags ?? 0) & PINNED);

/** Channels that somebody has come to see bring their threads. @param {{ guild_id: string, threads: Thread[] }} data */
export function receiveThreads({ guild_id, threads }) {
  for (const one of threads) putChannel({ ...one, guild_id });
}

/** A channel is gone, and its threads with it. @param {{ id: string, guild_id?: string }} channel */
export function removeChannelWithThreads(channel) {
  const guildId = channels.peek(channel.id)?.guild_id;
  for (const one of guildId ? channelsOf(guildId) : [])
    if (isThread(one) && one.parent_id === channel.id) removeChannel(one);
  removeChannel(channel);
}

/** What I am in a thread has changed, like how I hear of it. @param {ThreadMember} member */
export function putOwnMember(member) {
  const known = channels.peek(member.id);
  if (known && member.user_id === myId.peek()) channels.set(member.id, { ...known, member });
}

/**
 * @param {{ id: string, member_count: number, added_members?: ThreadMember[], removed_member_ids?: string[] }} data
 */
export function updateThreadMembers({ id, member_count, added_members, removed_member_ids }) {
  const known = /** @type {Thread | undefined} */ (channels.peek(id));
  if (!known) return;
  const me = myId.peek();
  const own = added_members?.find((member) => member.user_id === me);
  const left = removed_member_ids?.includes(me);
  // What the channel hears of me says nothing of what I muted.
  const member = left ? null : own ? { ...known.member, ...own } : known.member;
  // Who is taken out of a private thread sees it no more, unless they moderate.
  if (left && known.type === ChannelType.PRIVATE_THREAD) {
    if (!canInChannel(id, Permission.MANAGE_THREADS)) {
      removeChannel(known);
      return;
    }
  }
  channels.set(id, /** @type {Thread} */ ({ ...known, member_count, member }));
}
