import * as act from "app/actions/muting.js";
import { channelName, channelTitle } from "app/components/channel-name.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { openDialog } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

/** @param {{ title: string, text: string, mute: (seconds: number) => Promise<void>, close: () => void }} props */
function MuteDialog({ title, text, mute, close }) {
  const [seconds, setSeconds] = useState("3600");
  return h(
    FormDialog,
    {
      title,
      action: "Mute",
      onClose: close,
      onSubmit: () => mute(Number(seconds)),
      class: "small",
    },
    html`<p>${text}</p>`,
    h(SelectField, {
      label: "For",
      value: seconds,
      options: act.MUTE_TIMES,
      onChange: setSeconds,
    }),
  );
}

/** @param {string} channelId */
export function askToMuteChannel(channelId) {
  const channel = channels.peek(channelId);
  const guildId = channel?.guild_id;
  openDialog((close) =>
    h(MuteDialog, {
      title: `Mute ${guildId ? channelTitle(channel) : channelName(channel)}?`,
      text: guildId
        ? "It does not stand out when something is written there. Mentions of you still count."
        : "It does not stand out when something is written there.",
      mute: (seconds) => act.muteChannel(channelId, seconds),
      close,
    }),
  );
}

/** @param {string} guildId */
export function askToMuteGuild(guildId) {
  openDialog((close) =>
    h(MuteDialog, {
      title: `Mute ${guilds.peek(guildId)?.name}?`,
      text: "Nothing in it stands out when something is written. Mentions of you still count.",
      mute: (seconds) => act.muteGuild(guildId, seconds),
      close,
    }),
  );
}

/** @param {string} threadId */
export function askToMuteThread(threadId) {
  openDialog((close) =>
    h(MuteDialog, {
      title: `Mute ${channels.peek(threadId)?.name}?`,
      text: "It does not stand out when something is written there. Mentions of you still count.",
      mute: (seconds) => act.muteThread(threadId, seconds),
      close,
    }),
  );
}
