/** @import { Thread } from "app/stores/threads.js" */
import * as api from "app/api/threads.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField, Switch, TextField } from "app/components/fields.js";
import { TagsChoice } from "app/components/tag-pill.js";
import { ChannelType, isForum } from "app/lib/channel-types.js";
import { ARCHIVINGS, slowmodes } from "app/lib/durations.js";
import { h } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { channels, putChannel } from "app/stores/channels.js";
import { useState } from "preact/hooks";

/** @param {{ thread: Thread, close: () => void }} props */
export function EditThreadDialog({ thread, close }) {
  const meta = thread.thread_metadata;
  const [values, setValues] = useState({
    name: thread.name ?? "",
    auto_archive_duration: meta?.auto_archive_duration ?? 4320,
    rate_limit_per_user: thread.rate_limit_per_user ?? 0,
    invitable: meta?.invitable ?? true,
    applied_tags: thread.applied_tags ?? [],
  });
  /** @param {Partial<typeof values>} change */
  const set = (change) => setValues({ ...values, ...change });
  const forum = channels.get(thread.parent_id ?? "");
  const isPrivate = thread.type === ChannelType.PRIVATE_THREAD;
  const manages = canInChannel(thread.id, Permission.MANAGE_THREADS);
  const save = async () => {
    const { name, auto_archive_duration, rate_limit_per_user, invitable, applied_tags } = values;
    putChannel(
      await api.update(thread.id, {
        name: name.trim(),
        auto_archive_duration,
        ...(manages && { rate_limit_per_user }),
        ...(isPrivate && { invitable }),
        ...(isForum(forum) && { applied_tags }),
      }),
    );
  };
  return h(
    FormDialog,
    {
      title: isForum(forum) ? "Edit post" : "Edit thread",
      action: "Save",
      onClose: close,
      onSubmit: save,
      disabled: !values.name.trim(),
      class: "small",
    },
    h(TextField, {
      label: isForum(forum) ? "Title" : "Name",
      value: values.name,
      onInput: (name) => set({ name }),
      maxLength: 100,
      autofocus: true,
    }),
    isForum(forum) &&
      h(TagsChoice, {
        forum,
        value: values.applied_tags,
        onChange: (applied_tags) => set({ applied_tags }),
        moderates: manages,
      }),
    h(SelectField, {
      label: "Archived after",
      value: String(values.auto_archive_duration),
      options: ARCHIVINGS,
      onChange: (value) => set({ auto_archive_duration: Number(value) }),
      hint: "Without a message.",
    }),
    manages &&
      h(SelectField, {
        label: "Slowmode",
        value: String(values.rate_limit_per_user),
        options: slowmodes(values.rate_limit_per_user),
        onChange: (value) => set({ rate_limit_per_user: Number(value) }),
      }),
    isPrivate &&
      h(Switch, {
        label: "Members may add others",
        checked: values.invitable,
        onChange: (invitable) => set({ invitable }),
      }),
  );
}
