import { requestPasswordReset, resetPassword } from "app/api/auth.js";
import { useSubmit } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { Card, FormError } from "app/views/auth/card.js";
import { CheckMail } from "app/views/auth/check-mail.js";
import { useState } from "preact/hooks";

const back = html`<a href="/login">Back to log in</a>`;

export function ForgotPassword() {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const { busy, error, submit } = useSubmit(async () => {
    await requestPasswordReset(email.trim());
    setSent(true);
  });
  if (sent)
    return h(CheckMail, {
      text: "If an account has this address, a link to choose a new password is on its way.",
    });
  return h(
    Card,
    {
      title: "Forgot your password?",
      lead: "Give the email address of your account. We send a link to choose a new one.",
      foot: back,
    },
    html`<form onSubmit=${submit}>
      ${h(TextField, { label: "Email", value: email, onInput: setEmail, type: "email", autocomplete: "email", required: true, autofocus: true, error: error?.fields.email })} ${h(FormError, { error, known: ["email"] })}
      <button type="submit" class="button primary wide" disabled=${busy}>Send link</button>
    </form>`,
  );
}

/** @param {{ token: string }} props */
export function ResetPassword({ token }) {
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);
  const { busy, error, submit } = useSubmit(async () => {
    await resetPassword(token, password);
    setDone(true);
  });
  if (done)
    return h(
      Card,
      { title: "Your password is changed" },
      html`<a class="button primary wide" href="/login">Log in</a>`,
    );
  return h(
    Card,
    { title: "Choose a new password", foot: back },
    html`<form onSubmit=${submit}>
      ${h(TextField, { label: "New password", value: password, onInput: setPassword, type: "password", autocomplete: "new-password", required: true, minLength: 8, autofocus: true, error: error?.fields.password, hint: "At least 8 characters." })}
      ${h(FormError, { error, known: ["password"] })}
      <button type="submit" class="button primary wide" disabled=${busy}>Change password</button>
    </form>`,
  );
}
