/** The inbox: fetching it, and what is done with its entries. */
/** @import { Notification } from "app/types" */
import { effect } from "@preact/signals";
import { attempt } from "app/actions/attempt.js";
import { openDirect } from "app/actions/direct.js";
import { jumpTo } from "app/actions/messages.js";
import * as api from "app/api/inbox.js";
import { channelPath, navigate } from "app/router.js";
import { entries, receivePage, removeEntry, updateEntries } from "app/stores/inbox.js";
import { closeFloating } from "app/stores/overlays.js";
import { gatewaySession } from "app/stores/session.js";

/** A session that begins anew was told nothing of what came meanwhile. */
export function startInbox() {
  effect(() => {
    if (gatewaySession.value) loadInbox().catch(() => {});
  });
}

export async function loadInbox() {
  receivePage(await api.notifications({}));
}

export async function loadMore() {
  const before = entries.peek()?.at(-1)?.id;
  const page = await attempt(api.notifications({ before }));
  if (page) receivePage(page, true);
}

/** Go to what an entry is about; it is read with that. @param {Notification} entry */
export function openEntry(entry) {
  closeFloating();
  if (!entry.read_at) void attempt(api.markRead(entry.id));
  if (entry.channel_id && entry.related_message_id)
    jumpTo(entry.channel_id, entry.related_message_id);
  else if (entry.channel_id) navigate(channelPath(entry.guild_id ?? undefined, entry.channel_id));
  else if (entry.related_user) void openDirect(entry.related_user.id);
}

export async function markAllRead() {
  const newest = entries.peek()?.[0]?.id;
  const done = await attempt(api.markAllRead().then(() => true));
  if (done && newest) updateEntries({ up_to: newest, read_at: new Date().toISOString() });
}

/** @param {Notification} entry */
export async function removeFromInbox(entry) {
  const done = await attempt(api.remove(entry.id).then(() => true));
  if (done) removeEntry(entry);
}
