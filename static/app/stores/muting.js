/** What I do not want to hear of, for a while or until further notice. @import { Mute } from "app/types" */
import { signal } from "@preact/signals";
import { isThread } from "app/lib/channel-types.js";
import { channels } from "app/stores/channels.js";
import { settingsOf } from "app/stores/guild-settings.js";
import { guilds } from "app/stores/guilds.js";

/** Of which messages one is notified. */
export const Level = /** @type {const} */ ({ ALL: 0, MENTIONS: 1, NOTHING: 2, INHERIT: 3 });

/** Timers wait no longer than this; they are set again. */
const LONGEST_MS = 2 ** 31 - 1;

/** Goes up when the time of a mute is over, so that what it hid is drawn again. */
const ended = signal(0);
/** @type {Set<number>} */
const awaited = new Set();

/** @param {Partial<Mute> | null | undefined} mute */
export function isMutedNow(mute) {
  if (!mute?.muted) return false;
  const end = mute.mute_config?.end_time;
  if (!end) return true;
  ended.value;
  const at = Date.parse(end);
  if (at <= Date.now()) return false;
  awaitEnd(at);
  return true;
}

/** @param {string} guildId */
export const isGuildMuted = (guildId) => isMutedNow(settingsOf(guildId));

/** What I set for a channel itself. @param {string} channelId */
export function overrideOf(channelId) {
  const guildId = channels.get(channelId)?.guild_id;
  return settingsOf(guildId)?.channel_overrides.find((one) => one.channel_id === channelId);
}

/** Whether a channel or a thread itself is muted, not what it stands in. @param {string} channelId */
export function isChannelMuted(channelId) {
  const channel = channels.get(channelId);
  return isMutedNow(isThread(channel) ? channel?.member : overrideOf(channelId));
}

/** What holds for a channel: its own level, its category's, mine for the server, the server's. @param {string} guildId @param {string} channelId */
export function levelOf(guildId, channelId) {
  for (let id = channelId; id; id = channels.get(id)?.parent_id ?? "") {
    const own = overrideOf(id)?.message_notifications ?? Level.INHERIT;
    if (own !== Level.INHERIT) return own;
  }
  const mine = settingsOf(guildId)?.message_notifications ?? Level.INHERIT;
  return mine === Level.INHERIT
    ? (guilds.get(guildId)?.default_message_notifications ?? Level.ALL)
    : mine;
}

/** Whether a channel is to be quiet: because of itself, its category, the channel of a thread, or its server. @param {string} channelId */
export function isQuiet(channelId) {
  const guildId = channels.get(channelId)?.guild_id;
  if (guildId && isGuildMuted(guildId)) return true;
  for (let id = channelId; id; id = channels.get(id)?.parent_id ?? "")
    if (isChannelMuted(id)) return true;
  return false;
}

/** @param {number} at */
function awaitEnd(at) {
  if (awaited.has(at)) return;
  awaited.add(at);
  const timer = setTimeout(
    () => {
      awaited.delete(at);
      ended.value += 1;
    },
    Math.min(at - Date.now(), LONGEST_MS),
  );
  // Nothing else is kept waiting, where tests run.
  /** @type {any} */ (timer).unref?.();
}
