import * as auth from "app/api/auth.js";
import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { ProveDialog } from "app/components/prove.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { formatMoment } from "app/lib/time.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { Passkeys } from "app/views/settings/passkeys.js";
import { RecoveryCodes } from "app/views/settings/recovery-codes.js";
import { useState } from "preact/hooks";

/** An authenticator app, and the codes for when it is lost. */
export function SecondFactor() {
  const { data, failed, reload } = useLoad(auth.authenticators, []);
  if (failed)
    return h(ErrorState, { title: "Your second factor could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const app = data.find(({ type }) => type === "totp");
  const keys = data.filter(({ type }) => type === "webauthn");
  const codes = data.find(({ type }) => type === "recovery_codes");
  const open = (/** @type {(close: () => void) => any} */ draw) => openDialog(draw);
  const setUp = () =>
    open((close) =>
      h(ProveDialog, {
        title: "Set up a second factor",
        action: "Continue",
        close,
        next: async () => {
          const { secret } = await auth.newTotpSecret();
          open((done) => h(ScanStep, { secret, close: done, onDone: reload }));
        },
      }),
    );
  const show = () =>
    open((close) =>
      h(ProveDialog, {
        title: "Show recovery codes",
        action: "Show",
        close,
        next: async () => {
          const unused = await auth.recoveryCodes();
          open((done) => h(RecoveryCodes, { codes: unused, close: done }));
        },
      }),
    );
  const renew = () =>
    open((close) =>
      h(ProveDialog, {
        title: "Make new recovery codes?",
        text: "The ones you have stop working.",
        action: "Make new codes",
        close,
        next: async () => {
          const unused = await auth.newRecoveryCodes();
          reload();
          open((done) => h(RecoveryCodes, { codes: unused, close: done }));
        },
      }),
    );
  return html`<section class="settings-section">
    <h4>Second factor</h4>
    <p class="settings-lead">With it a stolen password is not enough to log in as you: a code of an app on your phone, or a passkey, is asked for, too.</p>
    ${
      app
        ? html`<ul class="facts">
          <li>
            <span class="fact-name">Authenticator app</span>
            <div class="fact">Set up on ${formatMoment(new Date(app.created_at * 1000))}</div>
            <button type="button" class="button small danger" onClick=${() => open((close) => h(RemoveDialog, { hasKeys: keys.length > 0, close, onDone: reload }))}>Remove</button>
          </li>
        </ul>`
        : html`<button type="button" class="button primary" onClick=${setUp}>Set up a second factor</button>`
    }
  </section>
  <section class="settings-section">${h(Passkeys, { keys, reload })}</section>
  ${
    codes &&
    html`<section class="settings-section">
      <h4>When they are lost</h4>
      <ul class="facts">
        <li>
          <span class="fact-name">Recovery codes</span>
          <div class="fact">${codes.unused_code_count} of ${codes.total_code_count} left</div>
          <div class="button-row">
            <button type="button" class="button small" onClick=${show}>Show</button>
            <button type="button" class="button small" onClick=${renew}>Make new ones</button>
          </div>
        </li>
      </ul>
    </section>`
  }`;
}

/** @param {{ secret: string, close: () => void, onDone: () => void }} props */
function ScanStep({ secret, close, onDone }) {
  const [code, setCode] = useState("");
  // Each secret has its own picture at the same address.
  const [moment] = useState(() => Date.now());
  const activate = async () => {
    await auth.activateTotp(code.replace(/\s/g, ""));
    const codes = await auth.recoveryCodes();
    onDone();
    openDialog((done) => h(RecoveryCodes, { codes, close: done }));
  };
  return h(
    FormDialog,
    {
      title: "Scan this with your app",
      action: "Turn on",
      onClose: close,
      onSubmit: activate,
      disabled: !code.trim(),
      class: "small",
    },
    html`<p>Any authenticator app will do. It shows a new code every 30 seconds.</p>
      <img class="qr-code" src=${`/account/totp.svg?at=${moment}`} alt="QR code with the key below" width="200" height="200" />
      <p class="field-hint">Or type the key: <code class="totp-key">${secret.replace(/(.{4})/g, "$1 ").trim()}</code></p>`,
    h(TextField, {
      label: "Code of the app",
      value: code,
      onInput: setCode,
      autocomplete: "one-time-code",
      required: true,
      autofocus: true,
    }),
  );
}

/** @param {{ hasKeys: boolean, close: () => void, onDone: () => void }} props */
function RemoveDialog({ hasKeys, close, onDone }) {
  const [code, setCode] = useState("");
  const remove = async () => {
    await auth.reauthenticateByCode(code.replace(/\s/g, ""));
    await auth.deactivateTotp();
    toast("Your second factor is removed");
    onDone();
  };
  return h(
    FormDialog,
    {
      title: "Remove your second factor?",
      action: "Remove",
      danger: true,
      onClose: close,
      onSubmit: remove,
      disabled: !code.trim(),
      class: "small",
    },
    html`<p>${hasKeys ? "Your passkeys stay your second factor." : "Your password alone will be enough to log in as you. Your recovery codes are removed, too."}</p>`,
    h(TextField, {
      label: "Code of your authenticator, or a recovery code",
      value: code,
      onInput: setCode,
      autocomplete: "one-time-code",
      required: true,
      autofocus: true,
    }),
  );
}
