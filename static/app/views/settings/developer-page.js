/** @import { Application } from "app/types" */

import * as api from "app/api/users.js";
import { Avatar } from "app/components/avatar.js";
import { SureDialog } from "app/components/confirm.js";
import { FormDialog } from "app/components/dialog.js";
import { SecretDialog } from "app/components/dialogs/secret-dialog.js";
import { TextField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { Permission as P } from "app/lib/permissions.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { ApplicationDialog } from "app/views/settings/application-dialog.js";
import { useState } from "preact/hooks";

/** What an invited bot is offered at first: to read, write, react and attach. */
const ORDINARY =
  P.VIEW_CHANNEL |
  P.SEND_MESSAGES |
  P.READ_MESSAGE_HISTORY |
  P.ADD_REACTIONS |
  P.ATTACH_FILES |
  P.EMBED_LINKS;

/** Applications of mine, each with its bot. */
export function DeveloperPage() {
  const { data, failed, reload } = useLoad(api.applications, []);
  const create = () => openDialog((close) => h(CreateDialog, { close, onDone: reload }));
  const button = html`<button type="button" class="button primary" onClick=${create}>Create application</button>`;
  if (failed) return h(ErrorState, { title: "Applications could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  if (!data.length)
    return h(EmptyState, { icon: "bot", title: "A bot begins with an application." }, button);
  return html`<p class="settings-lead">Bots connect with their token and any library that speaks Discord’s protocol. Treat a token like a password.</p>
    <ul class="rows">${data.map((application) => h(Row, { key: application.id, application, onChange: reload }))}</ul>
    ${button}`;
}

/** @param {{ application: Application, onChange: () => void }} props */
function Row({ application, onChange }) {
  const { id, name, bot } = application;
  const edit = () =>
    openDialog((close) => h(ApplicationDialog, { application, close, onSaved: onChange }));
  const remove = () =>
    openDialog((close) =>
      h(SureDialog, {
        title: `Delete ${name}?`,
        text: "Its bot leaves every server and its token stops working. What it wrote stays. This cannot be undone.",
        action: "Delete application",
        run: async (sure) => {
          await api.deleteApplication(id, sure);
          onChange();
        },
        close,
      }),
    );
  const link = `${location.origin}/oauth2/authorize?client_id=${id}&scope=bot&permissions=${ORDINARY}`;
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    toast("Invite link copied");
  };
  return html`<li class="row">
    ${bot ? h(Avatar, { user: bot, size: 40 }) : html`<span class="row-icon">${h(Icon, { name: "bot" })}</span>`}
    <div class="row-text"><b>${name}</b><span>Application id ${id}</span></div>
    <div class="button-row">
      <a class="button small" href=${link} target="_blank" rel="noopener">Add to a server</a>
      <button type="button" class="button small" onClick=${copy}>Copy invite link</button>
      <button type="button" class="button small" onClick=${edit}>Settings</button>
      <button type="button" class="button small" onClick=${() => openDialog((close) => h(ResetDialog, { application, close }))}>Reset token</button>
      <button type="button" class="button small danger" onClick=${remove}>Delete</button>
    </div>
  </li>`;
}

/** @param {{ close: () => void, onDone: () => void }} props */
function CreateDialog({ close, onDone }) {
  const [name, setName] = useState("");
  const create = async () => {
    const made = await api.createApplication({ name: name.trim() });
    onDone();
    // A new bot has no token yet; this makes the first.
    const { token } = await api.resetBotToken(made.id);
    openDialog((done) => h(TokenShown, { name: made.name, token, close: done }));
  };
  return h(
    FormDialog,
    {
      title: "Create an application",
      action: "Create",
      onClose: close,
      onSubmit: create,
      disabled: name.trim().length < 2,
      class: "small",
    },
    h(TextField, {
      label: "Name",
      value: name,
      onInput: setName,
      minLength: 2,
      maxLength: 32,
      required: true,
      autofocus: true,
      hint: "Its bot has the same name at first.",
    }),
  );
}

/** @param {{ application: Application, close: () => void }} props */
function ResetDialog({ application, close }) {
  return h(SureDialog, {
    title: `Reset the token of ${application.name}?`,
    text: "The present token stops working at once, and the bot is disconnected.",
    action: "Reset token",
    run: async (sure) => {
      const { token } = await api.resetBotToken(application.id, sure);
      openDialog((done) => h(TokenShown, { name: application.name, token, close: done }));
    },
    close,
  });
}

/** @param {{ name: string, token: string, close: () => void }} props */
function TokenShown({ name, token, close }) {
  return h(SecretDialog, { title: `Token of ${name}`, label: "Bot token", secret: token, close });
}
