/** @import { ComponentChildren } from "preact" */

import { ApiError } from "app/api/request.js";
import { IconButton } from "app/components/icon-button.js";
import { h, html } from "app/lib/html.js";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

/**
 * The browser's own modal dialog: focus stays inside, Esc closes, and focus
 * goes back where it came from.
 * @param {{ title: string, onClose: () => void, children?: ComponentChildren, class?: string, hideTitle?: boolean }} props
 */
export function Dialog({ title, onClose, children, class: extra = "", hideTitle = false }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  /** @param {MouseEvent} event */
  const onBackdrop = (event) => {
    if (event.target === ref.current) onClose();
  };
  /** @param {Event} event */
  const onCancel = (event) => {
    if (event.target !== ref.current) return;
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${ref} class=${`dialog ${extra}`} aria-labelledby=${id} onCancel=${onCancel} onPointerDown=${onBackdrop}>
    <div class="dialog-panel">
      <header class=${hideTitle ? "visually-hidden" : "dialog-header"}>
        <h2 id=${id}>${title}</h2>
        ${!hideTitle && h(IconButton, { icon: "x", label: "Close", onClick: onClose })}
      </header>
      ${children}
    </div>
  </dialog>`;
}

/**
 * A dialog with one act: its error is shown in it, and it closes when it is done.
 * @param {{ title: string, action: string, onClose: () => void, onSubmit: () => Promise<unknown> | unknown,
 *   children?: ComponentChildren, danger?: boolean, disabled?: boolean, class?: string }} props
 */
export function FormDialog({
  title,
  action,
  onClose,
  onSubmit,
  children,
  danger = false,
  disabled = false,
  class: extra,
}) {
  const { busy, error, submit } = useSubmit(async () => {
    await onSubmit();
    onClose();
  });
  return h(
    Dialog,
    { title, onClose, class: extra },
    html`<form class="dialog-form" onSubmit=${submit}>
      <div class="dialog-body">${children} ${error && html`<p class="form-error" role="alert">${error.message}</p>`}</div>
      <footer class="dialog-footer">
        <button type="button" class="button quiet" onClick=${onClose}>Cancel</button>
        <button type="submit" class=${`button ${danger ? "danger" : "primary"}`} disabled=${busy || disabled}>${action}</button>
      </footer>
    </form>`,
  );
}

/**
 * Running a form's act: one at a time, with what went wrong.
 * @param {() => Promise<unknown> | unknown} act
 */
export function useSubmit(act) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {ApiError | null} */ (null));
  /** @param {Event} [event] */
  const submit = async (event) => {
    event?.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, submit };
}
