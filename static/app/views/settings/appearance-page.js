/** @import { Theme } from "app/stores/preferences.js" */
import { html } from "app/lib/html.js";
import { fontSize, theme } from "app/stores/preferences.js";

const THEMES = /** @type {[Theme, string][]} */ ([
  ["system", "As the system"],
  ["dark", "Dark"],
  ["light", "Light"],
  ["midnight", "Midnight"],
  ["contrast", "High contrast"],
]);

export function AppearancePage() {
  return html`<fieldset class="themes">
      <legend>Theme</legend>
      ${THEMES.map(
        ([value, label]) => html`<label key=${value} class="theme-choice">
          <input type="radio" name="theme" checked=${theme.value === value} onChange=${() => {
            theme.value = value;
          }} />
          <span class="theme-sample" data-theme=${value === "system" ? undefined : value} aria-hidden="true"><i></i><i></i><i></i></span>
          <span>${label}</span>
        </label>`,
      )}
    </fieldset>
    <div class="field">
      <label for="font-size">Size of messages <span class="faint">${fontSize.value} px</span></label>
      <input id="font-size" type="range" min="12" max="24" step="1" value=${fontSize.value} onInput=${(
        /** @type {any} */ e,
      ) => {
        fontSize.value = Number(e.currentTarget.value);
      }} />
      <p class="text-sample">The quick brown fox jumps over the lazy dog.</p>
    </div>`;
}
