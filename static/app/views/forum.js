import { ChannelHeader } from "app/components/channel-header.js";
import { PostDialog } from "app/components/dialogs/thread-dialog.js";
import { Boundary } from "app/components/states.js";
import { ThreadList } from "app/components/thread-list.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { openDialog } from "app/stores/overlays.js";

/** The posts of a forum. @param {{ guildId: string, channelId: string, wide: boolean }} props */
export function Forum({ guildId, channelId, wide }) {
  const mayPost = canInChannel(channelId, Permission.SEND_MESSAGES);
  const write = () => openDialog((close) => h(PostDialog, { forumId: channelId, close }));
  return html`<div class="chat">
    ${h(ChannelHeader, { channelId, wide })}
    <section class="forum" aria-label="Posts">
      ${mayPost && html`<button type="button" class="button primary" onClick=${write}>New post</button>`}
      ${h(Boundary, { name: "The posts" }, h(ThreadList, { guildId, channelId, none: "Nobody has posted yet." }))}
    </section>
  </div>`;
}
