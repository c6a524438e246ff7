/** @import { Attachment } from "app/types" */

import { Dialog } from "app/components/dialog.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { h, html } from "app/lib/html.js";
import { openDialog } from "app/stores/overlays.js";
import { useEffect, useState } from "preact/hooks";

/**
 * @param {Attachment[]} pictures
 * @param {Attachment} first
 */
export function openLightbox(pictures, first) {
  openDialog((close) => h(Lightbox, { pictures, first: pictures.indexOf(first), close }));
}

/** @param {{ pictures: Attachment[], first: number, close: () => void }} props */
function Lightbox({ pictures, first, close }) {
  const [at, setAt] = useState(first);
  const [zoomed, setZoomed] = useState(false);
  const many = pictures.length > 1;
  /** @param {number} by */
  const step = (by) => {
    setZoomed(false);
    setAt((now) => (now + by + pictures.length) % pictures.length);
  };
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const onKey = (event) => {
      if (event.key === "ArrowRight") step(1);
      if (event.key === "ArrowLeft") step(-1);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const picture = pictures[at];
  /** @param {MouseEvent} event */
  const onStage = (event) => {
    if (event.target === event.currentTarget) close();
  };
  return h(
    Dialog,
    { title: picture.filename, onClose: close, class: "lightbox", hideTitle: true },
    html`<div class="lightbox-stage" data-zoomed=${zoomed || undefined} onClick=${onStage}>
        <img src=${picture.url} alt=${picture.description ?? picture.filename} onClick=${() => setZoomed(!zoomed)} />
      </div>
      <div class="lightbox-bar">
        ${many && h(IconButton, { icon: "chevron-left", label: "Previous picture", onClick: () => step(-1) })}
        <span class="lightbox-name">${picture.description || picture.filename}${many && html` <span class="faint">${at + 1} / ${pictures.length}</span>`}</span>
        <a class="icon-button" href=${picture.url} target="_blank" rel="noopener" aria-label="Open original" data-tip="Open original">${h(Icon, { name: "external-link" })}</a>
        ${many && h(IconButton, { icon: "chevron-right", label: "Next picture", onClick: () => step(1) })}
        ${h(IconButton, { icon: "x", label: "Close", onClick: close })}
      </div>`,
  );
}
