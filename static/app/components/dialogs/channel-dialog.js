import { createChannel } from "app/actions/channels.js";
import { FormDialog } from "app/components/dialog.js";
import { Switch, TextField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { channels } from "app/stores/channels.js";
import { myId } from "app/stores/session.js";
import { useState } from "preact/hooks";

const KINDS = /** @type {[number, string, string, string][]} */ ([
  [ChannelType.TEXT, "hash", "Text", "Messages, pictures and files"],
  [ChannelType.ANNOUNCEMENT, "megaphone", "Announcements", "News that other servers can follow"],
  [ChannelType.FORUM, "messages-square", "Forum", "Posts, each with a conversation of its own"],
  [ChannelType.MEDIA, "image", "Media", "A forum in which every post begins with a picture"],
  [ChannelType.VOICE, "volume-2", "Voice", "A room to talk in, with a chat beside it"],
  [ChannelType.STAGE, "radio", "Stage", "Few speak, many listen, with a chat beside it"],
]);

/** @param {{ guildId: string, parentId?: string, type?: number, close: () => void }} props */
export function ChannelDialog({ guildId, parentId, type: given = ChannelType.TEXT, close }) {
  const [type, setType] = useState(given);
  const [name, setName] = useState("");
  const [hidden, setHidden] = useState(false);
  const isCategory = given === ChannelType.CATEGORY;
  const noun = isCategory ? "category" : "channel";
  const parent = parentId ? channels.get(parentId)?.name : undefined;
  const spoken = [ChannelType.VOICE, ChannelType.STAGE, ChannelType.CATEGORY].some(
    (kind) => kind === type,
  );
  const sent = spoken ? name.trim() : slug(name);
  const create = () =>
    createChannel(guildId, {
      name: sent,
      type,
      ...(parentId && { parent_id: parentId }),
      ...(hidden && { permission_overwrites: onlyMe(guildId) }),
    });
  return h(
    FormDialog,
    {
      title: `Create ${noun}`,
      action: `Create ${noun}`,
      onClose: close,
      onSubmit: create,
      disabled: !sent,
      class: "small",
    },
    parent && html`<p class="faint">In ${parent}</p>`,
    !isCategory &&
      html`<fieldset class="kinds">
        <legend>Kind</legend>
        ${KINDS.map(
          ([value, icon, label, hint]) => html`<label key=${value} class="kind">
            <input type="radio" name="kind" checked=${type === value} onChange=${() => setType(value)} />
            ${h(Icon, { name: icon })}<span><b>${label}</b><span>${hint}</span></span>
          </label>`,
        )}
      </fieldset>`,
    h(TextField, {
      label: "Name",
      value: name,
      onInput: setName,
      maxLength: 100,
      required: true,
      autofocus: true,
      placeholder: isCategory ? "New category" : "new-channel",
      hint: sent && sent !== name.trim() ? `It will be called #${sent}` : undefined,
    }),
    h(Switch, {
      label: "Private",
      checked: hidden,
      onChange: setHidden,
      hint: `Only you, until you let roles or members into this ${noun}.`,
    }),
  );
}

/** As the server writes names of text channels. @param {string} name */
function slug(name) {
  return name.trim().toLowerCase().replace(/\s+/gu, "-");
}

/** @param {string} guildId */
function onlyMe(guildId) {
  const view = Permission.VIEW_CHANNEL.toString();
  return [
    { id: guildId, type: 0, allow: "0", deny: view },
    { id: myId.peek(), type: 1, allow: view, deny: "0" },
  ];
}
