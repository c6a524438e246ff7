/** @import { ShownMessage } from "app/types" */

import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { SUPPRESS_NOTIFICATIONS } from "app/lib/message-flags.js";
import { formatFull } from "app/lib/time.js";
import { isOnlyEmoji, parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";
import { useMemo } from "preact/hooks";

/** @param {{ message: ShownMessage, guildId?: string }} props */
export function MessageText({ message, guildId }) {
  const nodes = useMemo(() => parse(message.content), [message.content]);
  if (!message.content && !message.edited_timestamp) {
    const what = message.poll
      ? "Poll"
      : message.message_snapshots
        ? "Forward"
        : message.components?.length
          ? "Message of an app"
          : "Attachment";
    return html`<span id=${`text-${message.key}`} class="visually-hidden">${what}</span>`;
  }
  return html`<div id=${`text-${message.key}`} class="message-text" dir="auto" data-large=${isOnlyEmoji(nodes) || undefined}>
    ${renderNodes(nodes, guildId)}
    ${Boolean((message.flags ?? 0) & SUPPRESS_NOTIFICATIONS) && html` <span class="silent" role="img" aria-label="Sent without a sound" data-tip="Sent without a sound">${h(Icon, { name: "bell-off", size: 14 })}</span>`}
    ${message.edited_timestamp && html`<time class="edited" dateTime=${message.edited_timestamp} title=${`Edited ${formatFull(new Date(message.edited_timestamp))}`}> (edited)</time>`}
  </div>`;
}
