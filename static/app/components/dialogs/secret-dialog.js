import { Dialog } from "app/components/dialog.js";
import { h, html } from "app/lib/html.js";
import { toast } from "app/stores/overlays.js";

/**
 * A token or secret, shown once.
 * @param {{ title: string, label: string, secret: string, close: () => void }} props
 */
export function SecretDialog({ title, label, secret, close }) {
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    toast("Copied");
  };
  return h(
    Dialog,
    { title, onClose: close, class: "small" },
    html`<div class="dialog-body">
      <p>Keep it somewhere safe now: it cannot be shown again.</p>
      <div class="copy-row">
        <input type="text" readonly aria-label=${label} value=${secret} onFocus=${(/** @type {any} */ e) => e.currentTarget.select()} />
        <button type="button" class="button primary" autofocus onClick=${copy}>Copy</button>
      </div>
    </div>`,
  );
}
