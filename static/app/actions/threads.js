/** @import { Thread } from "app/stores/threads.js" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/threads.js";
import { holdPage } from "app/lib/leaving.js";
import { Permission } from "app/lib/permissions.js";
import { channelPath, currentChannelId, navigate, threadPath } from "app/router.js";
import { canInChannel } from "app/stores/access.js";
import { channels, putChannel, removeChannel } from "app/stores/channels.js";
import { isPinnedPost, PINNED } from "app/stores/threads.js";

/** @typedef {{ name: string, type?: number, auto_archive_duration?: number, invitable?: boolean }} NewThread */

/** Start a thread, about a message if one is named, and go there. @param {string} channelId @param {NewThread} thread @param {string} [messageId] */
export async function startThread(channelId, thread, messageId) {
  open(
    messageId
      ? await api.startFromMessage(channelId, messageId, thread)
      : await api.start(channelId, thread),
  );
}

/**
 * @param {string} forumId
 * @param {{ name: string, content: string, tags: string[], files: File[] }} post
 */
export async function startPost(forumId, { name, content, tags, files }) {
  const letPageGo = holdPage();
  try {
    open(await api.startPost(forumId, { name, applied_tags: tags, message: { content } }, files));
  } finally {
    letPageGo();
  }
}

/** Go to a thread that may be archived, and so be unknown. @param {Thread} thread */
export function open(thread) {
  // The event may come later than the answer; both say the same.
  putChannel({ ...channels.peek(thread.id), ...thread });
  navigate(threadPath(thread.guild_id ?? "", thread.parent_id ?? "", thread.id));
}

/** @param {Thread} thread */
export const toggleFollowing = (thread) =>
  attempt(thread.member ? api.leave(thread.id) : api.join(thread.id));

/** @param {Thread} thread */
export const toggleArchived = (thread) =>
  attempt(api.update(thread.id, { archived: !thread.thread_metadata?.archived }));

/** Moderators, and whoever may write here as long as nobody locked it. @param {Thread} thread */
export const mayReopen = (thread) =>
  canInChannel(thread.id, Permission.MANAGE_THREADS) ||
  (!thread.thread_metadata?.locked && canInChannel(thread.id, Permission.SEND_MESSAGES));

/** A locked thread is archived too. @param {Thread} thread */
export const toggleLocked = (thread) => {
  const locked = !thread.thread_metadata?.locked;
  return attempt(api.update(thread.id, { locked, archived: locked }));
};

/** @param {Thread} thread */
export const togglePinnedPost = (thread) => {
  const flags = thread.flags ?? 0;
  return attempt(
    api.update(thread.id, { flags: isPinnedPost(thread) ? flags & ~PINNED : flags | PINNED }),
  );
};

/** @param {Thread} thread */
export async function removeThread(thread) {
  await api.remove(thread.id);
  const here = currentChannelId.peek() === thread.id;
  removeChannel(thread);
  if (here) navigate(channelPath(thread.guild_id, thread.parent_id ?? ""), { replace: true });
}
