import { html } from "app/lib/html.js";
import { noteUnsaved, nudges } from "app/stores/unsaved.js";
import { useEffect, useState } from "preact/hooks";

/**
 * Appears while something is changed and not saved.
 * @param {{ dirty: boolean, busy: boolean, error: { message: string } | null, onReset: () => void, onSave: () => void, disabled?: boolean }} props
 */
export function SaveBar({ dirty, busy, error, onReset, onSave, disabled = false }) {
  const [before] = useState(nudges.peek());
  useEffect(() => (dirty ? noteUnsaved() : undefined), [dirty]);
  if (!dirty) return null;
  const nudged = nudges.value > before;
  return html`<div key=${nudges.value} class="save-bar" role="region" aria-label="Unsaved changes" data-nudged=${nudged || undefined}>
    <p>${error ? html`<span class="form-error" role="alert">${error.message}</span>` : "You have unsaved changes."}</p>
    <button type="button" class="button quiet" onClick=${onReset}>Reset</button>
    <button type="button" class="button primary" disabled=${busy || disabled} onClick=${onSave}>Save</button>
  </div>`;
}
