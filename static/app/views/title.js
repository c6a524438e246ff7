import { effect } from "@preact/signals";
import { channelTitle } from "app/components/channel-name.js";
import { currentChannelId, currentGuildId } from "app/router.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { channels } from "app/stores/channels.js";
import { guildList, guilds } from "app/stores/guilds.js";
import { guildUnread, mentionsIn, unreadDirect } from "app/stores/read-states.js";

/** The tab tells where one is, and how many mentions wait. */
export function startTitle() {
  effect(() => {
    const channel = channels.get(currentChannelId.value);
    const guild = guilds.get(currentGuildId.value ?? "");
    let count = 0;
    for (const { id } of guildList.value) count += guildUnread(id).mentions;
    for (const { id } of unreadDirect()) count += mentionsIn(id) || 1;
    const parts = [channel && channelTitle(channel), guild?.name ?? bootstrap.instance_name].filter(
      Boolean,
    );
    document.title = (count ? `(${count}) ` : "") + parts.join(" · ");
  });
}
