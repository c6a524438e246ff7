/** @import { Message } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import { jumpTo } from "app/actions/messages.js";
import * as api from "app/api/messages.js";
import { Avatar } from "app/components/avatar.js";
import { confirm } from "app/components/confirm.js";
import { IconButton } from "app/components/icon-button.js";
import { mayPin } from "app/components/messages/message-rights.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { formatMoment } from "app/lib/time.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { learnFrom } from "app/stores/messages.js";
import { closeFloating, openFloating } from "app/stores/overlays.js";

/** @param {Element} element @param {string} channelId */
export function openPins(element, channelId) {
  openFloating({ element, side: "bottom-end" }, "Pinned messages", () => h(Pins, { channelId }));
}

/** @param {{ channelId: string }} props */
function Pins({ channelId }) {
  /** @param {string} [before] */
  const load = async (before) => {
    const page = await api.pins(channelId, before);
    learnFrom(page.items.map((item) => item.message));
    return page;
  };
  const { data, failed, reload, change } = useLoad(() => load(), [channelId]);
  const more = async () => {
    const page = await attempt(load(data?.items.at(-1)?.pinned_at));
    if (page && data) change({ ...page, items: [...data.items, ...page.items] });
  };
  return html`<section class="pins">
    <h2>Pinned messages</h2>
    ${failed && h(ErrorState, { title: "Pins could not be loaded.", onRetry: reload })}
    ${!failed && !data && h(Loading, {})}
    ${data?.items.length === 0 && h(EmptyState, { icon: "pin", title: "Nothing is pinned here yet." })}
    <ul>${data?.items.map(({ message }) => h(Pin, { key: message.id, message, channelId }))}</ul>
    ${data?.has_more && html`<button type="button" class="button small wide" onClick=${more}>Show older</button>`}
  </section>`;
}

/** @param {{ message: Message, channelId: string }} props */
function Pin({ message, channelId }) {
  const channel = channels.get(channelId);
  const guildId = channel?.guild_id;
  const name = displayName(guildId, message.author.id, message.author);
  const mayUnpin = mayPin(channel);
  const unpin = () =>
    confirm({
      title: "Unpin this message?",
      text: `The message by ${name} stays in the channel.`,
      action: "Unpin",
      run: () => void attempt(api.unpin(channelId, message.id)),
    });
  const jump = () => {
    closeFloating();
    jumpTo(channelId, message.id);
  };
  return html`<li class="pin">
    ${h(Avatar, { user: message.author, size: 32 })}
    <div class="pin-main">
      <p class="pin-head"><b>${name}</b> <time dateTime=${message.timestamp}>${formatMoment(new Date(message.timestamp))}</time></p>
      <div class="message-text" dir="auto">${message.content ? renderNodes(parse(message.content), guildId) : html`<i>Attachment</i>`}</div>
    </div>
    <div class="pin-tools">
      <button type="button" class="button small" onClick=${jump}>Jump</button>
      ${mayUnpin && h(IconButton, { icon: "x", label: "Unpin", size: 16, onClick: unpin })}
    </div>
  </li>`;
}
