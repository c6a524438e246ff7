import * as api from "app/api/guilds.js";
import { InviteList } from "app/components/invite-list.js";
import { h } from "app/lib/html.js";
import { channels } from "app/stores/channels.js";

/** @param {{ channelId: string }} props */
export function ChannelInvitesPage({ channelId }) {
  return h(InviteList, {
    guildId: channels.get(channelId)?.guild_id ?? "",
    channelId,
    load: () => api.channelInvites(channelId),
    on: [channelId],
  });
}
