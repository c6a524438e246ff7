import { html } from "app/lib/html.js";
import { useEffect, useRef } from "preact/hooks";

const PAUSE_MS = 350;
const GAP = 8;

/** One tooltip for everything that carries `data-tip`, by pointer and by focus. */
export function TooltipLayer() {
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    const box = /** @type {HTMLDivElement} */ (ref.current);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const hide = () => {
      clearTimeout(timer);
      if (box.matches(":popover-open")) box.hidePopover();
    };
    /** @param {Event} event */
    const consider = (event) => {
      const target = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
      hide();
      if (!target) return;
      if (event.type === "focusin" && !target.matches(":focus-visible")) return;
      timer = setTimeout(() => show(box, target), event.type === "focusin" ? 0 : PAUSE_MS);
    };
    if (matchMedia("(hover: hover)").matches) document.addEventListener("pointerover", consider);
    document.addEventListener("focusin", consider);
    document.addEventListener("focusout", hide);
    document.addEventListener("pointerdown", hide, true);
    document.addEventListener("keydown", hide, true);
    return () => {
      document.removeEventListener("pointerover", consider);
      document.removeEventListener("focusin", consider);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("pointerdown", hide, true);
      document.removeEventListener("keydown", hide, true);
    };
  }, []);
  return html`<div ref=${ref} class="tooltip" popover="manual" aria-hidden="true"></div>`;
}

/**
 * @param {HTMLElement} box
 * @param {Element} target
 */
function show(box, target) {
  const text = target.getAttribute("data-tip");
  if (!text || !target.isConnected) return;
  box.textContent = text;
  box.showPopover();
  const anchor = target.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const beside = target.getAttribute("data-tip-side") === "right";
  let x = beside ? anchor.right + GAP : anchor.left + (anchor.width - width) / 2;
  let y = beside ? anchor.top + (anchor.height - height) / 2 : anchor.top - height - GAP;
  if (y < GAP) y = anchor.bottom + GAP;
  x = Math.max(GAP, Math.min(x, innerWidth - width - GAP));
  y = Math.max(GAP, Math.min(y, innerHeight - height - GAP));
  box.style.setProperty("--x", `${Math.round(x)}px`);
  box.style.setProperty("--y", `${Math.round(y)}px`);
}
