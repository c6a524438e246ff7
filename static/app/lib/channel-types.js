/** @import { Channel } from "app/types" */

export const ChannelType = Object.freeze({
  TEXT: 0,
  DM: 1,
  VOICE: 2,
  GROUP_DM: 3,
  CATEGORY: 4,
  ANNOUNCEMENT: 5,
});

/** Channels whose messages this client shows. @param {Channel | undefined} channel */
export function isReadable(channel) {
  return (
    channel?.type === ChannelType.TEXT ||
    channel?.type === ChannelType.ANNOUNCEMENT ||
    channel?.type === ChannelType.VOICE ||
    isDirect(channel)
  );
}

/** @param {Channel | undefined} channel */
export function isDirect(channel) {
  return channel?.type === ChannelType.DM || channel?.type === ChannelType.GROUP_DM;
}
