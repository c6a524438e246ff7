/** @import { Menu, ShownMessage } from "app/types" */
import * as act from "app/actions/messages.js";
import { endPoll } from "app/actions/polls.js";
import { discardMessage, retryMessage } from "app/actions/sending.js";
import { confirm } from "app/components/confirm.js";
import { EditsDialog } from "app/components/dialogs/edits-dialog.js";
import { FilesDialog } from "app/components/dialogs/files-dialog.js";
import { ForwardDialog } from "app/components/dialogs/forward-dialog.js";
import { ReactionsDialog } from "app/components/dialogs/reactions-dialog.js";
import { ThreadDialog } from "app/components/dialogs/thread-dialog.js";
import { openEmojiPicker } from "app/components/emoji-picker.js";
import { openContextMenu } from "app/components/menu.js";
import { messageRights } from "app/components/messages/message-rights.js";
import { hasThread } from "app/components/messages/thread-link.js";
import { h } from "app/lib/html.js";
import { plainText } from "app/markdown/parse.js";
import { displayName } from "app/stores/members.js";
import { byChannel } from "app/stores/messages.js";
import { mentionNames } from "app/stores/names.js";
import { openDialog } from "app/stores/overlays.js";

/**
 * @param {MouseEvent} event
 * @param {ShownMessage} message
 * @param {string | undefined} guildId
 */
export function openMessageMenu(event, message, guildId) {
  // Selected text and links keep the browser's own menu.
  const inLink = event.target instanceof Element && event.target.closest("a[target], textarea");
  if (inLink || getSelection()?.toString()) return;
  openContextMenu(event, "Message", () => messageMenu(message, guildId));
}

/**
 * What can be done with a message as it is now; nothing once it is deleted.
 * @param {ShownMessage} shown
 * @param {string | undefined} guildId
 * @returns {Menu}
 */
export function messageMenu(shown, guildId) {
  const window = byChannel.get(shown.channel_id);
  const message = window
    ? window.messages.find(({ key, id }) => key === shown.key || id === shown.id)
    : shown;
  if (!message) return [];
  if (message.state === "sending") return [];
  if (message.state === "failed") {
    return [
      { label: "Send again", icon: "rotate-cw", run: () => retryMessage(message) },
      { label: "Delete", icon: "trash-2", danger: true, run: () => discardMessage(message) },
    ];
  }
  const may = messageRights(message);
  const react = () => {
    const element = document.querySelector(`[data-id="${message.id}"]`) ?? document.body;
    openEmojiPicker({ element, side: "bottom-end" }, { channelId: message.channel_id }, (emoji) =>
      act.toggleReaction(message, emoji),
    );
  };
  /** @type {Menu} */
  const items = [];
  if (may.react) items.push({ label: "Add reaction", icon: "smile-plus", run: react });
  if (may.reply) items.push({ label: "Reply", icon: "reply", run: () => act.replyTo(message) });
  if (may.thread && !hasThread(message))
    items.push({
      label: "Start a thread",
      icon: "messages-square",
      run: () => askForThread(message, guildId),
    });
  if (may.forward)
    items.push({
      label: "Forward",
      icon: "forward",
      run: () => openDialog((close) => h(ForwardDialog, { message, close })),
    });
  if (may.publish)
    items.push({ label: "Publish", icon: "megaphone", run: () => askToPublish(message) });
  if (may.endPoll)
    items.push({
      label: "End the poll",
      icon: "check",
      run: () =>
        confirm({
          title: "End this poll?",
          text: "Nobody can vote any more, and the channel is told the result.",
          action: "End poll",
          run: () => void endPoll(message),
        }),
    });
  if (may.edit)
    items.push({ label: "Edit message", icon: "pencil", run: () => act.startEditing(message) });
  items.push(null);
  if (message.reactions?.length)
    items.push({
      label: "Who reacted",
      icon: "users",
      run: () => openDialog((close) => h(ReactionsDialog, { message, close })),
    });
  if (message.content)
    items.push({ label: "Copy text", icon: "copy", run: () => act.copyText(message) });
  if (may.seeEdits)
    items.push({
      label: "Earlier versions",
      icon: "history",
      run: () => openDialog((close) => h(EditsDialog, { message, close })),
    });
  if (may.removeFiles)
    items.push({
      label: "Remove files",
      icon: "file",
      run: () => openDialog((close) => h(FilesDialog, { message, close })),
    });
  if (may.hideEmbeds)
    items.push({
      label: "Remove embeds",
      icon: "eye-off",
      run: () => act.hideEmbeds(message, true),
    });
  if (may.showEmbeds)
    items.push({ label: "Show embeds", icon: "eye", run: () => act.hideEmbeds(message, false) });
  items.push({ label: "Copy link", icon: "link", run: () => act.copyLink(message) });
  if (may.pin) {
    const label = message.pinned ? "Unpin message" : "Pin message";
    items.push({
      label,
      icon: message.pinned ? "pin-off" : "pin",
      run: () => act.togglePin(message),
    });
  }
  items.push(null);
  if (may.remove) {
    items.push({
      label: "Delete message",
      icon: "trash-2",
      danger: true,
      run: () => askToDelete(message, guildId),
    });
  }
  return items;
}

/** @param {ShownMessage} message */
function askToPublish(message) {
  confirm({
    title: "Publish this message?",
    text: "It goes to every channel that follows this one, and so will later edits.",
    action: "Publish",
    run: () => void act.publish(message),
  });
}

/**
 * @param {ShownMessage} message
 * @param {string | undefined} guildId
 */
function askForThread(message, guildId) {
  const suggested = plainText(message.content, mentionNames(guildId)).slice(0, 40);
  openDialog((close) =>
    h(ThreadDialog, {
      channelId: message.channel_id,
      messageId: message.id,
      suggested,
      close,
    }),
  );
}

/**
 * @param {ShownMessage} message
 * @param {string | undefined} guildId
 */
export function askToDelete(message, guildId) {
  const who = displayName(guildId, message.author.id, message.author);
  const excerpt = plainText(message.content, mentionNames(guildId)).slice(0, 120);
  confirm({
    title: "Delete this message?",
    text: excerpt
      ? `${who}: “${excerpt}”. This cannot be undone.`
      : `The message by ${who} will be gone for everyone. This cannot be undone.`,
    action: "Delete",
    run: () => void act.deleteMessage(message),
  });
}
