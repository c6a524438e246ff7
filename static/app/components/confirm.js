import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { KeyInstead } from "app/components/key-button.js";
import { h, html } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { openDialog } from "app/stores/overlays.js";
import { me } from "app/stores/session.js";
import { useState } from "preact/hooks";

/**
 * Ask before something that cannot be undone.
 * @param {{ title: string, text: string, action: string, run: () => Promise<unknown> | unknown }} question
 */
export function confirm({ title, text, action, run }) {
  openDialog((close) =>
    h(
      FormDialog,
      { title, action, danger: true, onClose: close, onSubmit: run, class: "small" },
      html`<p>${text}</p>`,
    ),
  );
}

/**
 * Ask for a code of my second factor, if I have one.
 * @param {{ title: string, text: string, action: string, run: (code: string) => Promise<unknown>, close: () => void }} props
 */
export function CodeDialog({ title, text, action, run, close }) {
  const [code, setCode] = useState("");
  const needsCode = Boolean(me.value?.mfa_enabled);
  return h(
    FormDialog,
    {
      title,
      action,
      onClose: close,
      onSubmit: () => run(code.trim()),
      disabled: needsCode && !code.trim(),
      class: "small",
    },
    html`<p>${text}</p>`,
    needsCode &&
      h(CodeField, {
        value: code,
        onInput: setCode,
        autofocus: true,
        onKey: async () => {
          await run("");
          close();
        },
      }),
  );
}

/**
 * Ask that it is me before a secret is replaced: a code of my second factor, else my password.
 * @param {{ title: string, text: string, action: string, run: (sure: { code?: string, password?: string }) => Promise<unknown>, close: () => void }} props
 */
export function SureDialog({ title, text, action, run, close }) {
  const [given, setGiven] = useState("");
  const byCode = Boolean(me.value?.mfa_enabled);
  // Who came by an identity provider may have neither.
  const byPassword = !byCode && bootstrap.has_password;
  return h(
    FormDialog,
    {
      title,
      action,
      danger: true,
      onClose: close,
      onSubmit: () => run(byCode ? { code: given.trim() } : byPassword ? { password: given } : {}),
      disabled: (byCode || byPassword) && !given,
      class: "small",
    },
    html`<p>${text}</p>`,
    byCode
      ? h(CodeField, {
          value: given,
          onInput: setGiven,
          autofocus: true,
          onKey: async () => {
            await run({});
            close();
          },
        })
      : byPassword &&
          h(TextField, {
            label: "Your password",
            value: given,
            onInput: setGiven,
            type: "password",
            autocomplete: "current-password",
            required: true,
            autofocus: true,
          }),
  );
}

/** @param {{ value: string, onInput: (code: string) => void, onKey: () => unknown, autofocus?: boolean }} props onKey: a passkey was shown instead */
function CodeField({ value, onInput, onKey, autofocus }) {
  return html`${h(TextField, {
    label: "Code of your authenticator, or a recovery code",
    value,
    onInput,
    autofocus,
    autocomplete: "one-time-code",
  })}${h(KeyInstead, { onDone: onKey })}`;
}

/**
 * For the gravest acts: a name is typed first, and a code of the second factor where I have one.
 * @param {{ title: string, text: string, word: string, action: string, run: (code: string) => Promise<unknown> | unknown,
 *   close: () => void, code?: boolean }} props
 */
export function TypedConfirmation({ title, text, word, action, run, close, code: asks = false }) {
  const [typed, setTyped] = useState("");
  const [code, setCode] = useState("");
  const needsCode = asks && Boolean(me.value?.mfa_enabled);
  return h(
    FormDialog,
    {
      title,
      action,
      danger: true,
      onClose: close,
      onSubmit: () => run(code.trim()),
      disabled: typed.trim() !== word.trim() || (needsCode && !code.trim()),
      class: "small",
    },
    html`<p>${text}</p>`,
    h(TextField, {
      label: `Type “${word}” to confirm`,
      value: typed,
      onInput: setTyped,
      autofocus: true,
      autocomplete: "off",
    }),
    needsCode &&
      h(CodeField, {
        value: code,
        onInput: setCode,
        onKey: async () => {
          if (typed.trim() !== word.trim()) return;
          await run("");
          close();
        },
      }),
  );
}
