/** @import { Channel } from "app/types" */
import * as api from "app/api/stages.js";
import { FormDialog } from "app/components/dialog.js";
import { Switch, TextField } from "app/components/fields.js";
import { h } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { stageIn } from "app/stores/voice.js";
import { useState } from "preact/hooks";

/** What a stage is about: asked when it goes live, and changed while it is. @param {{ channel: Channel, close: () => void }} props */
export function StageDialog({ channel, close }) {
  const [live] = useState(stageIn(channel.id));
  const [topic, setTopic] = useState(live?.topic ?? "");
  const [notifies, setNotifies] = useState(false);
  const sent = topic.trim();
  return h(
    FormDialog,
    {
      title: live ? "Topic of the stage" : `Start ${channel.name}`,
      action: live ? "Save" : "Start stage",
      onClose: close,
      onSubmit: () =>
        live ? api.changeTopic(channel.id, sent) : api.startStage(channel.id, sent, notifies),
      disabled: !sent,
      class: "small",
    },
    h(TextField, {
      label: "Topic",
      value: topic,
      onInput: setTopic,
      maxLength: 120,
      required: true,
      autofocus: true,
    }),
    !live &&
      canInChannel(channel.id, Permission.MENTION_EVERYONE) &&
      h(Switch, { label: "Notify everyone", checked: notifies, onChange: setNotifies }),
  );
}
