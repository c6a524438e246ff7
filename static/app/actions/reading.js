/** Telling the server what was read. */
import { effect } from "@preact/signals";
import * as api from "app/api/messages.js";
import { channelTree } from "app/stores/channel-tree.js";
import { lastMessages } from "app/stores/channels.js";
import { isUnread, markRead, reading, readStates } from "app/stores/read-states.js";

/** A burst of messages is acknowledged once. */
const PAUSE_MS = 400;

/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const waiting = new Map();

/** While a channel is read to its end, what arrives is read. */
export function startReading() {
  effect(() => {
    for (const channelId of reading.value) if (isUnread(channelId)) acknowledge(channelId);
  });
}

/** @param {string} channelId */
export function acknowledge(channelId) {
  const last = lastMessages.peek(channelId);
  if (!last || (!isUnread(channelId) && !readStates.peek(channelId)?.mentions)) return;
  markRead(channelId, last);
  clearTimeout(waiting.get(channelId));
  waiting.set(
    channelId,
    setTimeout(() => {
      waiting.delete(channelId);
      // A lost acknowledgement only shows a channel as unread once more.
      api.ack(channelId, last).catch(() => {});
    }, PAUSE_MS),
  );
}

/** @param {string} guildId */
export function acknowledgeGuild(guildId) {
  for (const { channels } of channelTree(guildId)) {
    for (const channel of channels) acknowledge(channel.id);
  }
}
