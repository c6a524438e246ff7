import { html } from "app/lib/html.js";

/**
 * Appears while something is changed and not saved.
 * @param {{ dirty: boolean, busy: boolean, error: { message: string } | null, onReset: () => void, onSave: () => void, disabled?: boolean }} props
 */
export function SaveBar({ dirty, busy, error, onReset, onSave, disabled = false }) {
  if (!dirty) return null;
  return html`<div class="save-bar" role="region" aria-label="Unsaved changes">
    <p>${error ? html`<span class="form-error" role="alert">${error.message}</span>` : "You have unsaved changes."}</p>
    <button type="button" class="button quiet" onClick=${onReset}>Reset</button>
    <button type="button" class="button primary" disabled=${busy || disabled} onClick=${onSave}>Save</button>
  </div>`;
}
