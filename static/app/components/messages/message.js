/** @import { ShownMessage } from "app/types" */

import { useLongPress } from "app/components/long-press.js";
import { Attachments } from "app/components/messages/attachments.js";
import { Author, AuthorAvatar } from "app/components/messages/author.js";
import { BlockedMessage } from "app/components/messages/blocked.js";
import { Components, listedFiles } from "app/components/messages/components.js";
import { EditBox } from "app/components/messages/edit-box.js";
import { Embeds } from "app/components/messages/embeds.js";
import { Forwarded } from "app/components/messages/forwarded.js";
import { openMessageMenu } from "app/components/messages/message-menu.js";
import { MessageText } from "app/components/messages/message-text.js";
import { Poll } from "app/components/messages/poll.js";
import { Reactions } from "app/components/messages/reactions.js";
import { ReplyBar } from "app/components/messages/reply-bar.js";
import { isWritten } from "app/components/messages/rows.js";
import { Stickers } from "app/components/messages/stickers.js";
import { SystemMessage, starterOf } from "app/components/messages/system-message.js";
import { hasThread, ThreadLink } from "app/components/messages/thread-link.js";
import { Toolbar } from "app/components/messages/toolbar.js";
import { Unsent } from "app/components/messages/unsent.js";
import { isDirect } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { memo } from "app/lib/memo.js";
import { formatClock, formatFull, formatMoment } from "app/lib/time.js";
import { channels } from "app/stores/channels.js";
import { editing, replies } from "app/stores/drafts.js";
import { callsMe } from "app/stores/read-states.js";
import { isBlocked } from "app/stores/relationships.js";
import { useRef, useState } from "preact/hooks";

/** System messages that say themselves what their embed holds: alerts of AutoMod, results of polls. */
const SAY_THEMSELVES = new Set([24, 46]);

/** @typedef {{ message: ShownMessage, head: boolean, guildId?: string, target: boolean }} Props */

/** One message; redrawn only when it, or what it names, changes. @param {Props} props */
function MessageRow({ message, head, guildId, target }) {
  const [active, setActive] = useState(false);
  const [uncovered, setUncovered] = useState(false);
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  const isEditing = editing.get(message.channel_id) === message.id;
  const isReplied = replies.get(message.channel_id)?.messageId === message.id;
  const longPress = useLongPress((event) => openMessageMenu(event, message, guildId));
  const mentioned =
    !message.state && !isDirect(channels.peek(message.channel_id)) && callsMe(message);
  const written = isWritten(message);
  if (written && isBlocked(message.author.id) && !uncovered)
    return h(BlockedMessage, { message, onShow: () => setUncovered(true) });
  const showHead = head && written;
  const starter = starterOf(message);
  const listed = listedFiles(message);
  const labels = `author-${message.key} text-${message.key}`;

  /** @param {FocusEvent} event */
  const onFocusOut = (event) => {
    if (!ref.current?.contains(/** @type {globalThis.Node | null} */ (event.relatedTarget)))
      setActive(false);
  };
  return html`<article
    ref=${ref}
    class="message"
    tabindex="-1"
    data-key=${message.key}
    data-id=${message.id}
    data-head=${showHead || undefined}
    data-state=${message.state}
    data-mentioned=${mentioned || undefined}
    data-target=${target || undefined}
    data-replied=${isReplied || undefined}
    data-editing=${isEditing || undefined}
    aria-labelledby=${labels}
    onPointerEnter=${(/** @type {PointerEvent} */ e) => e.pointerType === "mouse" && setActive(true)}
    onPointerLeave=${(/** @type {PointerEvent} */ e) => e.pointerType === "mouse" && !ref.current?.contains(document.activeElement) && setActive(false)}
    onFocusIn=${() => setActive(true)}
    onFocusOut=${onFocusOut}
    onContextMenu=${(/** @type {MouseEvent} */ e) => openMessageMenu(e, message, guildId)}
    ...${longPress}
  >
    ${written && message.type === 19 && h(ReplyBar, { message, guildId })}
    ${starter ? h(AuthorAvatar, { message: starter, guildId }) : showHead ? h(AuthorAvatar, { message, guildId }) : written && html`<time class="message-side-time" dateTime=${message.timestamp}>${formatClock(new Date(message.timestamp))}</time>`}
    <div class="message-main">
      ${showHead ? h(Heading, { message, guildId }) : html`<span id=${`author-${message.key}`} class="visually-hidden">${h(Author, { message, guildId, plain: true })}</span>`}
      ${written ? (isEditing ? h(EditBox, { message, guildId }) : h(MessageText, { message, guildId })) : h(SystemMessage, { message, guildId })}
      ${message.poll && h(Poll, { message })}
      ${message.message_snapshots && h(Forwarded, { message, guildId })}
      ${Boolean(message.components?.length) && h(Components, { components: message.components ?? [], guildId })}
      ${listed.length > 0 && h(Attachments, { attachments: listed })}
      ${Boolean(message.sticker_items?.length) && h(Stickers, { items: message.sticker_items ?? [] })}
      ${message.embeds.length > 0 && !SAY_THEMSELVES.has(message.type) && h(Embeds, { embeds: message.embeds, guildId })}
      ${message.state && h(Unsent, { message })}
      ${guildId && hasThread(message) && h(ThreadLink, { message, guildId })}
      ${Boolean(message.reactions?.length) && h(Reactions, { message })}
    </div>
    ${active && !message.state && !isEditing && h(Toolbar, { message, guildId })}
  </article>`;
}

export const Message = memo(MessageRow);

/** @param {{ message: ShownMessage, guildId?: string }} props */
function Heading({ message, guildId }) {
  const date = new Date(message.timestamp);
  return html`<header class="message-heading">
    <span id=${`author-${message.key}`}>${h(Author, { message, guildId })}</span>
    <time dateTime=${message.timestamp} title=${formatFull(date)}>${formatMoment(date)}</time>
  </header>`;
}
