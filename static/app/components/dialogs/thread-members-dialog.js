/** @import { Thread } from "app/stores/threads.js" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/threads.js";
import { Avatar } from "app/components/avatar.js";
import { Dialog } from "app/components/dialog.js";
import { IconButton } from "app/components/icon-button.js";
import { MemberPicker } from "app/components/member-picker.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { displayName, putMember } from "app/stores/members.js";
import { myId } from "app/stores/session.js";
import { users } from "app/stores/users.js";

/** Who follows a thread. @param {{ threadId: string, close: () => void }} props */
export function ThreadMembersDialog({ threadId, close }) {
  const thread = /** @type {Thread | undefined} */ (channels.get(threadId));
  const guildId = thread?.guild_id ?? "";
  const load = async () => {
    const found = await api.members(threadId);
    for (const { member } of found) if (member) putMember(guildId, member);
    return found.map(({ user_id }) => user_id);
  };
  const { data, failed, reload, change } = useLoad(load, [threadId, thread?.member_count]);
  const manages = canInChannel(threadId, Permission.MANAGE_THREADS);
  const owns = thread?.type === ChannelType.PRIVATE_THREAD && thread.owner_id === myId.value;
  const mayAdd =
    !thread?.thread_metadata?.archived &&
    canInChannel(threadId, Permission.SEND_MESSAGES) &&
    (manages || owns || thread?.thread_metadata?.invitable !== false);
  /** @param {string} id */
  const add = async (id) => {
    if (!id || !data) return;
    const added = await attempt(api.addMember(threadId, id).then(() => true));
    if (added) change([...data, id]);
  };
  /** @param {string} id */
  const remove = async (id) => {
    const removed = await attempt(api.removeMember(threadId, id).then(() => true));
    if (removed) change((data ?? []).filter((other) => other !== id));
  };
  return h(
    Dialog,
    { title: `Members of ${thread?.name ?? "the thread"}`, onClose: close, class: "small" },
    html`<div class="dialog-body">
      ${mayAdd && data && h(MemberPicker, { guildId, label: "Add somebody", value: "", onChange: (id) => void add(id), without: (id) => data.includes(id) })}
      ${
        failed
          ? h(ErrorState, { title: "Members could not be loaded.", onRetry: reload })
          : !data
            ? h(Loading, {})
            : data.length
              ? html`<ul class="rows">
                  ${data.map((id) => {
                    const user = users.get(id);
                    if (!user) return null;
                    const name = displayName(guildId, id);
                    return html`<li key=${id} class="row">
                      ${h(Avatar, { user, size: 32 })}
                      <div class="row-text"><b>${name}</b>${id === thread?.owner_id && html`<span>Started it</span>`}</div>
                      ${(manages || owns) && id !== myId.value && h(IconButton, { icon: "x", label: `Remove ${name}`, tip: "Remove", size: 18, onClick: () => void remove(id) })}
                    </li>`;
                  })}
                </ul>`
              : h(EmptyState, { icon: "users", title: "Nobody follows it." })
      }
    </div>`,
  );
}
