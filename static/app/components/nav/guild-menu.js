/** @import { Menu } from "app/types" */

import { deleteGuild, leaveGuild } from "app/actions/guilds.js";
import { unmuteGuild } from "app/actions/muting.js";
import { openGuildSettings } from "app/actions/open.js";
import { acknowledgeGuild } from "app/actions/reading.js";
import { confirm, TypedConfirmation } from "app/components/confirm.js";
import { ChannelDialog } from "app/components/dialogs/channel-dialog.js";
import { openEvents } from "app/components/dialogs/events-dialog.js";
import { InviteDialog } from "app/components/dialogs/invite-dialog.js";
import { askToMuteGuild } from "app/components/dialogs/mute-dialog.js";
import { openGuildNotifications } from "app/components/dialogs/notifications-dialog.js";
import { askQuestions, asksMembers } from "app/components/dialogs/onboarding-dialog.js";
import { openRecordings } from "app/components/dialogs/recordings-dialog.js";
import { openServerProfile } from "app/components/dialogs/server-profile-dialog.js";
import { openContextMenu, openMenu } from "app/components/menu.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel, canInGuild } from "app/stores/access.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { channelTree, firstChannel } from "app/stores/channel-tree.js";
import { guilds } from "app/stores/guilds.js";
import { isGuildMuted } from "app/stores/muting.js";
import { openDialog } from "app/stores/overlays.js";
import { guildUnread } from "app/stores/read-states.js";
import { me } from "app/stores/session.js";

/** Any of them shows something in the server's settings. */
const SETTINGS = [
  Permission.MANAGE_GUILD,
  Permission.MANAGE_ROLES,
  Permission.KICK_MEMBERS,
  Permission.BAN_MEMBERS,
  Permission.MODERATE_MEMBERS,
  Permission.VIEW_AUDIT_LOG,
  Permission.MANAGE_WEBHOOKS,
  Permission.MANAGE_GUILD_EXPRESSIONS,
  Permission.CREATE_GUILD_EXPRESSIONS,
];

/** @param {MouseEvent} event @param {string} guildId */
export function openGuildMenu(event, guildId) {
  openContextMenu(event, guilds.peek(guildId)?.name ?? "", () => guildMenu(guildId));
}

/** @param {Element} element @param {string} guildId */
export function openGuildMenuBelow(element, guildId) {
  openMenu({ element, side: "bottom" }, guilds.peek(guildId)?.name ?? "", () => guildMenu(guildId));
}

/** The channel that people are invited to. @param {string} guildId */
export function inviteChannel(guildId) {
  const candidates = [
    firstChannel(guildId),
    ...channelTree(guildId).flatMap((section) => section.channels),
  ];
  return candidates.find(
    (channel) => channel && canInChannel(channel.id, Permission.CREATE_INSTANT_INVITE),
  );
}

/** @param {string} guildId @returns {Menu} */
function guildMenu(guildId) {
  const guild = guilds.get(guildId);
  const user = me.value;
  if (!guild || !user) return [];
  const owner = guild.owner_id === user.id;
  const inviting = inviteChannel(guildId);
  /** @param {bigint} permission */
  const may = (permission) => canInGuild(guildId, permission);
  /** @type {Menu} */
  const items = [];
  if (guildUnread(guildId).any)
    items.push(
      { label: "Mark as read", icon: "check", run: () => acknowledgeGuild(guildId) },
      null,
    );
  if (inviting) {
    items.push({
      label: "Invite people",
      icon: "user-plus",
      run: () => openDialog((close) => h(InviteDialog, { guildId, channelId: inviting.id, close })),
    });
  }
  items.push(
    isGuildMuted(guildId)
      ? { label: "Unmute server", icon: "bell", run: () => void unmuteGuild(guildId) }
      : { label: "Mute server", icon: "bell-off", run: () => askToMuteGuild(guildId) },
    {
      label: "Notifications",
      icon: "bell",
      run: () => openGuildNotifications(guildId),
    },
  );
  items.push({ label: "Events", icon: "calendar", run: () => openEvents(guildId) });
  if (bootstrap.voice_recording)
    items.push({ label: "Recordings", icon: "circle-dot", run: () => openRecordings(guildId) });
  if (asksMembers(guildId))
    items.push({
      label: "Channels and roles",
      icon: "list-filter",
      run: () => void askQuestions(guildId),
    });
  if (SETTINGS.some(may)) {
    items.push({
      label: "Server settings",
      icon: "settings",
      run: () => void openGuildSettings(guildId),
    });
  }
  if (may(Permission.MANAGE_CHANNELS)) {
    items.push({
      label: "Create channel",
      icon: "circle-plus",
      run: () => openDialog((close) => h(ChannelDialog, { guildId, close })),
    });
    items.push({
      label: "Create category",
      icon: "folder-plus",
      run: () =>
        openDialog((close) => h(ChannelDialog, { guildId, type: ChannelType.CATEGORY, close })),
    });
  }
  items.push(null);
  items.push({ label: "Your profile here", icon: "user", run: () => openServerProfile(guildId) });
  items.push(null);
  items.push(
    owner
      ? {
          label: "Delete server",
          icon: "trash-2",
          danger: true,
          run: () =>
            openDialog((close) =>
              h(TypedConfirmation, {
                title: `Delete ${guild.name}?`,
                text: "All its channels and messages are gone for everyone. This cannot be undone.",
                word: guild.name,
                action: "Delete server",
                code: true,
                run: (code) => deleteGuild(guildId, code),
                close,
              }),
            ),
        }
      : {
          label: "Leave server",
          icon: "log-out",
          danger: true,
          run: () =>
            confirm({
              title: `Leave ${guild.name}?`,
              text: "You can come back with a new invite.",
              action: "Leave",
              run: () => leaveGuild(guildId),
            }),
        },
  );
  return items;
}
