/** @import { ShownMessage } from "app/types" */

import { jumpTo } from "app/actions/messages.js";
import { Icon } from "app/components/icon.js";
import { Author } from "app/components/messages/author.js";
import { h, html } from "app/lib/html.js";
import { formatFull, formatMoment } from "app/lib/time.js";
import { channels } from "app/stores/channels.js";

/** What happened, told by the server. @param {{ message: ShownMessage, guildId?: string }} props */
export function SystemMessage({ message, guildId }) {
  const author = h(Author, { message, guildId });
  const pinned = message.message_reference?.message_id;
  /** @type {Record<number, [string, any]>} */
  const kinds = {
    4: ["pencil", html`${author} renamed this conversation to <b>${message.content}</b>.`],
    6: [
      "pin",
      html`${author} pinned ${pinned ? html`<button type="button" class="link" onClick=${() => jumpTo(message.channel_id, pinned)}>a message</button>` : "a message"} to this channel.`,
    ],
    18: ["hash", html`${author} started the thread <b>${message.content}</b>.`],
    24: ["shield-ban", alertText(message, author)],
    7: ["arrow-right", html`${author} joined.`],
  };
  const [icon, text] = kinds[message.type] ?? ["info", html`${author} ${message.content}`];
  return html`<div class="system-message">
    <span class="system-icon" data-kind=${icon}>${h(Icon, { name: icon, size: 18 })}</span>
    <span id=${`text-${message.key}`}>${text}</span>
    <time dateTime=${message.timestamp} title=${formatFull(new Date(message.timestamp))}>${formatMoment(new Date(message.timestamp))}</time>
  </div>`;
}

/** What AutoMod found, and what it did about it. @param {ShownMessage} message @param {unknown} author */
function alertText(message, author) {
  const [embed] = message.embeds;
  const told = new Map(embed?.fields?.map(({ name, value }) => [name, value]));
  const channel = channels.get(told.get("channel_id") ?? "");
  const place = channel ? html` in <b>#${channel.name}</b>` : "";
  const did = told.get("decision_outcome") === "blocked" ? "blocked" : "flagged";
  const what = told.has("channel_id") ? `${did} a message by` : "held back";
  return html`AutoMod ${what} ${author}${place}: <q>${embed?.description}</q> <span class="alert-rule">Rule: ${told.get("rule_name")}${told.get("keyword") ? ` · ${told.get("keyword")}` : ""}</span>`;
}
