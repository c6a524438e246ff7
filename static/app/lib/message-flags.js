/** Flags of messages: https://discord.com/developers/docs/resources/message#message-object-message-flags */
export const CROSSPOSTED = 1 << 0;
export const IS_CROSSPOST = 1 << 1;
export const SUPPRESS_EMBEDS = 1 << 2;
/** Nobody's device makes a sound. */
export const SUPPRESS_NOTIFICATIONS = 1 << 12;
/** Its files are shown where its components say. */
export const IS_COMPONENTS_V2 = 1 << 15;
export const IS_VOICE_MESSAGE = 1 << 13;
