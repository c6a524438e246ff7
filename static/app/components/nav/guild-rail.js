/** @import { Guild } from "app/types" */
import { useComputed } from "@preact/signals";
import { openGuild } from "app/actions/guilds.js";
import { Avatar } from "app/components/avatar.js";
import { channelName } from "app/components/channel-name.js";
import { AddGuildDialog } from "app/components/dialogs/add-guild.js";
import { GroupIcon } from "app/components/group-icon.js";
import { Icon } from "app/components/icon.js";
import { openGuildMenu } from "app/components/nav/guild-menu.js";
import { iconUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";
import { initials, plural } from "app/lib/text.js";
import { channelPath, currentGuildId, guildPath, homePath, navigate } from "app/router.js";
import { firstChannel } from "app/stores/channel-tree.js";
import { recipientOf } from "app/stores/channels.js";
import { guildList } from "app/stores/guilds.js";
import { openDialog } from "app/stores/overlays.js";
import { lastSeen } from "app/stores/preferences.js";
import { guildUnread, mentionsIn, unreadDirect } from "app/stores/read-states.js";

export function GuildRail() {
  const atHome = !currentGuildId.value;
  const direct = unreadDirect();
  const seen = lastSeen.value["@me"];
  const home = seen ? channelPath(undefined, seen) : homePath();
  return html`<nav class="rail" aria-label="Servers">
    <ul>
      ${h(RailItem, {
        key: "home",
        label: "Direct messages",
        href: home,
        active: atHome,
        onOpen: () => navigate(home, { keepDrawer: true }),
        class: "rail-home",
        children: h(Icon, { name: "message-circle", size: 24 }),
      })}
      ${direct.slice(0, 5).map((channel) => {
        const person = recipientOf(channel);
        const name = channelName(channel);
        return h(RailItem, {
          key: channel.id,
          label: name,
          href: channelPath(undefined, channel.id),
          active: false,
          unread: true,
          mentions: mentionsIn(channel.id) || 1,
          children: person
            ? h(Avatar, { user: person, size: 48 })
            : h(GroupIcon, { channel, size: 48 }),
        });
      })}
      <li class="rail-line" aria-hidden="true"></li>
      ${guildList.value.map((guild) => h(GuildItem, { key: guild.id, guild }))}
      <li class="rail-item">
        <button type="button" class="rail-icon rail-add" aria-label="Add a server" data-tip="Add a server" data-tip-side="right" onClick=${() => openDialog((close) => h(AddGuildDialog, { close }))}>
          ${h(Icon, { name: "plus", size: 24 })}
        </button>
      </li>
    </ul>
  </nav>`;
}

/** @param {{ guild: Guild }} props */
function GuildItem({ guild }) {
  const state = useComputed(() => guildUnread(guild.id));
  const { unread, mentions } = state.value;
  const seen = lastSeen.value[guild.id] ?? firstChannel(guild.id)?.id;
  const url = iconUrl(guild, 48);
  return h(RailItem, {
    label: guild.name,
    href: guildPath(guild.id, seen),
    active: currentGuildId.value === guild.id,
    unread,
    mentions,
    onOpen: () => openGuild(guild.id, { keepDrawer: true }),
    onMenu: (event) => openGuildMenu(event, guild.id),
    children: url
      ? html`<img src=${url} alt="" draggable=${false} />`
      : html`<span class="initials" data-text=${initials(guild.name)}></span>`,
  });
}

/**
 * @param {{ label: string, href: string, active: boolean, unread?: boolean, mentions?: number, class?: string,
 *   onOpen?: () => void, onMenu?: (event: MouseEvent) => void, children?: any }} props
 */
function RailItem({
  label,
  href,
  active,
  unread = false,
  mentions = 0,
  onOpen,
  onMenu,
  children,
  class: extra = "",
}) {
  const name = [label, mentions ? plural(mentions, "mention") : "", unread ? "unread" : ""]
    .filter(Boolean)
    .join(", ");
  /** @param {MouseEvent} event */
  const open = (event) => {
    if (!onOpen || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen();
  };
  return html`<li class="rail-item" data-active=${active || undefined} data-unread=${(unread && !active) || undefined}>
    <span class="rail-pill" aria-hidden="true"></span>
    <a class=${`rail-icon ${extra}`} href=${href} aria-label=${name} aria-current=${active ? "page" : undefined} data-tip=${label} data-tip-side="right" draggable=${false} onClick=${open} onContextMenu=${onMenu}>${children}</a>
    ${mentions > 0 && html`<span class="badge" aria-hidden="true">${mentions > 99 ? "99+" : mentions}</span>`}
  </li>`;
}
