/** @import { ShownMessage } from "app/types" */

import { replyTo, startEditing, toggleReaction } from "app/actions/messages.js";
import { openEmojiPicker } from "app/components/emoji-picker.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { openMenu } from "app/components/menu.js";
import { messageMenu } from "app/components/messages/message-menu.js";
import { messageRights } from "app/components/messages/message-rights.js";
import { h, html } from "app/lib/html.js";
import { recentEmoji } from "app/stores/preferences.js";

/** What can be done with a message, beside it. @param {{ message: ShownMessage, guildId?: string }} props */
export function Toolbar({ message, guildId }) {
  const may = messageRights(message);
  /** @param {MouseEvent} event */
  const pick = (event) =>
    openEmojiPicker(
      { element: /** @type {Element} */ (event.currentTarget), side: "left" },
      { channelId: message.channel_id },
      (emoji) => toggleReaction(message, emoji),
    );
  /** @param {MouseEvent} event */
  const more = (event) =>
    openMenu(
      { element: /** @type {Element} */ (event.currentTarget), side: "left" },
      "Message",
      () => messageMenu(message, guildId),
    );
  return html`<div class="toolbar" role="toolbar" aria-label="Message actions">
    ${
      may.react &&
      recentEmoji.value.slice(0, 3).map(
        (
          name,
        ) => html`<button key=${name} type="button" class="icon-button" aria-label=${`React with ${name}`} data-tip=${`React with ${name}`} onClick=${() => toggleReaction(message, { id: null, name })}>
          <span class="emoji">${name}</span>
        </button>`,
      )
    }
    ${may.react && h(IconButton, { icon: "smile-plus", label: "Add reaction", onClick: pick })}
    ${may.reply && h(IconButton, { icon: "reply", label: "Reply", onClick: () => replyTo(message) })}
    ${may.edit && h(IconButton, { icon: "pencil", label: "Edit", onClick: () => startEditing(message) })}
    <button type="button" class="icon-button" aria-label="More" data-tip="More" aria-haspopup="menu" onClick=${more}>${h(Icon, { name: "ellipsis" })}</button>
  </div>`;
}
