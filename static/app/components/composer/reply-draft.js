/** @import { ReplyDraft as Draft } from "app/stores/drafts.js" */

import { IconButton } from "app/components/icon-button.js";
import { h, html } from "app/lib/html.js";
import { channels } from "app/stores/channels.js";
import { replies } from "app/stores/drafts.js";
import { displayName } from "app/stores/members.js";
import { byChannel } from "app/stores/messages.js";
import { myId } from "app/stores/session.js";

/** Whom the message being written answers. @param {{ channelId: string, reply: Draft }} props */
export function ReplyDraft({ channelId, reply }) {
  const message = byChannel.get(channelId)?.messages.find((m) => m.id === reply.messageId);
  const author = message?.author;
  const name = author
    ? displayName(channels.get(channelId)?.guild_id, author.id, author)
    : "a message";
  const toggle = () => replies.set(channelId, { ...reply, ping: !reply.ping });
  return html`<div class="reply-draft">
    <span>Replying to <b>${name}</b></span>
    ${
      author?.id !== myId.value &&
      html`<button type="button" class="reply-ping" aria-pressed=${reply.ping} data-tip=${reply.ping ? "The author is notified" : "The author is not notified"} onClick=${toggle}>
        @ ${reply.ping ? "on" : "off"}
      </button>`
    }
    ${h(IconButton, { icon: "x", label: "Cancel reply", size: 16, onClick: () => replies.delete(channelId) })}
  </div>`;
}
