import { authenticators } from "app/api/auth.js";
import { showKey } from "app/api/keys.js";
import { useSubmit } from "app/components/dialog.js";
import { Icon } from "app/components/icon.js";
import { useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { whyNoKeys } from "app/lib/webauthn.js";

/**
 * Show a passkey instead of typing something; where no key works, why.
 * @param {{ label: string, end: "login" | "authenticate" | "reauthenticate", onDone: (answer: import("app/api/auth.js").AuthAnswer) => unknown }} props
 */
export function KeyButton({ label, end, onDone }) {
  const { busy, error, submit } = useSubmit(async () => onDone(await showKey(end)));
  const why = whyNoKeys();
  if (why) return html`<p class="field-hint">${why}</p>`;
  return html`<button type="button" class="button wide" disabled=${busy} onClick=${submit}>${h(Icon, { name: "fingerprint", size: 18 })} ${label}</button>
    ${error && html`<p class="form-error" role="alert">${error.message}</p>`}`;
}

/** For whoever has a passkey, beside a field for a code: it confirms for some minutes. @param {{ onDone: () => unknown }} props */
export function KeyInstead({ onDone }) {
  const { data } = useLoad(authenticators, []);
  if (!data?.some(({ type }) => type === "webauthn")) return null;
  return h(KeyButton, { label: "Use a passkey", end: "reauthenticate", onDone });
}
