import { attach } from "app/actions/attachments.js";
import { ChannelHeader } from "app/components/channel-header.js";
import { channelName, channelTitle } from "app/components/channel-name.js";
import { Composer } from "app/components/composer/composer.js";
import { Icon } from "app/components/icon.js";
import { MessageList } from "app/components/messages/message-list.js";
import { Boundary } from "app/components/states.js";
import { TypingLine } from "app/components/typing-line.js";
import { VoiceStage } from "app/components/voice-dock.js";
import { isDirect } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { useState } from "preact/hooks";

/** @typedef {"alone" | "behind" | "beside"} Place whether a thread is open beside it, or it is that thread */

/** A conversation: header, messages, composer. @param {{ channelId: string, messageId?: string, wide: boolean, place?: Place }} props */
export function Chat({ channelId, messageId, wide, place = "alone" }) {
  const channel = channels.get(channelId);
  const drop = useDrop(channelId);
  const name = isDirect(channel) ? `@${channelName(channel)}` : channelTitle(channel);
  return html`<div class="chat" ...${drop.handlers}>
    ${h(ChannelHeader, { channelId, wide, place })}
    ${h(Boundary, { name: "The call" }, h(VoiceStage, { channelId }))}
    ${h(Boundary, { name: "The messages" }, h(MessageList, { key: channelId, channelId, messageId }))}
    ${h(Boundary, { name: "The composer" }, h(Composer, { key: channelId, channelId, name }))} ${h(TypingLine, { channelId })}
    ${drop.over && html`<div class="drop-target" aria-hidden="true"><span>${h(Icon, { name: "upload", size: 32 })} Drop to add to your message in ${name}</span></div>`}
  </div>`;
}

/** Files dropped anywhere on the conversation. @param {string} channelId */
function useDrop(channelId) {
  const [depth, setDepth] = useState(0);
  const allowed = canInChannel(channelId, Permission.ATTACH_FILES | Permission.SEND_MESSAGES);
  /** @param {DragEvent} event */
  const hasFiles = (event) => allowed && Boolean(event.dataTransfer?.types.includes("Files"));
  const handlers = {
    /** @param {DragEvent} event */
    onDragEnter: (event) => {
      if (hasFiles(event)) setDepth((n) => n + 1);
    },
    /** @param {DragEvent} event */
    onDragLeave: (event) => {
      if (hasFiles(event)) setDepth((n) => Math.max(0, n - 1));
    },
    /** @param {DragEvent} event */
    onDragOver: (event) => {
      if (hasFiles(event)) event.preventDefault();
    },
    /** @param {DragEvent} event */
    onDrop: (event) => {
      setDepth(0);
      if (!hasFiles(event)) return;
      event.preventDefault();
      attach(channelId, event.dataTransfer?.files ?? []);
    },
  };
  return { over: depth > 0, handlers };
}
