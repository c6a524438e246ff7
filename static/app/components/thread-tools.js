/** @import { Channel, Menu } from "app/types" @import { Thread } from "app/stores/threads.js" @import { Place } from "app/views/chat.js" */
import * as act from "app/actions/threads.js";
import { confirm } from "app/components/confirm.js";
import { EditThreadDialog } from "app/components/dialogs/edit-thread-dialog.js";
import { FollowDialog } from "app/components/dialogs/follow-dialog.js";
import { openChannelNotifications } from "app/components/dialogs/notifications-dialog.js";
import { ThreadMembersDialog } from "app/components/dialogs/thread-members-dialog.js";
import { IconButton } from "app/components/icon-button.js";
import { openMenu } from "app/components/menu.js";
import { muteThreadItem } from "app/components/nav/mute-item.js";
import { openThreads } from "app/components/thread-list.js";
import { ChannelType, isForum, isThread } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { channelPath, navigate, threadPath } from "app/router.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { myId } from "app/stores/session.js";
import { isPinnedPost } from "app/stores/threads.js";

/** What a header offers for threads: those of the channel, or what one does with this one. @param {{ channel: Channel, wide: boolean, place: Place }} props */
export function ThreadTools({ channel, wide, place }) {
  if (isThread(channel)) return h(OwnTools, { thread: channel, wide, place });
  const announces = channel.type === ChannelType.ANNOUNCEMENT;
  if (channel.type !== ChannelType.TEXT && !announces) return null;
  const follow = () => openDialog((close) => h(FollowDialog, { channel, close }));
  return html`${announces && html`<button type="button" class="button small quiet" onClick=${follow}>Follow</button>`}
    ${h(IconButton, {
      icon: "messages-square",
      label: "Threads",
      onClick: (event) =>
        openThreads(
          /** @type {Element} */ (event.currentTarget),
          channel.guild_id ?? "",
          channel.id,
        ),
    })}`;
}

/** @param {{ thread: Thread, wide: boolean, place: Place }} props */
function OwnTools({ thread, wide, place }) {
  const archived = Boolean(thread.thread_metadata?.archived);
  const guildId = thread.guild_id ?? "";
  const parentId = thread.parent_id ?? "";
  /** @param {MouseEvent} event */
  const more = (event) =>
    openMenu(
      { element: /** @type {Element} */ (event.currentTarget), side: "bottom-end" },
      thread.name ?? "Thread",
      () => threadMenu(thread.id),
    );
  return html`
    ${!archived && html`<button type="button" class="button small quiet wide-only" onClick=${() => void act.toggleFollowing(thread)}>${thread.member ? "Leave" : "Join"}</button>`}
    ${archived && act.mayReopen(thread) && html`<button type="button" class="button small quiet wide-only" onClick=${() => void act.toggleArchived(thread)}>Reopen</button>`}
    ${h(IconButton, { icon: "ellipsis", label: "More about this thread", tip: "More", onClick: more })}
    ${place === "beside" && h(IconButton, { icon: "maximize-2", label: "Use the whole width", size: 18, onClick: () => navigate(channelPath(guildId, thread.id)) })}
    ${place === "beside" && h(IconButton, { icon: "x", label: "Close the thread", onClick: () => navigate(channelPath(guildId, parentId)) })}
    ${place === "alone" && wide && h(IconButton, { icon: "panel-right", label: "Show beside the channel", onClick: () => navigate(threadPath(guildId, parentId, thread.id)) })}
  `;
}

/** What can be done with a thread now. @param {string} id @returns {Menu} */
export function threadMenu(id) {
  const thread = /** @type {Thread | undefined} */ (channels.get(id));
  if (!thread) return [];
  const { archived = false, locked = false } = thread.thread_metadata ?? {};
  const manages = canInChannel(id, Permission.MANAGE_THREADS);
  const mine = thread.owner_id === myId.value;
  const parent = channels.get(thread.parent_id ?? "");
  const post = isForum(parent);
  const noun = post ? "post" : "thread";
  /** @type {Menu} */
  const items = [
    ...(archived
      ? []
      : [
          {
            label: thread.member ? `Leave ${noun}` : `Join ${noun}`,
            icon: thread.member ? "log-out" : "plus",
            run: () => void act.toggleFollowing(thread),
          },
        ]),
    ...(thread.member
      ? [
          muteThreadItem(id, noun),
          {
            label: "Notifications",
            icon: "bell",
            run: () => openChannelNotifications(thread),
          },
        ]
      : []),
    null,
    {
      label: "Members",
      icon: "users",
      run: () => openDialog((close) => h(ThreadMembersDialog, { threadId: id, close })),
    },
    { label: "Copy link", icon: "link", run: () => void copyLink(thread) },
    null,
  ];
  if (manages || (mine && !locked))
    items.push({
      label: `Edit ${noun}`,
      icon: "pencil",
      run: () => openDialog((close) => h(EditThreadDialog, { thread, close })),
    });
  if (archived ? act.mayReopen(thread) : manages || (mine && !locked))
    items.push({
      label: archived ? "Reopen" : "Archive",
      icon: archived ? "archive-restore" : "archive",
      run: () => void act.toggleArchived(thread),
    });
  if (manages) {
    items.push({
      label: locked ? "Unlock" : "Lock",
      icon: locked ? "lock-open" : "lock",
      run: () => void act.toggleLocked(thread),
    });
    if (post)
      items.push({
        label: isPinnedPost(thread) ? "Unpin post" : "Pin post",
        icon: isPinnedPost(thread) ? "pin-off" : "pin",
        run: () => void act.togglePinnedPost(thread),
      });
    items.push(null, {
      label: `Delete ${noun}`,
      icon: "trash-2",
      danger: true,
      run: () =>
        confirm({
          title: `Delete ${thread.name}?`,
          text: "All its messages are gone for everyone. This cannot be undone.",
          action: `Delete ${noun}`,
          run: () => act.removeThread(thread),
        }),
    });
  }
  return items;
}

/** @param {Thread} thread */
async function copyLink(thread) {
  const path = threadPath(thread.guild_id ?? "", thread.parent_id ?? "", thread.id);
  await navigator.clipboard.writeText(location.origin + path);
  toast("Link copied");
}

/** The way back from a thread. @param {{ channel: Channel }} props */
export function ParentLink({ channel }) {
  const parent = isThread(channel) && channel.parent_id ? channels.get(channel.parent_id) : null;
  if (!parent) return null;
  return html`<a class="thread-parent" href=${channelPath(channel.guild_id, parent.id)}>#${parent.name}</a>`;
}
