/** @import { Channel } from "app/types" @import { ComponentChildren } from "preact" */
import { ChannelHeader } from "app/components/channel-header.js";
import { EmptyState } from "app/components/states.js";
import { isThread } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { guildPath } from "app/router.js";
import { channels } from "app/stores/channels.js";
import { grownUp } from "app/stores/preferences.js";

/** Before a channel for adults is shown, people say that they are. @param {{ channel: Channel, children?: ComponentChildren }} props */
export function AgeGate({ channel, children }) {
  const holder = isThread(channel) ? channels.get(channel.parent_id ?? "") : channel;
  if (!holder?.nsfw || grownUp.value) return html`${children}`;
  const confirm = () => {
    grownUp.value = true;
  };
  return html`<div class="chat">
    ${h(ChannelHeader, { channelId: channel.id, wide: true })}
    ${h(
      EmptyState,
      { icon: "eye-off", title: "This channel is for adults only." },
      html`<div class="button-row">
        <a class="button" href=${guildPath(channel.guild_id ?? "")}>Go back</a>
        <button type="button" class="button primary" onClick=${confirm}>I am an adult</button>
      </div>`,
    )}
  </div>`;
}
