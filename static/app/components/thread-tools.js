/** @import { Channel } from "app/types" @import { Thread } from "app/stores/threads.js" */
import { toggleArchived, toggleFollowing } from "app/actions/threads.js";
import { IconButton } from "app/components/icon-button.js";
import { openThreads } from "app/components/thread-list.js";
import { ChannelType, isThread } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { channelPath } from "app/router.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { myId } from "app/stores/session.js";

/** What a header offers for threads: those of the channel, or what one does with this one. @param {{ channel: Channel }} props */
export function ThreadTools({ channel }) {
  if (isThread(channel)) return h(OwnTools, { thread: channel });
  if (channel.type !== ChannelType.TEXT && channel.type !== ChannelType.ANNOUNCEMENT) return null;
  return h(IconButton, {
    icon: "messages-square",
    label: "Threads",
    onClick: (event) =>
      openThreads(/** @type {Element} */ (event.currentTarget), channel.guild_id ?? "", channel.id),
  });
}

/** @param {{ thread: Thread }} props */
function OwnTools({ thread }) {
  const archived = Boolean(thread.thread_metadata?.archived);
  const mayArchive =
    canInChannel(thread.id, Permission.MANAGE_THREADS) ||
    (thread.owner_id === myId.value && !thread.thread_metadata?.locked);
  return html`
    ${!archived && html`<button type="button" class="button small quiet" onClick=${() => void toggleFollowing(thread)}>${thread.member ? "Leave" : "Join"}</button>`}
    ${mayArchive && html`<button type="button" class="button small quiet" onClick=${() => void toggleArchived(thread)}>${archived ? "Reopen" : "Archive"}</button>`}
  `;
}

/** The way back from a thread. @param {{ channel: Channel }} props */
export function ParentLink({ channel }) {
  const parent = isThread(channel) && channel.parent_id ? channels.get(channel.parent_id) : null;
  if (!parent) return null;
  return html`<a class="thread-parent" href=${channelPath(channel.guild_id, parent.id)}>#${parent.name}</a>`;
}
