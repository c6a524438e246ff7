import { replyTo, startEditing, togglePin, toggleReaction } from "app/actions/messages.js";
import { openEmojiPicker } from "app/components/emoji-picker.js";
import { askToDelete } from "app/components/messages/message-menu.js";
import { messageRights } from "app/components/messages/message-rights.js";
import { channels } from "app/stores/channels.js";
import { findMessage } from "app/stores/messages.js";

/**
 * Arrow keys go from message to message; single letters act on the one that
 * has the focus.
 * @param {KeyboardEvent} event
 * @param {string} channelId
 */
export function moveAmongMessages(event, channelId) {
  if (event.target instanceof HTMLTextAreaElement || event.ctrlKey || event.metaKey || event.altKey)
    return;
  const box = /** @type {HTMLElement} */ (event.currentTarget);
  const focused = /** @type {HTMLElement | null} */ (
    document.activeElement?.closest(".message") ?? null
  );
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const all = /** @type {HTMLElement[]} */ ([...box.querySelectorAll(".message")]);
    const at = focused ? all.indexOf(focused) : all.length;
    const next = all[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    return;
  }
  if (document.activeElement !== focused || !focused) return;
  if (event.key === "Escape") {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.querySelector(".composer textarea"))?.focus();
    return;
  }
  const message = findMessage(channelId, focused.dataset.id ?? "");
  if (message && actOn(event.key, message, focused)) event.preventDefault();
}

/**
 * @param {string} key
 * @param {import("app/types").ShownMessage} message
 * @param {HTMLElement} element
 */
function actOn(key, message, element) {
  const may = messageRights(message);
  if (key === "e" && may.edit) startEditing(message);
  else if (key === "r" && may.reply) replyTo(message);
  else if (key === "p" && may.pin) togglePin(message);
  else if (key === "Delete" && may.remove)
    askToDelete(message, channels.peek(message.channel_id)?.guild_id);
  else if (key === "+" && may.react) {
    openEmojiPicker({ element, side: "bottom-end" }, { channelId: message.channel_id }, (emoji) =>
      toggleReaction(message, emoji),
    );
  } else return false;
  return true;
}
