/** @import { ShownMessage } from "app/types" */

import { jumpTo } from "app/actions/messages.js";
import { ChannelIcon, channelName } from "app/components/channel-name.js";
import { Icon } from "app/components/icon.js";
import { Attachments } from "app/components/messages/attachments.js";
import { Components, listedFiles } from "app/components/messages/components.js";
import { Embeds } from "app/components/messages/embeds.js";
import { h, html } from "app/lib/html.js";
import { formatFull, formatMoment } from "app/lib/time.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";
import { channels } from "app/stores/channels.js";

/** A message as it was when somebody forwarded it. @param {{ message: ShownMessage, guildId?: string }} props */
export function Forwarded({ message, guildId }) {
  const copy = message.message_snapshots?.[0]?.message;
  if (!copy) return null;
  const { channel_id: sourceId = "", message_id: sourceMessage = "" } =
    message.message_reference ?? {};
  const source = channels.get(sourceId);
  const listed = listedFiles(copy);
  const when = new Date(copy.timestamp);
  return html`<blockquote class="forwarded">
    <p class="forwarded-mark">${h(Icon, { name: "forward", size: 14 })} Forwarded</p>
    ${copy.content && html`<div class="message-text" dir="auto">${renderNodes(parse(copy.content), guildId)}</div>`}
    ${Boolean(copy.components?.length) && h(Components, { components: copy.components ?? [], guildId })}
    ${listed.length > 0 && h(Attachments, { attachments: listed })}
    ${copy.embeds.length > 0 && h(Embeds, { embeds: copy.embeds, guildId })}
    <p class="forwarded-source">
      ${source && html`<button type="button" class="link" onClick=${() => jumpTo(sourceId, sourceMessage)}>${h(ChannelIcon, { channel: source })} ${channelName(source)}</button>`}
      <time dateTime=${copy.timestamp} title=${formatFull(when)}>${formatMoment(when)}</time>
    </p>
  </blockquote>`;
}
