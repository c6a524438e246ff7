import { enter } from "app/actions/session.js";
import { authenticate, logIn } from "app/api/auth.js";
import { useSubmit } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { KeyButton } from "app/components/key-button.js";
import { h, html } from "app/lib/html.js";
import { whyNoKeys } from "app/lib/webauthn.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { Card, FormError } from "app/views/auth/card.js";
import { CheckMail } from "app/views/auth/check-mail.js";
import { ProviderButtons } from "app/views/auth/provider-buttons.js";
import { useState } from "preact/hooks";

export function LogIn() {
  if (!bootstrap.password_login)
    return h(Card, { title: "Welcome back" }, h(ProviderButtons, { primary: true }));
  return h(PasswordLogIn, { title: "Welcome back" });
}

/** @param {{ title: string, lead?: string }} props */
export function PasswordLogIn({ title, lead }) {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [factors, setFactors] = useState(/** @type {string[]} */ ([]));
  const [step, setStep] = useState(/** @type {"password" | "code" | "mail"} */ ("password"));
  const { busy, error, submit } = useSubmit(async () => {
    const answer = await logIn(login.trim(), password);
    if (answer.pending.includes("mfa_authenticate")) {
      setFactors(answer.factors);
      setStep("code");
    } else if (answer.pending.includes("verify_email")) setStep("mail");
    else enter();
  });
  if (step === "code") return h(SecondFactorStep, { factors });
  if (step === "mail")
    return h(CheckMail, { text: "Confirm your email address first: we have sent you a link." });
  const register = html`New here? <a href=${`/register${location.search}`}>Create an account</a>`;
  return h(
    Card,
    {
      title,
      lead,
      foot: bootstrap.registration_mode === "closed" || !bootstrap.password_login ? null : register,
    },
    html`<form onSubmit=${submit}>
      ${h(TextField, { label: "Username or email", value: login, onInput: setLogin, autocomplete: "username", name: "login", required: true, autofocus: true })}
      ${h(TextField, { label: "Password", value: password, onInput: setPassword, type: "password", autocomplete: "current-password", name: "password", required: true })}
      <p class="card-aside"><a href="/forgot">Forgot your password?</a></p>
      ${h(FormError, { error, known: [] })}
      <button type="submit" class="button primary wide" disabled=${busy}>Log in</button>
    </form>
    ${!whyNoKeys() && html`<div class="card-provider">${h(KeyButton, { label: "Use a passkey", end: "login", onDone: enter })}</div>`}
    ${h(ProviderButtons, { primary: false })}`,
  );
}

/** @param {{ factors: string[] }} props those the account has */
export function SecondFactorStep({ factors }) {
  const [code, setCode] = useState("");
  const { busy, error, submit } = useSubmit(async () => {
    await authenticate(code.replace(/\s/g, ""));
    enter();
  });
  return h(
    Card,
    {
      title: "One more step",
      lead: "Enter the code of your authenticator app, or one of your recovery codes.",
    },
    html`<form onSubmit=${submit}>
      ${h(TextField, { label: "Code", value: code, onInput: setCode, autocomplete: "one-time-code", required: true, autofocus: true })} ${h(FormError, { error, known: [] })}
      <button type="submit" class="button primary wide" disabled=${busy}>Log in</button>
    </form>
    ${factors.includes("webauthn") && html`<div class="card-provider">${h(KeyButton, { label: "Use a passkey", end: "authenticate", onDone: enter })}</div>`}`,
  );
}
