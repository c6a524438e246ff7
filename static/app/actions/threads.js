/** @import { Thread } from "app/stores/threads.js" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/threads.js";
import { navigate, threadPath } from "app/router.js";
import { channels, putChannel } from "app/stores/channels.js";

/** Start a thread, about a message if one is named, and go there. @param {string} channelId @param {string} name @param {string} [messageId] */
export async function startThread(channelId, name, messageId) {
  open(
    messageId
      ? await api.startFromMessage(channelId, messageId, { name })
      : await api.start(channelId, { name, type: 11 }),
  );
}

/** @param {string} forumId @param {string} name @param {string} content */
export async function startPost(forumId, name, content) {
  open(await api.start(forumId, { name, message: { content } }));
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
