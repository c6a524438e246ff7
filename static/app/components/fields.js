/** @import { ComponentChildren } from "preact" */

import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { codePoints } from "app/lib/text.js";
import { useId, useRef, useState } from "preact/hooks";

/**
 * @param {{ label: string, value: string, onInput: (value: string) => void, type?: string, hint?: ComponentChildren,
 *   error?: string, maxLength?: number, minLength?: number, required?: boolean, autofocus?: boolean, autocomplete?: string,
 *   placeholder?: string, rows?: number, min?: number, max?: number, pattern?: string, disabled?: boolean, name?: string }} props
 */
export function TextField({ label, value, onInput, hint, error, rows, autofocus, ...input }) {
  const id = useId();
  const describedBy = error || hint ? `${id}-hint` : undefined;
  /** @param {Event} event */
  const change = (event) => onInput(/** @type {HTMLInputElement} */ (event.currentTarget).value);
  const common = {
    id,
    value,
    onInput: change,
    "aria-describedby": describedBy,
    "aria-invalid": Boolean(error),
    ...input,
  };
  /** @param {HTMLElement | null} element */
  const focusFirst = (element) => {
    if (autofocus && element && !element.dataset.focused) {
      element.dataset.focused = "yes";
      element.setAttribute("autofocus", "");
      element.focus();
    }
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${rows ? html`<textarea ref=${focusFirst} rows=${rows} ...${common}></textarea>` : input.type === "password" ? h(PasswordInput, { common, focusFirst }) : html`<input ref=${focusFirst} type="text" ...${common} />`}
    ${rows && input.maxLength ? html`<span class="field-count">${input.maxLength - codePoints(value)}</span>` : null}
    ${(error || hint) && html`<p id=${describedBy} class=${error ? "field-error" : "field-hint"}>${error || hint}</p>`}
  </div>`;
}

/** @param {{ common: object, focusFirst: (element: HTMLElement | null) => void }} props */
function PasswordInput({ common, focusFirst }) {
  const [shown, setShown] = useState(false);
  return html`<span class="password">
    <input ref=${focusFirst} ...${common} type=${shown ? "text" : "password"} />
    <button type="button" class="icon-button" aria-label=${shown ? "Hide password" : "Show password"} aria-pressed=${shown} onClick=${() => setShown(!shown)}>
      ${h(Icon, { name: shown ? "eye-off" : "eye", size: 18 })}
    </button>
  </span>`;
}

/**
 * @param {{ label: string, value: string, options: [string, string][], onChange: (value: string) => void, hint?: ComponentChildren,
 *   disabled?: boolean, error?: string }} props
 */
export function SelectField({ label, value, options, onChange, hint, disabled = false, error }) {
  const id = useId();
  /** @param {Event} event */
  const change = (event) => onChange(/** @type {HTMLSelectElement} */ (event.currentTarget).value);
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <span class="select">
      <select id=${id} value=${value} disabled=${disabled} aria-invalid=${Boolean(error)} onChange=${change}>
        ${options.map(([key, text]) => html`<option key=${key} value=${key} selected=${key === value}>${text}</option>`)}
      </select>
      ${h(Icon, { name: "chevron-down", size: 16 })}
    </span>
    ${(error || hint) && html`<p class=${error ? "field-error" : "field-hint"}>${error || hint}</p>`}
  </div>`;
}

/**
 * @param {{ label: string, value: number, min: number, max: number, says: string, onChange: (value: number) => void, error?: string }} props
 */
export function RangeField({ label, value, min, max, says, onChange, error }) {
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <span class="field-count">${says}</span>
    <input id=${id} type="range" min=${min} max=${max} value=${value} aria-valuetext=${says} onInput=${(/** @type {any} */ e) => onChange(Number(e.currentTarget.value))} />
    ${error && html`<p class="field-error">${error}</p>`}
  </div>`;
}

/**
 * @param {{ label: string, checked: boolean, onChange: (checked: boolean) => void, hint?: string, disabled?: boolean }} props
 */
export function Switch({ label, checked, onChange, hint, disabled = false }) {
  const id = useId();
  /** @param {Event} event */
  const change = (event) => onChange(/** @type {HTMLInputElement} */ (event.currentTarget).checked);
  return html`<div class="switch-row">
    <label for=${id}>
      <span>${label}</span>
      ${hint && html`<span class="field-hint">${hint}</span>`}
    </label>
    <input id=${id} class="switch" type="checkbox" role="switch" checked=${checked} disabled=${disabled} onChange=${change} />
  </div>`;
}

/** @param {{ label: string, value: string, onInput: (value: string) => void }} props */
export function SearchBox({ label, value, onInput }) {
  return html`<label class="search-box">
    ${h(Icon, { name: "search", size: 16 })}
    <input type="search" placeholder=${label} aria-label=${label} value=${value} onInput=${(/** @type {any} */ e) => onInput(e.currentTarget.value)} />
  </label>`;
}

/**
 * Choose a picture; shows the one chosen or the present one.
 * @param {{ label: string, onFile: (file: File) => void, children?: ComponentChildren, class?: string, disabled?: boolean }} props
 */
export function PicturePicker({ label, onFile, children, class: extra = "", disabled = false }) {
  const ref = useRef(/** @type {HTMLInputElement | null} */ (null));
  const pick = () => {
    const file = ref.current?.files?.[0];
    if (file) onFile(file);
    if (ref.current) ref.current.value = "";
  };
  return html`<button type="button" class=${`picture-picker ${extra}`} aria-label=${label} data-tip=${label} disabled=${disabled} onClick=${() => ref.current?.click()}>
    ${children}
    <span class="picture-picker-mark">${h(Icon, { name: "image-up", size: 16 })}</span>
    <input ref=${ref} type="file" accept="image/png,image/jpeg,image/gif,image/webp" hidden onChange=${pick} onClick=${(/** @type {Event} */ e) => e.stopPropagation()} />
  </button>`;
}
