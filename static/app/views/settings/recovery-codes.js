import { Dialog } from "app/components/dialog.js";
import { h, html } from "app/lib/html.js";
import { toast } from "app/stores/overlays.js";

/** @param {{ codes: string[], close: () => void }} props */
export function RecoveryCodes({ codes, close }) {
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    toast("Copied");
  };
  return h(
    Dialog,
    { title: "Recovery codes", onClose: close, class: "small" },
    html`<div class="dialog-body">
        <p>Each lets you log in once when your phone is not at hand. Keep them where nobody else looks.</p>
        <ul class="recovery-codes">${codes.map((code) => html`<li key=${code}><code>${code}</code></li>`)}</ul>
      </div>
      <footer class="dialog-footer">
        <button type="button" class="button" onClick=${copy}>Copy</button>
        <button type="button" class="button primary" autofocus onClick=${close}>Done</button>
      </footer>`,
  );
}
