/** @import { User, Webhook } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/webhooks.js";
import { Avatar } from "app/components/avatar.js";
import { ChannelSelect } from "app/components/channel-select.js";
import { confirm } from "app/components/confirm.js";
import { FormDialog } from "app/components/dialog.js";
import { SecretDialog } from "app/components/dialogs/secret-dialog.js";
import { PicturePicker, Switch, TextField } from "app/components/fields.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { ChannelType } from "app/lib/channel-types.js";
import { pictureOf } from "app/lib/files.js";
import { h, html } from "app/lib/html.js";
import { channels } from "app/stores/channels.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { userName } from "app/stores/users.js";
import { useState } from "preact/hooks";

/** Messages of another channel, which this one follows. */
const FOLLOWER = 2;
/** Channels that can have webhooks. */
const TYPES = [
  ChannelType.TEXT,
  ChannelType.ANNOUNCEMENT,
  ChannelType.VOICE,
  ChannelType.STAGE,
  ChannelType.FORUM,
  ChannelType.MEDIA,
];

/**
 * Webhooks to make, change and delete.
 * @param {{ guildId: string, load: () => Promise<Webhook[]>, on: unknown[], channelId?: string, none: string }} props
 *   channelId: where new ones are made; without one they choose
 */
export function WebhookList({ guildId, load, on, channelId, none }) {
  const { data, failed, reload, change } = useLoad(load, on);
  if (failed) return h(ErrorState, { title: "Webhooks could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  /** @param {Webhook} made */
  const add = (made) => change([...data, made]);
  const create = () =>
    openDialog((close) => h(NewWebhook, { guildId, channelId, close, onMade: add }));
  /** @param {Webhook} webhook */
  const edit = (webhook) =>
    openDialog((close) =>
      h(EditWebhook, {
        guildId,
        webhook,
        close,
        // The answer has no address of one's own; what was known stays.
        onSaved: (saved) =>
          change(data.map((other) => (other === webhook ? { ...webhook, ...saved } : other))),
      }),
    );
  /** @param {Webhook} webhook */
  const remove = (webhook) => {
    const follows = webhook.type === FOLLOWER;
    confirm({
      title: follows ? `Stop following ${sourceOf(webhook)}?` : `Delete ${webhook.name}?`,
      text: follows
        ? "Its messages do not come here any more. Those that came stay."
        : "Whatever posts to its address will be refused. Its messages stay.",
      action: follows ? "Stop following" : "Delete webhook",
      run: async () => {
        await api.deleteWebhook(webhook.id);
        change(data.filter((other) => other.id !== webhook.id));
      },
    });
  };
  const own = data.filter(({ type }) => type !== FOLLOWER);
  const followed = data.filter(({ type }) => type === FOLLOWER);
  return html`<div class="settings-bar">
      <p class="settings-lead">Programs post messages by the address of a webhook. Keep the address secret.</p>
      <button type="button" class="button primary" onClick=${create}>Create webhook</button>
    </div>
    ${!data.length && h(EmptyState, { icon: "webhook", title: none })}
    <ul class="rows">
      ${own.map(
        (webhook) => html`<li key=${webhook.id} class="row">
          ${h(Avatar, { user: asUser(webhook), size: 40 })}
          <div class="row-text">
            <b>${webhook.name}</b>
            <span>${[!channelId && channelName(webhook), webhook.user && `by ${userName(webhook.user)}`].filter(Boolean).join(" · ")}</span>
          </div>
          <div class="button-row">
            ${webhook.url && html`<button type="button" class="button small" onClick=${() => attempt(copy(webhook.url ?? ""))}>Copy URL</button>`}
            <button type="button" class="button small" onClick=${() => edit(webhook)}>Edit</button>
            <button type="button" class="button small danger" onClick=${() => remove(webhook)}>Delete</button>
          </div>
        </li>`,
      )}
    </ul>
    ${
      followed.length > 0 &&
      html`<section class="settings-section">
        <h4>Channels that are followed</h4>
        <ul class="rows">
          ${followed.map(
            (webhook) => html`<li key=${webhook.id} class="row">
              ${h(Avatar, { user: asUser(webhook), size: 40 })}
              <div class="row-text">
                <b>${sourceOf(webhook)}</b>
                <span>${[!channelId && `into ${channelName(webhook)}`, webhook.user && `followed by ${userName(webhook.user)}`].filter(Boolean).join(" · ")}</span>
              </div>
              <button type="button" class="button small" onClick=${() => remove(webhook)}>Stop following</button>
            </li>`,
          )}
        </ul>
      </section>`
    }`;
}

/** @param {{ guildId: string, channelId?: string, close: () => void, onMade: (webhook: Webhook) => void }} props */
function NewWebhook({ guildId, channelId, close, onMade }) {
  const [name, setName] = useState("");
  const [target, setTarget] = useState(channelId ?? "");
  return h(
    FormDialog,
    {
      title: "Create webhook",
      action: "Create",
      onClose: close,
      onSubmit: async () => onMade(await api.createWebhook(target, { name: name.trim() })),
      disabled: !name.trim() || !target,
      class: "small",
    },
    h(TextField, {
      label: "Name",
      value: name,
      onInput: setName,
      maxLength: 80,
      required: true,
      autofocus: true,
      hint: "Messages show it, unless they bring a name of their own.",
    }),
    !channelId &&
      h(ChannelSelect, {
        guildId,
        label: "Channel",
        value: target,
        onChange: setTarget,
        types: TYPES,
        none: "Choose a channel",
      }),
  );
}

/** @param {{ guildId: string, webhook: Webhook, close: () => void, onSaved: (webhook: Webhook) => void }} props */
function EditWebhook({ guildId, webhook, close, onSaved }) {
  const [name, setName] = useState(webhook.name);
  const [target, setTarget] = useState(webhook.channel_id);
  const [avatar, setAvatar] = useState(/** @type {string | null | undefined} */ (undefined));
  const save = async () =>
    onSaved(
      await api.updateWebhook(webhook.id, {
        name: name.trim(),
        channel_id: target,
        ...(avatar !== undefined && { avatar }),
      }),
    );
  const has = avatar === undefined ? webhook.avatar : avatar;
  return h(
    FormDialog,
    {
      title: `Edit ${webhook.name}`,
      action: "Save",
      onClose: close,
      onSubmit: save,
      disabled: !name.trim(),
      class: "small",
    },
    html`<div class="overview-head">
      ${h(PicturePicker, { label: "Choose a picture", class: "avatar-picker", onFile: async (file) => setAvatar(await pictureOf(file, 256, 256)) }, avatar ? html`<img src=${avatar} alt="" />` : h(Avatar, { user: { ...asUser(webhook), ...(avatar === null && { avatar: null }) }, size: 80 }))}
      <div>
        ${h(TextField, { label: "Name", value: name, onInput: setName, maxLength: 80, required: true, autofocus: true })}
        ${has && html`<button type="button" class="button small" onClick=${() => setAvatar(null)}>Remove picture</button>`}
      </div>
    </div>`,
    h(ChannelSelect, {
      guildId,
      label: "Channel",
      value: target,
      onChange: setTarget,
      types: TYPES,
      none: null,
    }),
    h(Signing, { webhook, onSaved }),
  );
}

/** Whether those who post have to sign. @param {{ webhook: Webhook, onSaved: (webhook: Webhook) => void }} props */
function Signing({ webhook, onSaved }) {
  const [signed, setSigned] = useState(Boolean(webhook.is_signed));
  /** @param {boolean} wanted */
  const change = (wanted) =>
    attempt(
      api.updateWebhook(webhook.id, { signing_secret: wanted }).then((saved) => {
        setSigned(wanted);
        const { signing_secret: secret, ...shown } = saved;
        onSaved({ ...shown, is_signed: wanted });
        if (!secret) return;
        openDialog((close) =>
          h(SecretDialog, { title: "Signing secret", label: "Secret", secret, close }),
        );
      }),
    );
  return h(Switch, {
    label: "Only what is signed",
    hint: signed
      ? "Whoever posts signs with the secret, as GitHub and Slack do. Switch it off and on for another one."
      : "The address alone is no longer enough to post: programs sign with a secret.",
    checked: signed,
    onChange: change,
  });
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast("URL copied");
}

/** @param {Webhook} webhook */
function channelName({ channel_id: id }) {
  return `#${channels.get(id)?.name ?? "a channel you cannot see"}`;
}

/** @param {Webhook} webhook */
function sourceOf({ source_channel: channel, source_guild: guild, name }) {
  return channel ? `#${channel.name}${guild ? ` of ${guild.name}` : ""}` : name;
}

/** @param {Webhook} webhook @returns {User} */
function asUser(webhook) {
  return { id: webhook.id, username: webhook.name, avatar: webhook.avatar, bot: true };
}
