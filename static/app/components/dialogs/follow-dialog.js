/** @import { Channel } from "app/types" */
import * as api from "app/api/webhooks.js";
import { ChannelSelect } from "app/components/channel-select.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField } from "app/components/fields.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { channelsOf } from "app/stores/channels.js";
import { guildList } from "app/stores/guilds.js";
import { toast } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

/** Have what is published here come into a channel elsewhere. @param {{ channel: Channel, close: () => void }} props */
export function FollowDialog({ channel, close }) {
  const mine = guildList.value.filter((guild) =>
    channelsOf(guild.id).some(
      ({ id, type }) =>
        type === ChannelType.TEXT &&
        id !== channel.id &&
        canInChannel(id, Permission.MANAGE_WEBHOOKS),
    ),
  );
  const [guildId, setGuildId] = useState(mine[0]?.id ?? "");
  const [target, setTarget] = useState("");
  const follow = async () => {
    await api.follow(channel.id, target);
    toast(`#${channel.name} is followed`);
  };
  return h(
    FormDialog,
    {
      title: `Follow #${channel.name}`,
      action: "Follow",
      onClose: close,
      onSubmit: follow,
      disabled: !target,
      class: "small",
    },
    mine.length
      ? html`<p>What is published there appears in a channel of yours.</p>`
      : html`<p>You need a server in which you may manage webhooks.</p>`,
    mine.length > 0 &&
      h(SelectField, {
        label: "Server",
        value: guildId,
        options: mine.map(({ id, name }) => /** @type {[string, string]} */ ([id, name])),
        onChange: (id) => {
          setGuildId(id);
          setTarget("");
        },
      }),
    mine.length > 0 &&
      h(ChannelSelect, {
        guildId,
        label: "Channel",
        value: target,
        onChange: setTarget,
        types: [ChannelType.TEXT],
        none: "Choose a channel",
      }),
  );
}
