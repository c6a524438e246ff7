/** @import { Reaction, ShownMessage } from "app/types" */

import { toggleReaction } from "app/actions/messages.js";
import * as api from "app/api/messages.js";
import { openEmojiPicker } from "app/components/emoji-picker.js";
import { IconButton } from "app/components/icon-button.js";
import { emojiUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { joinNames } from "app/lib/text.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { useState } from "preact/hooks";

/** @param {{ message: ShownMessage }} props */
export function Reactions({ message }) {
  const mayAdd = canInChannel(message.channel_id, Permission.ADD_REACTIONS);
  /** @param {MouseEvent} event */
  const add = (event) =>
    openEmojiPicker(
      { element: /** @type {Element} */ (event.currentTarget), side: "top" },
      { channelId: message.channel_id },
      (emoji) => toggleReaction(message, emoji),
    );
  return html`<div class="reactions" role="group" aria-label="Reactions">
    ${(message.reactions ?? []).map((reaction) => h(Chip, { key: reaction.emoji.id ?? reaction.emoji.name ?? "", message, reaction }))}
    ${mayAdd && h(IconButton, { icon: "smile-plus", label: "Add reaction", size: 18, class: "reaction-add", onClick: add })}
  </div>`;
}

/** @param {{ message: ShownMessage, reaction: Reaction }} props */
function Chip({ message, reaction }) {
  const { emoji, count, me } = reaction;
  const [names, setNames] = useState("");
  const guildId = channels.peek(message.channel_id)?.guild_id;
  const learn = async () => {
    const key = emoji.id ? `${emoji.name}:${emoji.id}` : (emoji.name ?? "");
    const people = await api.reactors(message.channel_id, message.id, key).catch(() => []);
    const known = people.slice(0, 5).map((user) => displayName(guildId, user.id, user));
    const others = count - known.length;
    setNames(others > 0 ? `${known.join(", ")} and ${others} more` : joinNames(known));
  };
  return html`<button
    type="button"
    class="reaction"
    aria-pressed=${me}
    aria-label=${`${emoji.name}, ${count}`}
    data-tip=${names || undefined}
    onPointerEnter=${learn}
    onFocus=${learn}
    onClick=${() => toggleReaction(message, emoji)}
  >
    ${emoji.id ? html`<img class="emoji" src=${emojiUrl({ id: emoji.id })} alt="" />` : html`<span class="emoji">${emoji.name}</span>`}
    <span class="reaction-count">${count}</span>
  </button>`;
}
