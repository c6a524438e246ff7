import { startPost, startThread } from "app/actions/threads.js";
import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { h } from "app/lib/html.js";
import { useState } from "preact/hooks";

/** @param {{ channelId: string, messageId?: string, suggested?: string, close: () => void }} props */
export function ThreadDialog({ channelId, messageId, suggested = "", close }) {
  const [name, setName] = useState(suggested);
  return h(
    FormDialog,
    {
      title: "Start a thread",
      action: "Start thread",
      onClose: close,
      onSubmit: () => startThread(channelId, name.trim(), messageId),
      disabled: !name.trim(),
      class: "small",
    },
    h(TextField, {
      label: "Name",
      value: name,
      onInput: setName,
      maxLength: 100,
      required: true,
      autofocus: true,
      hint: messageId
        ? "The thread is about the message."
        : "Everybody who sees the channel sees it.",
    }),
  );
}

/** @param {{ forumId: string, close: () => void }} props */
export function PostDialog({ forumId, close }) {
  const [name, setName] = useState("");
  const [content, setContent] = useState("");
  return h(
    FormDialog,
    {
      title: "New post",
      action: "Post",
      onClose: close,
      onSubmit: () => startPost(forumId, name.trim(), content),
      disabled: !name.trim() || !content.trim(),
      class: "small",
    },
    h(TextField, {
      label: "Title",
      value: name,
      onInput: setName,
      maxLength: 100,
      required: true,
      autofocus: true,
    }),
    h(TextField, {
      label: "Message",
      value: content,
      onInput: setContent,
      maxLength: 2000,
      required: true,
      rows: 5,
    }),
  );
}
