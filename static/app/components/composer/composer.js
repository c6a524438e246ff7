import { attach, uploadOf } from "app/actions/attachments.js";
import { startEditing } from "app/actions/messages.js";
import { sendMessage } from "app/actions/sending.js";
import { tellTyping } from "app/actions/typing.js";
import { useBlock } from "app/components/composer/block.js";
import { PendingBar } from "app/components/composer/pending-bar.js";
import { RecordingBar } from "app/components/composer/recording.js";
import { ReplyDraft } from "app/components/composer/reply-draft.js";
import { useSuggestions } from "app/components/composer/suggestion-list.js";
import { isSendKey, TextArea } from "app/components/composer/text-area.js";
import { UploadList } from "app/components/composer/upload-list.js";
import { PollDialog } from "app/components/dialogs/poll-dialog.js";
import { openEmojiPicker } from "app/components/emoji-picker.js";
import { IconButton } from "app/components/icon-button.js";
import { openStickerPicker } from "app/components/sticker-picker.js";
import { replaceShortcodes } from "app/lib/emoji.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canRecord } from "app/lib/recorder.js";
import { codePoints, formatNumber } from "app/lib/text.js";
import { toWaveform } from "app/lib/waveform.js";
import { toWire } from "app/markdown/compose.js";
import { currentChannelId } from "app/router.js";
import { canInChannel, isPending } from "app/stores/access.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { channels } from "app/stores/channels.js";
import { draftOf, editing, replies, setDraft, uploads } from "app/stores/drafts.js";
import { customToWire, usableStickers } from "app/stores/expressions.js";
import { lastOwnMessage } from "app/stores/messages.js";
import { namesFor } from "app/stores/names.js";
import { openDialog } from "app/stores/overlays.js";
import { useEffect, useRef, useState } from "preact/hooks";

/** How near the limit the counter appears. */
const COUNT_FROM = 200;

/** @param {{ channelId: string, name: string }} props */
export function Composer({ channelId, name }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [text, setText] = useState(() => draftOf(channelId));
  const [recording, setRecording] = useState(false);
  const block = useBlock(channelId);
  const guildId = channels.get(channelId)?.guild_id ?? "";
  const files = uploads.get(channelId) ?? [];
  const reply = replies.get(channelId);
  const mayAttach = canInChannel(channelId, Permission.ATTACH_FILES);
  const mayAsk = canInChannel(channelId, Permission.SEND_POLLS);
  const mayRecord =
    mayAttach && canRecord() && canInChannel(channelId, Permission.SEND_VOICE_MESSAGES);
  const left = bootstrap.limits.max_message_length - codePoints(text.trim());
  const canSend = !block.waits && left >= 0 && (text.trim() !== "" || files.length > 0);

  /** @param {string} next @param {number} [caret] */
  const write = (next, caret) => {
    setText(next);
    setDraft(channelId, next);
    if (caret !== undefined) {
      requestAnimationFrame(() => {
        field.current?.focus();
        field.current?.setSelectionRange(caret, caret);
      });
    }
  };
  const suggestions = useSuggestions({ channelId, text, field, onText: write });
  useEffect(() => {
    if (reply) field.current?.focus();
  }, [reply]);
  useFocusOnOpening(field, channelId);

  const send = () => {
    if (!canSend) return;
    const content = toWire(
      replaceShortcodes(customToWire(text.trim(), channelId)),
      namesFor(channelId),
    );
    sendMessage(channelId, { content, uploads: files, reply });
    write("");
    replies.delete(channelId);
    uploads.delete(channelId);
    block.sent();
    field.current?.focus();
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (suggestions.onKey(event)) return;
    if (isSendKey(event) && !touchKeyboard()) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && !text) {
      const own = lastOwnMessage(channelId);
      if (own) {
        event.preventDefault();
        startEditing(own);
      }
    } else if (event.key === "Escape" && (reply || editing.peek(channelId))) {
      event.stopPropagation();
      replies.delete(channelId);
    }
  };
  /** @param {ClipboardEvent} event */
  const onPaste = (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (!pasted.length || !mayAttach) return;
    event.preventDefault();
    attach(channelId, pasted);
  };
  /** @param {import("app/components/emoji-picker.js").Picked} picked */
  const insert = ({ id, name: emojiName }) => {
    const emoji = id ? `:${emojiName}: ` : emojiName;
    const at = field.current?.selectionStart ?? text.length;
    write(text.slice(0, at) + emoji + text.slice(at), at + emoji.length);
  };
  /** @param {MouseEvent} event */
  const pickSticker = (event) =>
    openStickerPicker(
      { element: /** @type {Element} */ (event.currentTarget), side: "top-end" },
      channelId,
      (sticker) => {
        sendMessage(channelId, { content: "", stickers: [sticker], reply });
        replies.delete(channelId);
        block.sent();
      },
    );
  const closeRecording = () => {
    setRecording(false);
    requestAnimationFrame(() => field.current?.focus());
  };
  /** @param {import("app/lib/recorder.js").Recording} recording */
  const sendVoice = ({ file, seconds, levels }) => {
    const voice = { seconds, waveform: toWaveform(levels) };
    sendMessage(channelId, { content: "", uploads: [{ ...uploadOf(file), voice }], reply });
    replies.delete(channelId);
    block.sent();
  };
  const pickFiles = () => {
    attach(channelId, picker.current?.files ?? []);
    if (picker.current) picker.current.value = "";
    field.current?.focus();
  };

  if (isPending(guildId)) return h(PendingBar, { guildId });
  if (block.reason)
    return html`<div class="composer"><p class="composer-blocked">${block.reason}</p></div>`;
  return html`<form class="composer" onSubmit=${(/** @type {Event} */ e) => e.preventDefault()}>
    ${suggestions.list}
    <div class="composer-box" data-over=${left < 0 || undefined}>
      ${reply && h(ReplyDraft, { channelId, reply })} ${files.length > 0 && h(UploadList, { channelId, uploads: files })}
      ${recording && h(RecordingBar, { onSend: sendVoice, onClose: closeRecording })}
      <div class="composer-row" hidden=${recording}>
        ${mayAttach && h(IconButton, { icon: "circle-plus", label: "Attach files", class: "composer-button", onClick: () => picker.current?.click() })}
        ${mayAsk && h(IconButton, { icon: "chart-no-axes-column", label: "Ask a poll", class: "composer-button", onClick: () => openDialog((close) => h(PollDialog, { channelId, close })) })}
        ${h(TextArea, {
          field,
          value: text,
          label: `Message ${name}`,
          placeholder: `Message ${name}`,
          onInput: (next) => {
            write(next);
            if (next.trim()) tellTyping(channelId);
          },
          onKeyDown,
          onPaste,
          onCaret: suggestions.look,
          expanded: suggestions.open,
          listId: suggestions.listId,
          activeId: suggestions.activeId,
        })}
        ${left < COUNT_FROM && html`<span class="composer-count" data-over=${left < 0 || undefined} role="status">${formatNumber(left)}</span>`}
        ${h(IconButton, { icon: "smile", label: "Emoji", class: "composer-button", onClick: (event) => openEmojiPicker({ element: /** @type {Element} */ (event.currentTarget), side: "top-end" }, { channelId }, insert) })}
        ${usableStickers(channelId).length > 0 && h(IconButton, { icon: "sticker", label: "Stickers", class: "composer-button", onClick: pickSticker })}
        ${
          mayRecord && !text.trim() && !files.length
            ? h(IconButton, {
                icon: "mic",
                label: "Record a voice message",
                class: "composer-button",
                disabled: block.waits,
                onClick: () => setRecording(true),
              })
            : h(IconButton, {
                icon: "send-horizontal",
                label: "Send message",
                class: "composer-button composer-send",
                disabled: !canSend,
                onClick: send,
              })
        }
        <input ref=${picker} type="file" multiple hidden onChange=${pickFiles} />
      </div>
    </div>
    ${block.note && html`<p class="composer-note" role="status">${block.note}</p>`}
  </form>`;
}

/** On a phone's keyboard Enter makes a line; the button sends. */
function touchKeyboard() {
  return matchMedia("(pointer: coarse) and (hover: none)").matches;
}

/**
 * Typing anywhere writes here.
 * @param {import("preact").RefObject<HTMLTextAreaElement | null>} field
 * @param {string} channelId
 */
function useFocusOnOpening(field, channelId) {
  useEffect(() => {
    if (!touchKeyboard() && currentChannelId.peek() === channelId)
      field.current?.focus({ preventScroll: true });
    /** @param {KeyboardEvent} event */
    const onKey = (event) => {
      const free =
        document.activeElement === document.body ||
        document.activeElement?.closest(".message, .message-scroller, .channel-list");
      const plain =
        event.key.length === 1 &&
        event.key !== " " &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.altKey;
      // Of two that are on screen the thread's is meant.
      if (currentChannelId.peek() !== channelId) return;
      if (free && plain && !event.defaultPrevented) field.current?.focus({ preventScroll: true });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [channelId]);
}
