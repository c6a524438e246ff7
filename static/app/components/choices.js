import { html } from "app/lib/html.js";
import { useId } from "preact/hooks";

/**
 * One of a few things, each with a line that explains it.
 * @param {{ legend: string, hint?: string, value: number, options: [number, string, string][], onChange: (value: number) => void, disabled?: boolean }} props
 */
export function Choices({ legend, hint, value, options, onChange, disabled = false }) {
  const name = useId();
  return html`<fieldset class="choices-field" disabled=${disabled}>
    <legend>${legend}</legend>
    ${hint && html`<p class="field-hint">${hint}</p>`}
    ${options.map(
      ([key, label, about]) => html`<label key=${label} class="kind">
        <input type="radio" name=${name} checked=${key === value} onChange=${() => onChange(key)} />
        <span><b>${label}</b><span>${about}</span></span>
      </label>`,
    )}
  </fieldset>`;
}
