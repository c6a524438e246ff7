/** @import { Anchor, Menu as Items, MenuItem } from "app/types" */

import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { openFloating } from "app/stores/overlays.js";

/**
 * @param {Anchor} anchor
 * @param {string} label
 * @param {Items} items
 */
export function openMenu(anchor, label, items) {
  if (items.some(Boolean)) openFloating(anchor, label, (close) => h(Menu, { label, items, close }));
}

/**
 * Open a menu where the pointer is, or beside what has the focus.
 * @param {MouseEvent} event
 * @param {string} label
 * @param {Items} items
 */
export function openContextMenu(event, label, items) {
  event.preventDefault();
  event.stopPropagation();
  const byKeyboard = event.clientX === 0 && event.clientY === 0;
  const element = /** @type {Element} */ (event.currentTarget);
  openMenu(byKeyboard ? { element } : { x: event.clientX, y: event.clientY }, label, items);
}

/** @param {{ label: string, items: Items, close: () => void }} props */
function Menu({ label, items, close }) {
  return html`<div class="menu" role="menu" aria-label=${label} onKeyDown=${moveInMenu}>
    ${tidy(items).map((item, i) =>
      item
        ? h(Item, { key: item.label, item, close })
        : html`<div key=${i} class="menu-line" role="separator"></div>`,
    )}
  </div>`;
}

/** @param {{ item: MenuItem, close: () => void }} props */
function Item({ item, close }) {
  const run = () => {
    close();
    item.run();
  };
  const checkable = item.checked !== undefined;
  return html`<button
    type="button"
    class=${`menu-item ${item.danger ? "danger" : ""}`}
    role=${checkable ? "menuitemcheckbox" : "menuitem"}
    aria-checked=${checkable ? item.checked : undefined}
    onClick=${run}
  >
    <span>${item.label}</span>
    ${checkable ? item.checked && h(Icon, { name: "check", size: 16 }) : item.icon && h(Icon, { name: item.icon, size: 16 })}
  </button>`;
}

/** Arrow keys, Home and End move among the items of a menu. @param {KeyboardEvent} event */
export function moveInMenu(event) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  const items = [...menu.querySelectorAll("[role^=menuitem]")].filter(
    (e) => e instanceof HTMLElement,
  );
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (!(event.key in moves)) return;
  event.preventDefault();
  items.at(moves[event.key] % items.length)?.focus();
}

/** No lines at the ends, none beside each other. @param {Items} items */
function tidy(items) {
  return items.filter(
    (item, i) => item || (i > 0 && items[i - 1] && items.slice(i + 1).some(Boolean)),
  );
}
