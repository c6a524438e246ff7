import { attempt } from "app/actions/attempt.js";
import * as auth from "app/api/auth.js";
import * as api from "app/api/users.js";
import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { ProveDialog } from "app/components/prove.js";
import { ErrorState, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { me } from "app/stores/session.js";
import { updateSelf } from "app/stores/users.js";
import { useState } from "preact/hooks";

/** @typedef {{ email: string, verified: boolean, primary: boolean }} Address */

export function AccountPage() {
  const user = me.value;
  const { data, failed, reload } = useLoad(
    async () => /** @type {Address[]} */ ((await auth.emailAddresses()).data),
    [],
  );
  const current = data?.find((address) => address.primary);
  const waiting = data?.find((address) => !address.primary && !address.verified);
  /** @param {string} email */
  const resend = async (email) => {
    if (await attempt(auth.resendVerification(email))) toast("A new link is on its way");
  };
  const askForEmail = async () => {
    openDialog((close) => h(EmailDialog, { close, onDone: reload }));
  };
  const changeEmail = () => {
    if (bootstrap.has_password || !user?.mfa_enabled) return askForEmail();
    openDialog((close) =>
      h(ProveDialog, { title: "Change email", action: "Continue", close, next: askForEmail }),
    );
  };
  return html`<ul class="facts">
      <li>
        <span class="fact-name">Username</span>
        <div class="fact">${user?.username}</div>
        <button type="button" class="button small" onClick=${() => openDialog((close) => h(UsernameDialog, { close }))}>Change</button>
      </li>
      <li>
        <span class="fact-name">Email</span>
        <div class="fact">
          ${failed ? h(ErrorState, { title: "Your address could not be loaded.", onRetry: reload }) : (current?.email ?? (data ? "None" : "…"))}
          ${current && !current.verified && html`<span class="tag">Not confirmed</span><button type="button" class="link" onClick=${() => resend(current.email)}>Send the link again</button>`}
          ${waiting && html`<span class="fact-note">Waiting for you to confirm ${waiting.email}. <button type="button" class="link" onClick=${() => resend(waiting.email)}>Send the link again</button></span>`}
        </div>
        <button type="button" class="button small" onClick=${changeEmail}>Change</button>
      </li>
      ${
        bootstrap.password_login &&
        html`<li>
        <span class="fact-name">Password</span>
        <div class="fact" aria-label=${bootstrap.has_password ? "hidden" : undefined}>${bootstrap.has_password ? "••••••••" : "None"}</div>
        <button type="button" class="button small" onClick=${() => openDialog((close) => h(PasswordDialog, { close }))}>${bootstrap.has_password ? "Change" : "Set"}</button>
      </li>`
      }
    </ul>`;
}

/** @param {{ close: () => void }} props */
function UsernameDialog({ close }) {
  const [username, setUsername] = useState(me.value?.username ?? "");
  const [password, setPassword] = useState("");
  const save = async () =>
    updateSelf(await api.updateSelf({ username: username.trim().toLowerCase(), password }));
  return h(
    FormDialog,
    { title: "Change username", action: "Save", onClose: close, onSubmit: save, class: "small" },
    h(TextField, {
      label: "Username",
      value: username,
      onInput: setUsername,
      autocomplete: "username",
      minLength: 2,
      maxLength: 32,
      required: true,
      autofocus: true,
      hint: "Small letters, digits, dots and underscores.",
    }),
    bootstrap.has_password &&
      h(TextField, {
        label: "Your password",
        value: password,
        onInput: setPassword,
        type: "password",
        autocomplete: "current-password",
        required: true,
      }),
  );
}

/** @param {{ close: () => void, onDone: () => void }} props */
function EmailDialog({ close, onDone }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const save = async () => {
    if (bootstrap.has_password) await auth.reauthenticate(password);
    await auth.changeEmail(email.trim());
    toast("We have sent a link to the new address");
    onDone();
  };
  return h(
    FormDialog,
    { title: "Change email", action: "Send link", onClose: close, onSubmit: save, class: "small" },
    h(TextField, {
      label: "New email",
      value: email,
      onInput: setEmail,
      type: "email",
      autocomplete: "email",
      required: true,
      autofocus: true,
      hint: "The change takes effect when you open the link that we send there.",
    }),
    bootstrap.has_password &&
      h(TextField, {
        label: "Your password",
        value: password,
        onInput: setPassword,
        type: "password",
        autocomplete: "current-password",
        required: true,
      }),
  );
}

/** @param {{ close: () => void }} props */
function PasswordDialog({ close }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const save = async () => {
    await auth.changePassword(bootstrap.has_password ? current : undefined, next);
    bootstrap.has_password = true;
    toast("Password changed");
  };
  return h(
    FormDialog,
    {
      title: bootstrap.has_password ? "Change password" : "Set a password",
      action: bootstrap.has_password ? "Change password" : "Set password",
      onClose: close,
      onSubmit: save,
      class: "small",
    },
    bootstrap.has_password &&
      h(TextField, {
        label: "Present password",
        value: current,
        onInput: setCurrent,
        type: "password",
        autocomplete: "current-password",
        required: true,
        autofocus: true,
      }),
    h(TextField, {
      label: "New password",
      value: next,
      onInput: setNext,
      type: "password",
      autocomplete: "new-password",
      required: true,
      minLength: 8,
      hint: "At least 8 characters.",
    }),
  );
}
