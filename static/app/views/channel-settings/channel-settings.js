import { channelName } from "app/components/channel-name.js";
import { askToDeleteChannel } from "app/components/nav/channel-menu.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { openDialog } from "app/stores/overlays.js";
import { ChannelInvitesPage } from "app/views/channel-settings/invites-page.js";
import { ChannelOverviewPage } from "app/views/channel-settings/overview-page.js";
import { ChannelPermissionsPage } from "app/views/channel-settings/permissions-page.js";
import { WebhooksPage } from "app/views/channel-settings/webhooks-page.js";
import { SettingsScreen } from "app/views/settings/settings-screen.js";

/** @param {string} channelId */
export function openChannelSettings(channelId) {
  const channel = channels.peek(channelId);
  if (!channel) return;
  const manages = canInChannel(channelId, Permission.MANAGE_CHANNELS);
  /** @type {import("app/views/settings/settings-screen.js").Page[]} */
  const pages = [];
  if (manages)
    pages.push({
      id: "overview",
      title: "Overview",
      icon: "info",
      draw: () => h(ChannelOverviewPage, { channelId }),
    });
  if (canInChannel(channelId, Permission.MANAGE_ROLES)) {
    pages.push({
      id: "permissions",
      title: "Permissions",
      icon: "shield",
      draw: () => h(ChannelPermissionsPage, { channelId }),
    });
  }
  if (manages && channel.type !== ChannelType.CATEGORY) {
    pages.push({
      id: "invites",
      title: "Invites",
      icon: "user-plus",
      draw: () => h(ChannelInvitesPage, { channelId }),
    });
  }
  const isCategory = channel.type === ChannelType.CATEGORY;
  if (!isCategory && canInChannel(channelId, Permission.MANAGE_WEBHOOKS)) {
    pages.push({
      id: "webhooks",
      title: "Webhooks",
      icon: "webhook",
      draw: () => h(WebhooksPage, { channelId }),
    });
  }
  openDialog((close) => {
    const remove = {
      label: isCategory ? "Delete category" : "Delete channel",
      icon: "trash-2",
      danger: true,
      run: () => {
        close();
        askToDeleteChannel(channel);
      },
    };
    return h(SettingsScreen, {
      title: isCategory ? channelName(channel) : `#${channelName(channel)}`,
      pages,
      first: pages[0]?.id ?? "",
      close,
      acts: manages ? [remove] : [],
    });
  });
}
