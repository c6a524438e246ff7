/** @import { ShownMessage } from "app/types" */

import { editMessage } from "app/actions/messages.js";
import { useSuggestions } from "app/components/composer/suggestion-list.js";
import { isSendKey, TextArea } from "app/components/composer/text-area.js";
import { askToDelete } from "app/components/messages/message-menu.js";
import { h, html } from "app/lib/html.js";
import { codePoints } from "app/lib/text.js";
import { toTyped, toWire } from "app/markdown/compose.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { editing } from "app/stores/drafts.js";
import { namesFor } from "app/stores/names.js";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** @param {{ message: ShownMessage, guildId?: string }} props */
export function EditBox({ message, guildId }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [text, setText] = useState(() => toTyped(message.content, namesFor(message.channel_id)));
  const tooLong = codePoints(text.trim()) > bootstrap.limits.max_message_length;

  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
    field.current?.scrollIntoView({ block: "nearest" });
  }, []);
  /** @param {string} next @param {number} [caret] */
  const write = (next, caret) => {
    setText(next);
    if (caret !== undefined)
      requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  };
  const suggestions = useSuggestions({ channelId: message.channel_id, text, field, onText: write });
  const cancel = () => {
    editing.delete(message.channel_id);
    /** @type {HTMLElement | null} */ (document.querySelector(".composer textarea"))?.focus();
  };
  const save = () => {
    const content = toWire(text.trim(), namesFor(message.channel_id));
    if (tooLong) return;
    if (!content && !message.attachments.length) {
      cancel();
      askToDelete(message, guildId);
      return;
    }
    editMessage(message, content);
    /** @type {HTMLElement | null} */ (document.querySelector(".composer textarea"))?.focus();
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    event.stopPropagation();
    if (suggestions.onKey(event)) return;
    if (event.key === "Escape") cancel();
    else if (isSendKey(event)) {
      event.preventDefault();
      save();
    }
  };
  return html`<div class="edit-box" id=${`text-${message.key}`}>
    ${suggestions.list}
    <div class="composer-box" data-over=${tooLong || undefined}>
      ${h(TextArea, { field, value: text, label: "Edit message", onInput: setText, onKeyDown, onCaret: suggestions.look, expanded: suggestions.open, listId: suggestions.listId, activeId: suggestions.activeId })}
    </div>
    <p class="edit-hint">
      <button type="button" class="link" onClick=${cancel}>Cancel</button> (Esc) ·
      <button type="button" class="link" onClick=${save} disabled=${tooLong}>Save</button> (Enter)
    </p>
  </div>`;
}
