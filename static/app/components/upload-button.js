import { html } from "app/lib/html.js";
import { useRef } from "preact/hooks";

/**
 * A button that asks for files.
 * @param {{ label: string, accept: string, onFiles: (files: File[]) => void, multiple?: boolean }} props
 */
export function UploadButton({ label, accept, onFiles, multiple = false }) {
  const ref = useRef(/** @type {HTMLInputElement | null} */ (null));
  const pick = () => {
    const files = [...(ref.current?.files ?? [])];
    if (files.length) onFiles(files);
    if (ref.current) ref.current.value = "";
  };
  return html`<button type="button" class="button primary" onClick=${() => ref.current?.click()}>
    ${label}
    <input ref=${ref} type="file" accept=${accept} multiple=${multiple} hidden onChange=${pick} onClick=${(/** @type {Event} */ e) => e.stopPropagation()} />
  </button>`;
}
