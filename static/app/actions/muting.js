/** @import { Mute } from "app/types" @import { Thread, ThreadMember } from "app/stores/threads.js" */
import { attempt } from "app/actions/attempt.js";
import { changeSettings } from "app/api/notifications.js";
import * as threads from "app/api/threads.js";
import { channels } from "app/stores/channels.js";
import { putGuildSettings } from "app/stores/guild-settings.js";
import { Level } from "app/stores/muting.js";
import { putOwnMember } from "app/stores/threads.js";

/** How long one can mute something, in seconds; "0" is until further notice. @type {[string, string][]} */
export const MUTE_TIMES = [
  ["900", "15 minutes"],
  ["3600", "1 hour"],
  ["10800", "3 hours"],
  ["28800", "8 hours"],
  ["86400", "24 hours"],
  ["0", "Until I turn it back on"],
];

/** @param {string | undefined} guildId @param {import("app/api/notifications.js").Change} change */
export async function saveSettings(guildId, change) {
  putGuildSettings(await changeSettings(guildId, change));
}

/** @param {string} guildId @param {number} seconds 0 is until further notice */
export const muteGuild = (guildId, seconds) => saveSettings(guildId, muteFor(seconds));

/** @param {string} guildId */
export const unmuteGuild = (guildId) => attempt(saveSettings(guildId, { muted: false }));

/** @param {string} channelId @param {number} seconds 0 is until further notice */
export const muteChannel = (channelId, seconds) =>
  saveSettings(channels.peek(channelId)?.guild_id, {
    channel_overrides: { [channelId]: muteFor(seconds) },
  });

/** @param {string} channelId */
export const unmuteChannel = (channelId) =>
  attempt(
    saveSettings(channels.peek(channelId)?.guild_id, {
      channel_overrides: { [channelId]: { muted: false } },
    }),
  );

/** @param {string} channelId @param {number} level */
export const setChannelLevel = (channelId, level) =>
  saveSettings(channels.peek(channelId)?.guild_id, {
    channel_overrides: { [channelId]: { message_notifications: level } },
  });

/** The flags of who follows a thread, by level. @type {Record<number, number>} */
const THREAD_FLAGS = { [Level.ALL]: 1 << 1, [Level.MENTIONS]: 1 << 2, [Level.NOTHING]: 1 << 3 };

/** @param {Thread | undefined} thread */
export function threadLevel(thread) {
  const flags = thread?.member?.flags ?? 0;
  const found = Object.entries(THREAD_FLAGS).find(([, flag]) => flags & flag);
  return found ? Number(found[0]) : Level.INHERIT;
}

/** @param {string} threadId @param {number} level */
export const setThreadLevel = (threadId, level) =>
  saveThread(threadId, { flags: THREAD_FLAGS[level] ?? 0 });

/** @param {string} threadId @param {number} seconds 0 is until further notice */
export const muteThread = (threadId, seconds) => saveThread(threadId, muteFor(seconds));

/** @param {string} threadId */
export const unmuteThread = (threadId) => attempt(saveThread(threadId, { muted: false }));

/** @param {string} threadId @param {Partial<ThreadMember>} change */
async function saveThread(threadId, change) {
  putOwnMember(await threads.changeOwnSettings(threadId, change));
}

/** @param {number} seconds @returns {Mute} */
function muteFor(seconds) {
  return {
    muted: true,
    mute_config: seconds
      ? {
          end_time: new Date(Date.now() + seconds * 1000).toISOString(),
          selected_time_window: seconds,
        }
      : { end_time: null, selected_time_window: -1 },
  };
}
