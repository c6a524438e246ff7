/** @import { Component, ShownMessage } from "app/types" */

import * as api from "app/api/messages.js";
import { Dialog } from "app/components/dialog.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { formatMoment } from "app/lib/time.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";

/** What a message said before it was edited. @param {{ message: ShownMessage, close: () => void }} props */
export function EditsDialog({ message, close }) {
  const guildId = channels.peek(message.channel_id)?.guild_id;
  const { data, failed, reload } = useLoad(
    () => api.edits(message.channel_id, message.id),
    [message.id],
  );
  return h(
    Dialog,
    { title: "Earlier versions", onClose: close },
    html`<div class="dialog-body">
      ${failed && h(ErrorState, { title: "The versions could not be loaded.", onRetry: reload })}
      ${!failed && !data && h(Loading, {})}
      ${data?.length === 0 && h(EmptyState, { icon: "history", title: "Nothing earlier is kept." })}
      ${
        data &&
        html`<ol class="versions">
          <li><p class="version-head">Now</p><div class="message-text" dir="auto">${h(Words, { version: message, guildId })}</div></li>
          ${data.map((version) => html`<li key=${version.replaced_timestamp}><p class="version-head">Until <time dateTime=${version.replaced_timestamp}>${formatMoment(new Date(version.replaced_timestamp))}</time></p><div class="message-text" dir="auto">${h(Words, { version, guildId })}</div></li>`)}
        </ol>`
      }
    </div>`,
  );
}

/** Deleted messages of a channel, for moderators. @param {{ channelId: string, close: () => void }} props */
export function DeletedDialog({ channelId, close }) {
  const guildId = channels.peek(channelId)?.guild_id;
  const { data, failed, reload, change } = useLoad(() => api.deleted(channelId, {}), [channelId]);
  const more = async () => {
    if (!data?.length) return;
    const older = await api.deleted(channelId, { before: data[data.length - 1].id });
    change([...data, ...older]);
  };
  return h(
    Dialog,
    { title: "Deleted messages", onClose: close },
    html`<div class="dialog-body">
      ${failed && h(ErrorState, { title: "Deleted messages could not be loaded.", onRetry: reload })}
      ${!failed && !data && h(Loading, {})}
      ${data?.length === 0 && h(EmptyState, { icon: "trash-2", title: "Nothing that was deleted here is kept." })}
      <ol class="versions">
        ${data?.map(
          (
            message,
          ) => html`<li key=${message.id}><p class="version-head"><b>${displayName(guildId, message.author.id, message.author)}</b> <time dateTime=${message.timestamp}>${formatMoment(new Date(message.timestamp))}</time>, deleted <time dateTime=${message.deleted_timestamp}>${formatMoment(new Date(message.deleted_timestamp))}</time></p>
            <div class="message-text" dir="auto">${h(Words, { version: message, guildId })}</div></li>`,
        )}
      </ol>
      ${data && data.length > 0 && data.length % 50 === 0 && html`<button type="button" class="button small" onClick=${more}>Older ones</button>`}
    </div>`,
  );
}

/** What a message said, or its components did. @param {{ version: { content: string, components?: Component[] }, guildId?: string }} props */
function Words({ version, guildId }) {
  const text = version.content || textOf(version.components);
  return text ? renderNodes(parse(text), guildId) : html`<i>No text</i>`;
}

/** @param {Component[]} [components] @returns {string} */
function textOf(components = []) {
  return components
    .map((one) => one.content || textOf(one.components))
    .filter(Boolean)
    .join("\n");
}
