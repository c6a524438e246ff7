/** @import { Channel } from "app/types" */

import { GroupIcon } from "app/components/group-icon.js";
import { Icon } from "app/components/icon.js";
import { ChannelType, isDirect, isForum, isThread, isVoice } from "app/lib/channel-types.js";
import { h } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { recipientOf } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";

/** @param {Channel | undefined} channel */
export function channelName(channel) {
  if (!channel) return "";
  const person = recipientOf(channel);
  if (person) return displayName(undefined, person.id, person);
  if (channel.name) return channel.name;
  const people = (channel.recipients ?? []).map((user) => displayName(undefined, user.id, user));
  return people.join(", ") || "Empty group";
}

/** With its sign, as it is spoken of: "#general", "@Ada"; threads and rooms have none. @param {Channel | undefined} channel */
export function channelTitle(channel) {
  if (isThread(channel) || isVoice(channel)) return channelName(channel);
  return `${isDirect(channel) ? "@" : "#"}${channelName(channel)}`;
}

/** @param {{ channel: Channel, size?: number }} props */
export function ChannelIcon({ channel, size = 20 }) {
  if (channel.type === ChannelType.GROUP_DM) return h(GroupIcon, { channel, size });
  return h(Icon, { name: iconOf(channel), size });
}

/** @param {Channel} channel */
function iconOf(channel) {
  if (channel.type === ChannelType.VOICE) return "volume-2";
  if (channel.type === ChannelType.STAGE) return "radio";
  if (channel.type === ChannelType.ANNOUNCEMENT) return "megaphone";
  if (isDirect(channel)) return "at-sign";
  if (isThread(channel) || isForum(channel)) return "messages-square";
  return isPrivate(channel) ? "lock" : "hash";
}

/** Whether @everyone does not see it. @param {Channel} channel */
export function isPrivate(channel) {
  const rule = channel.permission_overwrites?.find(
    (overwrite) => overwrite.id === channel.guild_id,
  );
  return Boolean(rule && BigInt(rule.deny) & Permission.VIEW_CHANNEL);
}
