/** How I hear of guilds. @import { GuildSettings, Snowflake } from "app/types" */
import { SignalMap } from "app/lib/signal-map.js";

/** By guild; "@me" holds for direct channels. @type {SignalMap<GuildSettings>} */
const guildSettings = new SignalMap();

/** @param {GuildSettings[]} entries Those of READY: all there are. */
export function setGuildSettings(entries) {
  const known = new Set(entries.map((entry) => entry.guild_id ?? "@me"));
  for (const id of guildSettings.keys()) if (!known.has(id)) guildSettings.delete(id);
  for (const entry of entries) putGuildSettings(entry);
}

/** @param {GuildSettings} settings */
export function putGuildSettings(settings) {
  guildSettings.set(settings.guild_id ?? "@me", settings);
}

/** @param {Snowflake} guildId */
export function forgetGuildSettings(guildId) {
  guildSettings.delete(guildId);
}

/** Undefined while I have set nothing there. @param {Snowflake | null | undefined} guildId */
export function settingsOf(guildId) {
  return guildSettings.get(guildId ?? "@me");
}
