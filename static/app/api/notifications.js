/** @import { ChannelOverride, GuildSettings, Mute } from "app/types" */
import { request } from "app/api/request.js";

/**
 * @typedef {Partial<Omit<GuildSettings, "channel_overrides">> & { channel_overrides?: Record<string, Partial<ChannelOverride>> }} Change
 * @param {string | undefined} guildId none for direct channels
 * @param {Change} change
 * @returns {Promise<GuildSettings>}
 */
export const changeSettings = (guildId, change) =>
  request("PATCH", `/users/@me/guilds/${guildId ?? "@me"}/settings`, { body: change });
