import { html } from "app/lib/html.js";

/**
 * An icon of the page's sprite. It is hidden from people who listen: what it
 * stands beside, or the button's label, says what it means.
 * @param {{ name: string, size?: number }} props
 */
export function Icon({ name, size = 20 }) {
  return html`<svg class="icon" width=${size} height=${size} aria-hidden="true">
    <use href=${`#icon-${name}`} />
  </svg>`;
}
