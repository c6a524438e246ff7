/** A guild's channels in the order people see them. @import { Channel } from "app/types" */
import { ChannelType, isReadable, isThread, isVoice } from "app/lib/channel-types.js";
import { Permission } from "app/lib/permissions.js";
import { compare } from "app/lib/snowflake.js";
import { canInChannel, canInGuild } from "app/stores/access.js";
import { channelsOf } from "app/stores/channels.js";

/** @typedef {{ category: Channel | null, channels: Channel[] }} Section */

/**
 * Channels without a category first, then each category with its own. A
 * category without visible channels shows only to those who could fill it.
 * @param {string} guildId
 * @returns {Section[]}
 */
export function channelTree(guildId) {
  const all = channelsOf(guildId)
    .filter((c) => !isThread(c))
    .sort(byPosition);
  const visible = all.filter((c) => isReadable(c) && canInChannel(c.id, Permission.VIEW_CHANNEL));
  const categories = all.filter((c) => c.type === ChannelType.CATEGORY);
  const known = new Set(categories.map((c) => c.id));
  const manages = canInGuild(guildId, Permission.MANAGE_CHANNELS);

  /** @type {Section[]} */
  const sections = [
    { category: null, channels: visible.filter((c) => !known.has(c.parent_id ?? "")) },
  ];
  for (const category of categories) {
    const inside = visible.filter((c) => c.parent_id === category.id);
    if (inside.length || manages) sections.push({ category, channels: inside });
  }
  return sections;
}

/** The channel a guild opens with. @param {string} guildId */
export function firstChannel(guildId) {
  return channelTree(guildId)
    .flatMap((section) => section.channels)
    .find((channel) => !isVoice(channel));
}

/**
 * Voice channels stand below text channels, as their positions are their own.
 * @param {Channel} a
 * @param {Channel} b
 */
function byPosition(a, b) {
  const voice = Number(isVoice(a)) - Number(isVoice(b));
  return voice || (a.position ?? 0) - (b.position ?? 0) || compare(a.id, b.id);
}
