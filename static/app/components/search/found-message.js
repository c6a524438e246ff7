/** @import { Message } from "app/types" @import { ComponentChildren } from "preact" */
import { Avatar } from "app/components/avatar.js";
import { h, html } from "app/lib/html.js";
import { markNodes } from "app/lib/mark-nodes.js";
import { plural } from "app/lib/text.js";
import { formatFull, formatMoment } from "app/lib/time.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";
import { displayName } from "app/stores/members.js";

/**
 * A message away from its conversation, and the way there.
 * @param {{ message: Message, guildId?: string, words?: string[], onJump: () => void, children?: ComponentChildren }} props
 */
export function FoundMessage({ message, guildId, words = [], onJump, children }) {
  const name = displayName(guildId, message.author.id, message.author);
  const moment = new Date(message.timestamp);
  const files = message.attachments.length;
  return html`<li class="found">
    ${h(Avatar, { user: message.author, size: 32 })}
    <div class="pin-main">
      <p class="pin-head"><b>${name}</b> <time dateTime=${message.timestamp} title=${formatFull(moment)}>${formatMoment(moment)}</time></p>
      ${message.content && html`<div class="message-text" dir="auto">${renderNodes(markNodes(parse(message.content), words), guildId)}</div>`}
      ${files > 0 && html`<p class="faint">${plural(files, "attachment")}</p>`}
      ${!message.content && !files && html`<p class="faint">${message.embeds.length ? "Embed" : "No text"}</p>`}
    </div>
    <div class="found-tools">
      <button type="button" class="button small" aria-label=${`Jump to the message by ${name}`} onClick=${onJump}>Jump</button>
      ${children}
    </div>
  </li>`;
}
