/** Flags of messages: https://discord.com/developers/docs/resources/message#message-object-message-flags */
export const CROSSPOSTED = 1 << 0;
export const IS_CROSSPOST = 1 << 1;
export const SUPPRESS_EMBEDS = 1 << 2;
export const IS_VOICE_MESSAGE = 1 << 13;
