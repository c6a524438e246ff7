/** @import { ShownMessage } from "app/types" */

import { jumpTo } from "app/actions/messages.js";
import { Avatar } from "app/components/avatar.js";
import { Icon } from "app/components/icon.js";
import { roleColor } from "app/components/role-color.js";
import { h, html } from "app/lib/html.js";
import { plainText } from "app/markdown/parse.js";
import { colorOfMember, displayName } from "app/stores/members.js";
import { mentionNames } from "app/stores/names.js";

/** What a message answers, above it; press to go there. @param {{ message: ShownMessage, guildId?: string }} props */
export function ReplyBar({ message, guildId }) {
  const replied = message.referenced_message;
  if (!replied) {
    return html`<div class="reply-bar gone"><span class="reply-spine"></span>${h(Icon, { name: "reply", size: 14 })}<i>The original message was deleted</i></div>`;
  }
  const { author } = replied;
  const pings = message.mentions?.some((user) => user.id === author.id);
  const text = plainText(replied.content, mentionNames(guildId));
  return html`<div class="reply-bar">
    <span class="reply-spine"></span>
    ${h(Avatar, { user: author, size: 16 })}
    <span class="reply-author" style=${{ color: roleColor(colorOfMember(guildId, author.id)) }}>${pings ? "@" : ""}${displayName(guildId, author.id, author)}</span>
    <button type="button" class="reply-text" dir="auto" aria-label=${`Go to the message: ${text || "attachment"}`} onClick=${() => jumpTo(replied.channel_id, replied.id)}>
      ${text || html`<i>Attachment</i>`}
    </button>
  </div>`;
}
