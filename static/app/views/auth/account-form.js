import { useSubmit } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { FormError } from "app/views/auth/card.js";
import { useState } from "preact/hooks";

/**
 * Username, email, password: for the first account and for all that follow.
 * @param {{ action: string, emailHint: string, onCreate: (account: import("app/api/auth.js").NewAccount) => Promise<void> }} props
 */
export function AccountForm({ action, emailHint, onCreate }) {
  const [username, setUsername] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, error, submit } = useSubmit(() =>
    onCreate({
      username: username.trim().toLowerCase(),
      password,
      ...(email.trim() && { email: email.trim() }),
    }),
  );
  const wrong = error?.fields ?? {};
  return html`<form onSubmit=${submit}>
    ${h(TextField, { label: "Username", value: username, onInput: setUsername, autocomplete: "username", name: "username", required: true, autofocus: true, minLength: 2, maxLength: 32, error: wrong.username, hint: "Small letters, digits, dots and underscores. People find you by it." })}
    ${h(TextField, { label: "Email", value: email, onInput: setEmail, type: "email", autocomplete: "email", name: "email", error: wrong.email, hint: emailHint })}
    ${h(TextField, { label: "Password", value: password, onInput: setPassword, type: "password", autocomplete: "new-password", name: "password", required: true, minLength: 8, error: wrong.password, hint: "At least 8 characters." })}
    ${h(FormError, { error, known: ["username", "email", "password"] })}
    <button type="submit" class="button primary wide" disabled=${busy}>${action}</button>
  </form>`;
}
