import { startPost, startThread } from "app/actions/threads.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField, Switch, TextField } from "app/components/fields.js";
import { IconButton } from "app/components/icon-button.js";
import { TagsChoice } from "app/components/tag-pill.js";
import { ChannelType } from "app/lib/channel-types.js";
import { ARCHIVINGS } from "app/lib/durations.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { channels } from "app/stores/channels.js";
import { useRef, useState } from "preact/hooks";

const REQUIRE_TAG = 1 << 4;

/** @param {{ channelId: string, messageId?: string, suggested?: string, close: () => void }} props */
export function ThreadDialog({ channelId, messageId, suggested = "", close }) {
  const channel = channels.get(channelId);
  const mayHide =
    !messageId &&
    channel?.type === ChannelType.TEXT &&
    canInChannel(channelId, Permission.CREATE_PRIVATE_THREADS);
  const [name, setName] = useState(suggested);
  const [hidden, setHidden] = useState(
    mayHide && !canInChannel(channelId, Permission.CREATE_PUBLIC_THREADS),
  );
  const [duration, setDuration] = useState(String(channel?.default_auto_archive_duration ?? 4320));
  const type = hidden
    ? ChannelType.PRIVATE_THREAD
    : channel?.type === ChannelType.ANNOUNCEMENT
      ? ChannelType.ANNOUNCEMENT_THREAD
      : ChannelType.PUBLIC_THREAD;
  const start = () =>
    startThread(
      channelId,
      { name: name.trim(), type, auto_archive_duration: Number(duration) },
      messageId,
    );
  return h(
    FormDialog,
    {
      title: "Start a thread",
      action: "Start thread",
      onClose: close,
      onSubmit: start,
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
        : hidden
          ? undefined
          : "Everybody who sees the channel sees it.",
    }),
    mayHide &&
      h(Switch, {
        label: "Private",
        hint: "Only those who are added or mentioned in it, and moderators.",
        checked: hidden,
        disabled: !canInChannel(channelId, Permission.CREATE_PUBLIC_THREADS),
        onChange: setHidden,
      }),
    h(SelectField, {
      label: "Archived after",
      value: duration,
      options: ARCHIVINGS,
      onChange: setDuration,
      hint: "Without a message.",
    }),
  );
}

/** @param {{ forumId: string, close: () => void }} props */
export function PostDialog({ forumId, close }) {
  const forum = channels.get(forumId);
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [name, setName] = useState("");
  const [content, setContent] = useState("");
  const [tags, setTags] = useState(/** @type {string[]} */ ([]));
  const [files, setFiles] = useState(/** @type {File[]} */ ([]));
  const needsTag = Boolean((forum?.flags ?? 0) & REQUIRE_TAG);
  const needsFile = forum?.type === ChannelType.MEDIA;
  const said = content.trim() || files.length > 0;
  const pick = () => {
    setFiles([...files, ...(picker.current?.files ?? [])].slice(0, 10));
    if (picker.current) picker.current.value = "";
  };
  return h(
    FormDialog,
    {
      title: "New post",
      action: "Post",
      onClose: close,
      onSubmit: () => startPost(forumId, { name: name.trim(), content, tags, files }),
      disabled: !name.trim() || !said || (needsTag && !tags.length) || (needsFile && !files.length),
      class: "small",
    },
    forum?.topic && html`<p class="guidelines">${forum.topic}</p>`,
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
      maxLength: bootstrap.limits.max_message_length,
      rows: 5,
    }),
    h(TagsChoice, {
      forum,
      value: tags,
      onChange: setTags,
      moderates: canInChannel(forumId, Permission.MANAGE_THREADS),
      hint: needsTag ? "At least one." : undefined,
    }),
    canInChannel(forumId, Permission.ATTACH_FILES) &&
      html`<div class="field">
        <ul class="file-names" aria-label="Files to send">
          ${files.map((file, at) => html`<li key=${at}><span class="truncate">${file.name}</span>${h(IconButton, { icon: "x", label: `Remove ${file.name}`, size: 14, onClick: () => setFiles(files.filter((other) => other !== file)) })}</li>`)}
        </ul>
        <button type="button" class="button small" onClick=${() => picker.current?.click()}>Attach files</button>
        ${needsFile && html`<p class="field-hint">Every post here begins with a file.</p>`}
        <input ref=${picker} type="file" multiple hidden onChange=${pick} />
      </div>`,
  );
}
