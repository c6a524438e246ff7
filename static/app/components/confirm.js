import { FormDialog } from "app/components/dialog.js";
import { h, html } from "app/lib/html.js";
import { openDialog } from "app/stores/overlays.js";

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
