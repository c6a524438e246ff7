/** @import { Anchor, Menu as Items, MenuItem, MenuSlider } from "app/types" */
/** @typedef {() => Items} Draw read again whenever a signal it read changes, so that an open menu stays true */

import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { openFloating } from "app/stores/overlays.js";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * @param {Anchor} anchor
 * @param {string} label
 * @param {Draw} draw
 */
export function openMenu(anchor, label, draw) {
  if (draw().some(Boolean)) openFloating(anchor, label, (close) => h(Menu, { label, draw, close }));
}

/**
 * Open a menu where the pointer is, or beside what has the focus.
 * @param {MouseEvent} event
 * @param {string} label
 * @param {Draw} draw
 */
export function openContextMenu(event, label, draw) {
  event.preventDefault();
  event.stopPropagation();
  const byKeyboard = event.clientX === 0 && event.clientY === 0;
  const element = /** @type {Element} */ (event.currentTarget);
  openMenu(byKeyboard ? { element } : { x: event.clientX, y: event.clientY }, label, draw);
}

/** @param {{ label: string, draw: Draw, close: () => void }} props */
function Menu({ label, draw, close }) {
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
  const items = tidy(draw());
  useLayoutEffect(() => {
    if (!items.length) close();
    // What had the focus may be gone.
    else if (document.activeElement === document.body) focusFirst(ref.current);
  });
  return html`<div ref=${ref} class="menu" role="menu" aria-label=${label} onKeyDown=${moveInMenu}>
    ${items.map((item, i) =>
      item
        ? "run" in item
          ? h(Item, { key: item.label, item, close })
          : h(Slider, { key: item.label, slider: item })
        : html`<div key=${i} class="menu-line" role="separator"></div>`,
    )}
  </div>`;
}

/** @param {Element | null} menu */
function focusFirst(menu) {
  const first = menu?.querySelector("[role^=menuitem]");
  if (first instanceof HTMLElement) first.focus();
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

/** @param {{ slider: MenuSlider }} props */
function Slider({ slider: { label, value, max, unit, onInput } }) {
  /** Up and down move in the menu, left and right here. @param {KeyboardEvent} event */
  const keep = (event) => {
    if (event.key === "Home" || event.key === "End") event.stopPropagation();
  };
  return html`<label class="menu-slider">
    <span>${label} <span class="faint">${value} ${unit}</span></span>
    <input type="range" min="0" max=${max} step="5" value=${value} aria-label=${label} onKeyDown=${keep} onInput=${(/** @type {any} */ e) => onInput(Number(e.currentTarget.value))} />
  </label>`;
}

/** Arrow keys, Home and End move among the items of a menu. @param {KeyboardEvent} event */
export function moveInMenu(event) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  const items = [...menu.querySelectorAll("[role^=menuitem], input")].filter(
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
