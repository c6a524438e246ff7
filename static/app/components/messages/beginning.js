import { Avatar } from "app/components/avatar.js";
import { ChannelIcon, channelName, channelTitle } from "app/components/channel-name.js";
import { GroupIcon } from "app/components/group-icon.js";
import { ChannelType, isDirect, isForum, isThread } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { channels, recipientOf } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { displayName } from "app/stores/members.js";

/** What stands above the first message. @param {{ channelId: string }} props */
export function ChannelBeginning({ channelId }) {
  const channel = channels.get(channelId);
  if (!channel) return null;
  const person = recipientOf(channel);
  const name = channelName(channel);
  const parent = channels.get(channel.parent_id ?? "");
  const days = (isThread(channel) ? parent : channel)?.message_retention_days;
  return html`<header class="beginning">
    ${person ? h(Avatar, { user: person, size: 72 }) : channel.type === ChannelType.GROUP_DM ? h(GroupIcon, { channel, size: 72 }) : html`<span class="beginning-icon">${h(ChannelIcon, { channel, size: 32 })}</span>`}
    <h2>${name}</h2>
    <p>
      ${
        isDirect(channel)
          ? html`This is the beginning of your conversation with <b>${name}</b>.`
          : isThread(channel)
            ? html`${isForum(parent) ? "A post" : "A thread"} in <b>#${parent?.name}</b>${channel.owner_id ? html`, started by <b>${displayName(channel.guild_id, channel.owner_id)}</b>` : null}.`
            : html`This is the beginning of <b>${channelTitle(channel)}</b> in ${guilds.get(channel.guild_id ?? "")?.name}. ${channel.topic ?? ""}`
      }
    </p>
    ${days && html`<p class="faint">Messages older than ${plural(days, "day")} are deleted here.</p>`}
  </header>`;
}
