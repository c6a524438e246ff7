/** What I was told of while I was away. @import { Notification, NotificationUpdate } from "app/types" */
import { signal } from "@preact/signals";
import { isAfter } from "app/lib/snowflake.js";

/** The newest first, as far back as was asked for; none before the first answer. */
export const entries = signal(/** @type {Notification[] | undefined} */ (undefined));
export const hasMore = signal(false);
/** Of all there are, also of those further back. */
export const unread = signal(0);

/** @param {{ notifications: Notification[], has_more: boolean, unread: number }} page @param {boolean} [further] whether it goes on where the last one ended */
export function receivePage(page, further = false) {
  entries.value = [...(further ? (entries.value ?? []) : []), ...page.notifications];
  hasMore.value = page.has_more;
  unread.value = page.unread;
}

/** @param {Notification} entry */
export function addEntry(entry) {
  const known = entries.value ?? [];
  if (known.some(({ id }) => id === entry.id)) return;
  const replaced = known.filter((other) => replaces(entry, other));
  for (const { id } of replaced) removeEntry({ id });
  entries.value = [entry, ...(entries.value ?? [])];
  if (!entry.read_at) unread.value += 1;
}

/** Of one friend's coming, and of one conversation's calls, the last counts. @param {Notification} entry @param {Notification} other */
function replaces(entry, other) {
  if (entry.type !== other.type) return false;
  if (entry.type === "user_online") return entry.related_user?.id === other.related_user?.id;
  return entry.type === "call_invite" && entry.channel_id === other.channel_id && !other.read_at;
}

/** @param {NotificationUpdate} update one entry, or all up to one */
export function updateEntries({ id, up_to, read_at }) {
  read((entry) => (id ? entry.id === id : !isAfter(entry.id, up_to ?? "0")), read_at);
  if (up_to && !entries.value?.some((entry) => !entry.read_at)) unread.value = 0;
}

/** I read a channel up to a message. @param {string} channelId @param {string} messageId */
export function readChannel(channelId, messageId) {
  const now = new Date().toISOString();
  read(
    (entry) =>
      entry.channel_id === channelId && !isAfter(entry.related_message_id ?? entry.id, messageId),
    now,
  );
}

/** @param {(entry: Notification) => boolean} which @param {string} readAt */
function read(which, readAt) {
  const now = (entries.value ?? []).filter((entry) => !entry.read_at && which(entry));
  if (!now.length) return;
  unread.value = Math.max(0, unread.value - now.length);
  entries.value = entries.value?.map((entry) =>
    now.includes(entry) ? { ...entry, read_at: readAt } : entry,
  );
}

/** @param {{ id: string }} gone */
export function removeEntry({ id }) {
  forget((entry) => entry.id === id);
}

/** What a deleted message said is not to be read here either. @param {string[]} messageIds */
export function forgetMessages(messageIds) {
  forget((entry) => messageIds.includes(entry.related_message_id ?? ""));
}

/** @param {(entry: Notification) => boolean} which */
function forget(which) {
  const gone = (entries.value ?? []).filter(which);
  if (!gone.length) return;
  unread.value = Math.max(0, unread.value - gone.filter((entry) => !entry.read_at).length);
  entries.value = entries.value?.filter((entry) => !gone.includes(entry));
}
