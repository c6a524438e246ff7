/** @import { Channel } from "app/types" */
import * as api from "app/api/guilds.js";
import { ChannelType } from "app/lib/channel-types.js";
import { channelPath, currentChannelId, guildPath, navigate } from "app/router.js";
import { firstChannel } from "app/stores/channel-tree.js";
import { putChannel } from "app/stores/channels.js";

/**
 * @param {string} guildId
 * @param {object} draft
 */
export async function createChannel(guildId, draft) {
  const channel = await api.createChannel(guildId, draft);
  // The event may come later than the answer; both say the same.
  putChannel({ ...channel, guild_id: guildId });
  if (channel.type !== ChannelType.CATEGORY) navigate(channelPath(guildId, channel.id));
}

/** @param {Channel} channel */
export async function deleteChannel(channel) {
  await api.deleteChannel(channel.id);
  if (currentChannelId.peek() !== channel.id || !channel.guild_id) return;
  const next = firstChannel(channel.guild_id);
  navigate(guildPath(channel.guild_id, next?.id === channel.id ? undefined : next?.id), {
    replace: true,
  });
}
