/** @import { Anchor } from "app/types" @import { ComponentChildren } from "preact" */

import { h, html } from "app/lib/html.js";
import { closeFloating, floating } from "app/stores/overlays.js";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const MARGIN = 8;

/** The one menu, picker or popover that is open. */
export function FloatingLayer() {
  const open = floating.value;
  if (!open) return null;
  const { key, anchor, label, render } = open;
  return h(Floating, { key, anchor, label, onClose: closeFloating }, render(closeFloating));
}

/**
 * Beside its anchor, inside the window, above everything, also above dialogs.
 * @param {{ anchor: Anchor, label: string, onClose: () => void, children?: ComponentChildren }} props
 */
export function Floating({ anchor, label, onClose, children }) {
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return undefined;
    const before = document.activeElement;
    // Outside a modal dialog nothing can be reached, so it has to be in the one on top.
    [...document.querySelectorAll("dialog:modal")].at(-1)?.append(box);
    box.showPopover();
    place(box, anchor);
    // On a phone a focused field calls the keyboard, which would cover what was just opened.
    const kept = matchMedia("(hover: none)").matches ? ":not(input)" : "";
    const focusable =
      box.querySelector(`[autofocus]${kept}`) ?? box.querySelector("[role^=menuitem], button");
    (focusable instanceof HTMLElement ? focusable : box).focus({ preventScroll: true });
    const again = () => place(box, anchor);
    addEventListener("resize", again);
    const resized = new ResizeObserver(() => place(box, anchor));
    resized.observe(box);
    return () => {
      resized.disconnect();
      removeEventListener("resize", again);
      if (box.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, []);
  useEffect(() => {
    /** @param {Event} event */
    const outside = (event) => {
      if (event.target instanceof Node && !ref.current?.contains(event.target)) onClose();
    };
    /** @param {KeyboardEvent} event */
    const onEscape = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      onClose();
    };
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("keydown", onEscape, true);
    return () => {
      document.removeEventListener("pointerdown", outside, true);
      document.removeEventListener("keydown", onEscape, true);
    };
  }, []);
  return html`<div ref=${ref} class="floating" popover="manual" role="dialog" aria-label=${label} tabindex="-1">${children}</div>`;
}

/**
 * @param {HTMLElement} box
 * @param {Anchor} anchor
 */
function place(box, anchor) {
  const { width, height } = box.getBoundingClientRect();
  let x;
  let y;
  if ("element" in anchor) {
    const rect = anchor.element.getBoundingClientRect();
    const side = anchor.side ?? "bottom";
    x = rect.left;
    y = rect.bottom + MARGIN;
    if (side.endsWith("-end")) x = rect.right - width;
    if (side.startsWith("top")) y = rect.top - height - MARGIN;
    if (side === "right" || side === "left") y = rect.top;
    if (side === "right") x = rect.right + MARGIN;
    if (side === "left") x = rect.left - width - MARGIN;
    // Where there is no room, the other side.
    if (x < MARGIN && side === "left") x = rect.right + MARGIN;
    if (y + height > innerHeight - MARGIN && side.startsWith("bottom"))
      y = rect.top - height - MARGIN;
    if (y < MARGIN && side.startsWith("top")) y = rect.bottom + MARGIN;
  } else {
    x = anchor.x;
    y = anchor.y;
  }
  box.style.setProperty("--x", `${clamp(x, width, innerWidth)}px`);
  box.style.setProperty("--y", `${clamp(y, height, innerHeight)}px`);
}

/** @param {number} at @param {number} size @param {number} room */
function clamp(at, size, room) {
  return Math.round(Math.max(MARGIN, Math.min(at, room - size - MARGIN)));
}
