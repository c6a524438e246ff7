import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";

/**
 * @param {{ icon: string, label: string, onClick: (event: MouseEvent) => void, size?: number,
 *   pressed?: boolean, disabled?: boolean, class?: string, tip?: string, expanded?: boolean }} props
 */
export function IconButton({
  icon,
  label,
  onClick,
  size,
  pressed,
  disabled,
  tip,
  expanded,
  class: extra = "",
}) {
  return html`<button
    type="button"
    class=${`icon-button ${extra}`}
    aria-label=${label}
    data-tip=${tip ?? label}
    aria-pressed=${pressed}
    aria-expanded=${expanded}
    disabled=${disabled}
    onClick=${onClick}
  >
    ${h(Icon, { name: icon, size })}
  </button>`;
}
