/** @import { User, Webhook } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/webhooks.js";
import { Avatar } from "app/components/avatar.js";
import { confirm } from "app/components/confirm.js";
import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { userName } from "app/stores/users.js";
import { useState } from "preact/hooks";

/** @param {{ channelId: string }} props */
export function WebhooksPage({ channelId }) {
  const { data, failed, reload, change } = useLoad(
    () => api.channelWebhooks(channelId),
    [channelId],
  );
  if (failed) return h(ErrorState, { title: "Webhooks could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const create = () =>
    openDialog((close) =>
      h(NewWebhook, { channelId, close, onMade: (made) => change([...data, made]) }),
    );
  /** @param {Webhook} webhook */
  const remove = (webhook) =>
    confirm({
      title: `Delete ${webhook.name}`,
      text: "Whatever posts to its address will be refused. Its messages stay.",
      action: "Delete webhook",
      run: async () => {
        await api.deleteWebhook(webhook.id);
        change(data.filter((other) => other !== webhook));
      },
    });
  return html`<p class="faint">Programs post messages into this channel by the address of a webhook. Keep the address secret.</p>
    <p><button type="button" class="button primary" onClick=${create}>Create webhook</button></p>
    ${
      data.length
        ? html`<ul class="rows">
          ${data.map(
            (webhook) => html`<li key=${webhook.id} class="row">
              ${h(Avatar, { user: asUser(webhook), size: 32 })}
              <div class="row-text">
                <b>${webhook.name}</b>
                <span>${webhook.user ? `by ${userName(webhook.user)}` : ""}</span>
              </div>
              ${webhook.url && html`<button type="button" class="button small" onClick=${() => attempt(copy(webhook.url ?? ""))}>Copy URL</button>`}
              <button type="button" class="button small danger" onClick=${() => remove(webhook)}>Delete</button>
            </li>`,
          )}
        </ul>`
        : h(EmptyState, { icon: "link", title: "There are no webhooks in this channel." })
    }`;
}

/** @param {{ channelId: string, close: () => void, onMade: (webhook: Webhook) => void }} props */
function NewWebhook({ channelId, close, onMade }) {
  const [name, setName] = useState("");
  return h(
    FormDialog,
    {
      title: "Create webhook",
      action: "Create",
      onClose: close,
      onSubmit: async () => onMade(await api.createWebhook(channelId, { name: name.trim() })),
      disabled: !name.trim(),
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
  );
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast("URL copied");
}

/** @param {Webhook} webhook @returns {User} */
function asUser(webhook) {
  return { id: webhook.id, username: webhook.name, avatar: webhook.avatar, bot: true };
}
