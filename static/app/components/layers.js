/** Everything that lies over the screen, and the region that is read aloud. */

import { FloatingLayer } from "app/components/floating.js";
import { IconButton } from "app/components/icon-button.js";
import { TooltipLayer } from "app/components/tooltip.js";
import { h, html } from "app/lib/html.js";
import { announcement, closeDialog, dialogs, dismissToast, toasts } from "app/stores/overlays.js";
import { Fragment } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export function Layers() {
  return html`${dialogs.value.map(({ key, render }) =>
    h(
      Fragment,
      { key },
      render(() => closeDialog(key)),
    ),
  )}
    ${h(FloatingLayer, {})} ${h(Toasts, {})} ${h(TooltipLayer, {})}
    <div class="visually-hidden" role="status" aria-live="polite">${announcement.value}</div>`;
}

function Toasts() {
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
  const shown = toasts.value;
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || !shown.length) return;
    // Again, to be above a dialog that opened since.
    if (box.matches(":popover-open")) box.hidePopover();
    box.showPopover();
  }, [shown]);
  return html`<div ref=${ref} class="toasts" popover="manual" role="status">
    ${shown.map(
      ({ key, text, tone }) => html`<div key=${key} class="toast" data-tone=${tone}>
        <span>${text}</span>
        ${h(IconButton, { icon: "x", label: "Dismiss", size: 16, onClick: () => dismissToast(key) })}
      </div>`,
    )}
  </div>`;
}
