/** @import { Channel, Menu } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import { deleteChannel } from "app/actions/channels.js";
import { openChannelSettings } from "app/actions/open.js";
import { acknowledge } from "app/actions/reading.js";
import { endStage } from "app/api/stages.js";
import { confirm } from "app/components/confirm.js";
import { ChannelDialog } from "app/components/dialogs/channel-dialog.js";
import { DeletedDialog } from "app/components/dialogs/edits-dialog.js";
import { InviteDialog } from "app/components/dialogs/invite-dialog.js";
import { openChannelNotifications } from "app/components/dialogs/notifications-dialog.js";
import { openRecordings } from "app/components/dialogs/recordings-dialog.js";
import { StageDialog } from "app/components/dialogs/stage-dialog.js";
import { openContextMenu } from "app/components/menu.js";
import { muteItem } from "app/components/nav/mute-item.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { channelPath } from "app/router.js";
import { canInChannel, moderatesStage } from "app/stores/access.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { channels } from "app/stores/channels.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { isUnread } from "app/stores/read-states.js";
import { stageIn } from "app/stores/voice.js";

/** Channels that people write in. @type {ReadonlySet<number>} */
const KEEPS_MESSAGES = new Set([
  ChannelType.TEXT,
  ChannelType.VOICE,
  ChannelType.ANNOUNCEMENT,
  ChannelType.STAGE,
]);

/** @param {MouseEvent} event @param {Channel} channel */
export function openChannelMenu(event, channel) {
  openContextMenu(event, channel.name ?? "", () => channelMenu(channel.id));
}

/** @param {string} id @returns {Menu} */
function channelMenu(id) {
  const channel = channels.get(id);
  if (!channel) return [];
  const { guild_id: guildId = "" } = channel;
  const isCategory = channel.type === ChannelType.CATEGORY;
  const manages = canInChannel(id, Permission.MANAGE_CHANNELS);
  /** @type {Menu} */
  const items = [];
  if (isUnread(id))
    items.push({ label: "Mark as read", icon: "check", run: () => acknowledge(id) }, null);
  items.push(muteItem(id, isCategory ? "category" : "channel"), {
    label: "Notifications",
    icon: "bell",
    run: () => openChannelNotifications(channel),
  });
  if (!isCategory && canInChannel(id, Permission.CREATE_INSTANT_INVITE)) {
    items.push({
      label: "Invite people",
      icon: "user-plus",
      run: () => openDialog((close) => h(InviteDialog, { guildId, channelId: id, close })),
    });
  }
  if (!isCategory)
    items.push({ label: "Copy link", icon: "link", run: () => void copyLink(channel) });
  if (canInChannel(id, Permission.MANAGE_MESSAGES) && KEEPS_MESSAGES.has(channel.type))
    items.push({
      label: "Deleted messages",
      icon: "history",
      run: () => openDialog((close) => h(DeletedDialog, { channelId: id, close })),
    });
  if (channel.type === ChannelType.VOICE && bootstrap.voice_recording)
    items.push({
      label: "Recordings",
      icon: "circle-dot",
      run: () => openRecordings(guildId, id),
    });
  items.push(null);
  if (channel.type === ChannelType.STAGE && moderatesStage(id)) items.push(...stageItems(channel));
  items.push(null);
  const hasSettings = [
    Permission.MANAGE_ROLES,
    ...(isCategory ? [] : [Permission.MANAGE_WEBHOOKS]),
  ];
  if (manages || hasSettings.some((permission) => canInChannel(id, permission))) {
    items.push({
      label: isCategory ? "Edit category" : "Edit channel",
      icon: "settings",
      run: () => void openChannelSettings(id),
    });
  }
  if (manages) {
    const parentId = isCategory ? id : (channel.parent_id ?? undefined);
    items.push({
      label: "Create channel",
      icon: "circle-plus",
      run: () => openDialog((close) => h(ChannelDialog, { guildId, parentId, close })),
    });
    items.push(null, {
      label: isCategory ? "Delete category" : "Delete channel",
      icon: "trash-2",
      danger: true,
      run: () => askToDeleteChannel(channel),
    });
  }
  return items;
}

/** Going live, what it is about, and the end. @param {Channel} channel @returns {Menu} */
function stageItems(channel) {
  const live = stageIn(channel.id);
  const ask = () => openDialog((close) => h(StageDialog, { channel, close }));
  if (!live) return [{ label: "Start stage", icon: "radio", run: ask }];
  return [
    { label: "Change topic", icon: "pencil", run: ask },
    {
      label: "End stage",
      icon: "x",
      run: () => void attempt(endStage(channel.id)),
    },
  ];
}

/** @param {Channel} channel */
export function askToDeleteChannel(channel) {
  const isCategory = channel.type === ChannelType.CATEGORY;
  confirm({
    title: `Delete ${isCategory ? "" : "#"}${channel.name}?`,
    text: isCategory
      ? "Its channels stay, without a category."
      : "All its messages are gone for everyone. This cannot be undone.",
    action: isCategory ? "Delete category" : "Delete channel",
    run: () => deleteChannel(channel),
  });
}

/** @param {Channel} channel */
async function copyLink(channel) {
  await navigator.clipboard.writeText(location.origin + channelPath(channel.guild_id, channel.id));
  toast("Link copied");
}
