/** @import { ShownMessage } from "app/types" */

import { jumpTo } from "app/actions/messages.js";
import { Icon } from "app/components/icon.js";
import { Attachments } from "app/components/messages/attachments.js";
import { Author } from "app/components/messages/author.js";
import { MessageText } from "app/components/messages/message-text.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { formatDuration, formatFull, formatMoment } from "app/lib/time.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { myId } from "app/stores/session.js";

const THREAD_STARTER = 21;

/** The message a thread is about, which stands at its top. @param {ShownMessage} message */
export function starterOf(message) {
  const original = message.type === THREAD_STARTER ? message.referenced_message : null;
  return original ? /** @type {ShownMessage} */ ({ ...original, key: message.key }) : null;
}

/** What happened, told by the server. @param {{ message: ShownMessage, guildId?: string }} props */
export function SystemMessage({ message, guildId }) {
  const author = h(Author, { message, guildId });
  const pinned = message.message_reference?.message_id;
  const others = (message.mentions ?? []).map((user) => displayName(guildId, user.id, user));
  const named = html`<b>${others.join(", ")}</b>`;
  const left = message.mentions?.[0]?.id === message.author.id;
  /** @type {Record<number, [string, any]>} */
  const kinds = {
    1: ["user-plus", html`${author} added ${named}.`],
    2: ["user-minus", left ? html`${author} left.` : html`${author} removed ${named}.`],
    3: ["phone", callText(message, author)],
    5: ["pencil", html`${author} changed the picture of this conversation.`],
    12: [
      "megaphone",
      html`${author} let this channel follow <b>${message.content}</b>. What is published there will appear here.`,
    ],
    46: ["chart-no-axes-column", html`${author}’s poll has ended: ${h(PollResult, { message })}`],
    4: [
      "pencil",
      message.content
        ? html`${author} renamed this ${guildId ? "thread" : "conversation"} to <b>${message.content}</b>.`
        : html`${author} took the name of this conversation away.`,
    ],
    6: [
      "pin",
      html`${author} pinned ${pinned ? html`<button type="button" class="link" onClick=${() => jumpTo(message.channel_id, pinned)}>a message</button>` : "a message"} to this channel.`,
    ],
    18: ["messages-square", html`${author} started the thread <b>${message.content}</b>.`],
    27: ["radio", html`${author} started the stage <b>${message.content}</b>.`],
    28: ["radio", html`${author} ended the stage <b>${message.content}</b>.`],
    29: ["radio", html`${author} speaks on the stage now.`],
    31: ["radio", html`${author} changed the topic of the stage to <b>${message.content}</b>.`],
    24: ["shield-ban", alertText(message, author)],
    36: ["shield-ban", stopText(message, author)],
    37: ["shield-ban", html`${author} ended the stop in an emergency.`],
    38: ["shield-ban", html`${author} reported a raid.`],
    39: ["shield-ban", html`${author} reported a false alarm.`],
    7: ["arrow-right", html`${author} joined.`],
  };
  const starter = starterOf(message);
  if (starter) return h(Starter, { message: starter, guildId });
  const [icon, text] = kinds[message.type] ?? ["info", html`${author} ${message.content}`];
  return html`<div class="system-message">
    <span class="system-icon" data-kind=${icon}>${h(Icon, { name: icon, size: 18 })}</span>
    <span id=${`text-${message.key}`}>${text}</span>
    <time dateTime=${message.timestamp} title=${formatFull(new Date(message.timestamp))}>${formatMoment(new Date(message.timestamp))}</time>
  </div>`;
}

/** A call that goes on, was missed, or is over. @param {ShownMessage} message @param {unknown} author */
function callText({ call, timestamp }, author) {
  if (!call?.ended_timestamp) return html`${author} started a call.`;
  if (!call.participants.includes(myId.value)) return html`You missed a call from ${author}.`;
  const lasted = (Date.parse(call.ended_timestamp) - Date.parse(timestamp)) / 1000;
  return html`${author} started a call that lasted ${formatDuration(lasted)}.`;
}

/** Until when something is stopped. @param {ShownMessage} message @param {unknown} author */
function stopText(message, author) {
  const until = new Date(message.content);
  const shown = Number.isNaN(until.getTime()) ? message.content : formatMoment(until);
  return html`${author} stopped joining or direct messages until ${shown.replace(/^T/, "t")}.`;
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

/** How a poll ended, as its embed says. @param {{ message: ShownMessage }} props */
function PollResult({ message }) {
  const fields = new Map(message.embeds[0]?.fields?.map(({ name, value }) => [name, value]) ?? []);
  const pollId = message.message_reference?.message_id ?? "";
  const winner = fields.get("victor_answer_text");
  const votes = `${fields.get("victor_answer_votes") ?? 0} of ${plural(Number(fields.get("total_votes") ?? 0), "vote")}`;
  const asked = html`<button type="button" class="link" onClick=${() => jumpTo(message.channel_id, pollId)}>${fields.get("poll_question_text")}</button>`;
  return html`<span>${asked} ${winner ? html`<b>${winner}</b> won with ${votes}.` : "No answer won."}</span>`;
}

/** @param {{ message: ShownMessage, guildId?: string }} props */
function Starter({ message, guildId }) {
  return html`<div class="thread-starter">
    ${h(Author, { message, guildId })}
    ${h(MessageText, { message, guildId })}
    ${message.attachments.length > 0 && h(Attachments, { attachments: message.attachments })}
  </div>`;
}
