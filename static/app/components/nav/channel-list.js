/** @import { Channel } from "app/types" @import { Section } from "app/stores/channel-tree.js" */
import { useComputed } from "@preact/signals";
import { openChannelSettings } from "app/actions/open.js";
import { joinVoice } from "app/actions/voice.js";
import { ChannelIcon } from "app/components/channel-name.js";
import { ChannelDialog } from "app/components/dialogs/channel-dialog.js";
import { InviteDialog } from "app/components/dialogs/invite-dialog.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { useLongPress } from "app/components/long-press.js";
import { openContextMenu } from "app/components/menu.js";
import { openChannelMenu } from "app/components/nav/channel-menu.js";
import { inviteChannel, openGuildMenuBelow } from "app/components/nav/guild-menu.js";
import { VoiceRows } from "app/components/nav/voice-rows.js";
import { threadMenu } from "app/components/thread-tools.js";
import { guildBannerUrl } from "app/lib/assets.js";
import { isVoice } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { memo } from "app/lib/memo.js";
import { Permission } from "app/lib/permissions.js";
import { plural } from "app/lib/text.js";
import { channelPath, currentChannelId, threadPath } from "app/router.js";
import { canInChannel, canInGuild } from "app/stores/access.js";
import { channelTree } from "app/stores/channel-tree.js";
import { channels } from "app/stores/channels.js";
import { hasDraft } from "app/stores/drafts.js";
import { settingsOf } from "app/stores/guild-settings.js";
import { guilds } from "app/stores/guilds.js";
import { isChannelMuted } from "app/stores/muting.js";
import { openDialog } from "app/stores/overlays.js";
import { collapsed, toggleCollapsed } from "app/stores/preferences.js";
import { mentionsIn, standsOut } from "app/stores/read-states.js";
import { recordingIn } from "app/stores/recordings.js";
import { followedThreads } from "app/stores/threads.js";

/** @param {{ guildId: string }} props */
export function ChannelList({ guildId }) {
  const guild = guilds.get(guildId);
  const tree = useComputed(() => channelTree(guildId));
  const inviting = inviteChannel(guildId);
  if (!guild) return null;
  const banner = guildBannerUrl(guild);
  return html`<header class="nav-header" data-banner=${Boolean(banner) || undefined}>
      ${banner && html`<img class="nav-banner" src=${banner} alt="" />`}
      <button type="button" class="guild-name" aria-haspopup="menu" onClick=${(/** @type {MouseEvent} */ e) => openGuildMenuBelow(/** @type {Element} */ (e.currentTarget), guildId)}>
        <span class="truncate">${guild.name}</span>${h(Icon, { name: "chevron-down", size: 16 })}
      </button>
      ${inviting && h(IconButton, { icon: "user-plus", label: "Invite people", size: 18, onClick: () => openDialog((close) => h(InviteDialog, { guildId, channelId: inviting.id, close })) })}
    </header>
    <nav class="channel-list" aria-label="Channels" onKeyDown=${moveAmongChannels}>
      ${tree.value.map((section) => h(SectionList, { key: section.category?.id ?? "none", section, guildId }))}
    </nav>`;
}

/** @param {{ section: Section, guildId: string }} props */
function SectionList({ section: { category, channels: inside }, guildId }) {
  const closed = Boolean(category && collapsed.value.has(category.id));
  const hides = Boolean(settingsOf(guildId)?.hide_muted_channels);
  // A closed category still shows where one is and what waits, as does a list without muted ones.
  const shown = inside.filter(
    ({ id }) =>
      id === currentChannelId.value ||
      mentionsIn(id) > 0 ||
      (closed ? standsOut(id) : !hides || !isChannelMuted(id)),
  );
  const list = html`<ul>${shown.map((channel) => [h(ChannelRow, { key: channel.id, channel }), h(VoiceRows, { key: `people in ${channel.id}`, channel, guildId }), h(ThreadRows, { key: `threads of ${channel.id}`, channel, guildId })])}</ul>`;
  if (!category) return list;
  const manages = canInGuild(guildId, Permission.MANAGE_CHANNELS);
  return html`<section class="category">
    <div class="category-head" onContextMenu=${(/** @type {MouseEvent} */ e) => openChannelMenu(e, category)}>
      <button type="button" class="category-name" aria-expanded=${!closed} onClick=${() => toggleCollapsed(category.id)}>
        ${h(Icon, { name: "chevron-down", size: 12 })}<span class="truncate">${category.name}</span>
      </button>
      ${manages && h(IconButton, { icon: "plus", label: `Create channel in ${category.name}`, tip: "Create channel", size: 16, onClick: () => openDialog((close) => h(ChannelDialog, { guildId, parentId: category.id, close })) })}
    </div>
    ${list}
  </section>`;
}

/** The threads of a channel that I follow, and the one I am in. @param {{ channel: Channel, guildId: string }} props */
function ThreadRows({ channel, guildId }) {
  const open = channels.get(currentChannelId.value);
  const followed = followedThreads(guildId, channel.id);
  const here = open?.parent_id === channel.id && !followed.includes(open) ? [open] : [];
  const threads = [...here, ...followed];
  if (!threads.length) return null;
  return html`<li><ul class="channel-threads" aria-label=${`Threads of ${channel.name}`}>${threads.map((thread) => h(ThreadRow, { key: thread.id, thread }))}</ul></li>`;
}

const ThreadRow = memo(
  /** @param {{ thread: Channel }} props */
  ({ thread }) => {
    const active = currentChannelId.value === thread.id;
    const unread = standsOut(thread.id);
    const muted = isChannelMuted(thread.id);
    const mentions = mentionsIn(thread.id);
    const name = [
      thread.name,
      mentions ? plural(mentions, "mention") : "",
      unread ? "unread" : "",
      muted ? "muted" : "",
    ]
      .filter(Boolean)
      .join(", ");
    return html`<li class="channel-row" data-active=${active || undefined} data-unread=${(unread && !active) || undefined} data-muted=${muted || undefined} onContextMenu=${(/** @type {MouseEvent} */ e) => openContextMenu(e, thread.name ?? "", () => threadMenu(thread.id))}>
      <a class="channel-link" href=${threadPath(thread.guild_id ?? "", thread.parent_id ?? "", thread.id)} aria-label=${name} aria-current=${active ? "page" : undefined} draggable=${false}>
        <span class="truncate">${thread.name}</span>
        ${mentions > 0 && html`<span class="badge" aria-hidden="true">${mentions}</span>`}
      </a>
    </li>`;
  },
);

const ChannelRow = memo(
  /** @param {{ channel: Channel }} props */
  ({ channel }) => {
    const active = currentChannelId.value === channel.id;
    const unread = standsOut(channel.id);
    const muted = isChannelMuted(channel.id);
    const mentions = mentionsIn(channel.id);
    const draft = hasDraft(channel.id) && !active;
    const manages =
      canInChannel(channel.id, Permission.MANAGE_CHANNELS) ||
      canInChannel(channel.id, Permission.MANAGE_ROLES);
    const name = [
      channel.name,
      mentions ? plural(mentions, "mention") : "",
      unread ? "unread" : "",
      muted ? "muted" : "",
      draft ? "draft" : "",
      recordingIn(channel.id) ? "being recorded" : "",
    ]
      .filter(Boolean)
      .join(", ");
    const longPress = useLongPress((event) => openChannelMenu(event, channel));
    /** @param {MouseEvent} event */
    const join = (event) => {
      if (isVoice(channel) && !event.ctrlKey && !event.metaKey && !event.shiftKey)
        void joinVoice(channel);
    };
    return html`<li class="channel-row" data-active=${active || undefined} data-unread=${(unread && !active) || undefined} data-muted=${muted || undefined} onContextMenu=${(/** @type {MouseEvent} */ e) => openChannelMenu(e, channel)} ...${longPress}>
      <a class="channel-link" onClick=${join} href=${channelPath(channel.guild_id, channel.id)} aria-label=${name} aria-current=${active ? "page" : undefined} draggable=${false}>
        ${h(ChannelIcon, { channel, size: 18 })}<span class="truncate">${channel.name}</span>
        ${recordingIn(channel.id) && html`<span class="recording-dot" data-tip="Being recorded" aria-hidden="true"></span>`}
        ${draft && html`<span class="channel-draft" aria-hidden="true">${h(Icon, { name: "pencil", size: 14 })}</span>`}
        ${mentions > 0 && html`<span class="badge" aria-hidden="true">${mentions}</span>`}
      </a>
      ${manages && h(IconButton, { icon: "settings", label: `Edit ${channel.name}`, tip: "Edit channel", size: 16, class: "channel-edit", onClick: () => void openChannelSettings(channel.id) })}
    </li>`;
  },
);

/** Arrow keys go through the list. @param {KeyboardEvent} event */
export function moveAmongChannels(event) {
  if (event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const all = /** @type {HTMLElement[]} */ ([
    .../** @type {Element} */ (event.currentTarget).querySelectorAll(
      ".channel-link, .category-name",
    ),
  ]);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = all[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
