/** @import { ScrollKeeper } from "app/components/messages/scroll-keeper.js" */

import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { isAfter, timeOf } from "app/lib/snowflake.js";
import { plural } from "app/lib/text.js";
import { formatMoment } from "app/lib/time.js";
import { byChannel } from "app/stores/messages.js";
import { isUnread } from "app/stores/read-states.js";
import { myId } from "app/stores/session.js";

/**
 * How much is new above, while it is not all read.
 * @param {{ channelId: string, newAfter: string, keeper: ScrollKeeper, onRead: () => void }} props
 */
export function UnreadBar({ channelId, newAfter, keeper, onRead }) {
  const window = byChannel.get(channelId);
  const fresh = (window?.messages ?? []).filter(
    (m) => isAfter(m.id, newAfter) && m.author.id !== myId.value && !m.state,
  );
  if (!isUnread(channelId) || !fresh.length || !keeper.ready) return null;
  const count = `${plural(fresh.length, "new message")}${window?.hasNewer ? " and more" : ""}`;
  return html`<div class="unread-bar">
    <button type="button" onClick=${() => keeper.toNew()}>${count} since ${formatMoment(timeOf(fresh[0].id)).replace(/^([TY])/, (c) => c.toLowerCase())}</button>
    <button type="button" onClick=${onRead}>Mark as read ${h(Icon, { name: "check", size: 16 })}</button>
  </div>`;
}

/** @param {{ missed: number, past: boolean, onJump: () => void }} props */
export function JumpBar({ missed, past, onJump }) {
  const text = missed
    ? plural(missed, "new message")
    : past
      ? "You are viewing older messages"
      : "";
  return html`<div class="jump-bar">
    <button type="button" onClick=${onJump}>
      ${text && html`<span>${text}</span>`}
      <span class="jump-bar-act">Jump to present ${h(Icon, { name: "arrow-down", size: 16 })}</span>
    </button>
  </div>`;
}
