/** @import { Channel } from "app/types" */

export const ChannelType = Object.freeze({
  TEXT: 0,
  DM: 1,
  VOICE: 2,
  GROUP_DM: 3,
  CATEGORY: 4,
  ANNOUNCEMENT: 5,
  ANNOUNCEMENT_THREAD: 10,
  PUBLIC_THREAD: 11,
  PRIVATE_THREAD: 12,
  STAGE: 13,
  FORUM: 15,
  MEDIA: 16,
});

/** Channels that this client shows. @param {Channel | undefined} channel */
export function isReadable(channel) {
  return (
    channel?.type === ChannelType.TEXT ||
    channel?.type === ChannelType.ANNOUNCEMENT ||
    isVoice(channel) ||
    isThread(channel) ||
    isForum(channel) ||
    isDirect(channel)
  );
}

/** @param {Channel | undefined} channel */
export function isDirect(channel) {
  return channel?.type === ChannelType.DM || channel?.type === ChannelType.GROUP_DM;
}

/** @param {Channel | undefined} channel */
export function isThread(channel) {
  return (
    channel?.type === ChannelType.ANNOUNCEMENT_THREAD ||
    channel?.type === ChannelType.PUBLIC_THREAD ||
    channel?.type === ChannelType.PRIVATE_THREAD
  );
}

/** Channels that people talk in. @param {Channel | undefined} channel */
export function isVoice(channel) {
  return channel?.type === ChannelType.VOICE || channel?.type === ChannelType.STAGE;
}

/** Channels that hold posts instead of messages. @param {Channel | undefined} channel */
export function isForum(channel) {
  return channel?.type === ChannelType.FORUM || channel?.type === ChannelType.MEDIA;
}
