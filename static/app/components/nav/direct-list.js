/** @import { Channel } from "app/types" */

import { closeDirect } from "app/actions/direct.js";
import { acknowledge } from "app/actions/reading.js";
import { Avatar } from "app/components/avatar.js";
import { channelName } from "app/components/channel-name.js";
import { openFriends } from "app/components/dialogs/friends-dialog.js";
import { askToLeave, openGroupPeople } from "app/components/dialogs/group-dialog.js";
import { GroupIcon } from "app/components/group-icon.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { openContextMenu } from "app/components/menu.js";
import { moveAmongChannels } from "app/components/nav/channel-list.js";
import { muteItem } from "app/components/nav/mute-item.js";
import { openProfile } from "app/components/profile.js";
import { openQuickSwitcher } from "app/components/quick-switcher.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { memo } from "app/lib/memo.js";
import { plural } from "app/lib/text.js";
import { channelPath, currentChannelId } from "app/router.js";
import { directChannels, recipientOf } from "app/stores/channels.js";
import { callIn } from "app/stores/direct-calls.js";
import { isChannelMuted } from "app/stores/muting.js";
import { customStatusOf } from "app/stores/presences.js";
import { isUnread, mentionsIn, standsOut } from "app/stores/read-states.js";

export function DirectList() {
  const list = directChannels.value;
  return html`<header class="nav-header">
      <button type="button" class="find-button" onClick=${() => openQuickSwitcher()}>${h(Icon, { name: "search", size: 16 })} Find people and channels</button>
    </header>
    <nav class="channel-list" aria-label="Channels" onKeyDown=${moveAmongChannels}>
      <div class="nav-title friends-title"><h2>Direct messages</h2>
        ${h(IconButton, { icon: "user-plus", label: "Friends", size: 18, onClick: openFriends })}
      </div>
      ${list.length === 0 && html`<p class="nav-empty">Nobody here yet. Open someone's profile and choose “Message”.</p>`}
      <ul>${list.map((channel) => h(DirectRow, { key: channel.id, channel }))}</ul>
    </nav>`;
}

const DirectRow = memo(
  /** @param {{ channel: Channel }} props */
  ({ channel }) => {
    const person = recipientOf(channel);
    const name = channelName(channel);
    const isGroup = channel.type === ChannelType.GROUP_DM;
    const leave = () => askToLeave(channel.id);
    const active = currentChannelId.value === channel.id;
    const unread = standsOut(channel.id);
    const muted = isChannelMuted(channel.id);
    const mentions = unread ? mentionsIn(channel.id) : 0;
    const status = person ? customStatusOf(person.id) : "";
    const label = [
      name,
      mentions ? plural(mentions, "message") : "",
      unread ? "unread" : "",
      muted ? "muted" : "",
    ]
      .filter(Boolean)
      .join(", ");
    /** @param {MouseEvent} event */
    const menu = (event) =>
      openContextMenu(event, name, () => [
        ...(isUnread(channel.id)
          ? [{ label: "Mark as read", icon: "check", run: () => acknowledge(channel.id) }]
          : []),
        ...(person
          ? [
              {
                label: "Profile",
                icon: "user",
                run: () => openProfile(/** @type {Element} */ (event.target), person, undefined),
              },
            ]
          : []),
        muteItem(channel.id, "conversation"),
        ...(isGroup
          ? [
              { label: "Group and people", icon: "users", run: () => openGroupPeople(channel.id) },
              { label: "Leave group", icon: "log-out", run: leave },
            ]
          : [{ label: "Close conversation", icon: "x", run: () => void closeDirect(channel.id) }]),
      ]);
    return html`<li class="channel-row direct" data-active=${active || undefined} data-unread=${(unread && !active) || undefined} data-muted=${muted || undefined} onContextMenu=${menu}>
      <a class="channel-link" href=${channelPath(undefined, channel.id)} aria-label=${label} aria-current=${active ? "page" : undefined} draggable=${false}>
        ${person ? h(Avatar, { user: person, size: 32, presence: true }) : h(GroupIcon, { channel, size: 32 })}
        <span class="direct-text"><span class="truncate">${name}</span>${status && html`<span class="direct-status truncate">${status}</span>`}</span>
        ${callIn(channel.id) && html`<span class="voice-mark" role="img" aria-label="In a call" data-tip="A call goes on">${h(Icon, { name: "phone", size: 16 })}</span>`}
        ${mentions > 0 && html`<span class="badge" aria-hidden="true">${mentions}</span>`}
      </a>
      ${isGroup ? h(IconButton, { icon: "log-out", label: `Leave ${name}`, tip: "Leave group", size: 16, class: "channel-edit", onClick: leave }) : h(IconButton, { icon: "x", label: `Close conversation with ${name}`, tip: "Close conversation", size: 16, class: "channel-edit", onClick: () => void closeDirect(channel.id) })}
    </li>`;
  },
);
