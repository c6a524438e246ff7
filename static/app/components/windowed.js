/** @import { VNode } from "preact" */

import { html } from "app/lib/html.js";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

const OVERSCAN_PX = 200;

/**
 * A long list of rows of known heights: only those near the view are in the document.
 * @param {{ rows: any[], heightOf: (row: any) => number, draw: (row: any, index: number) => VNode<any>,
 *   class?: string }} props
 */
export function Windowed({ rows, heightOf, draw, class: extra = "" }) {
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [view, setView] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const box = /** @type {HTMLDivElement} */ (ref.current);
    const look = () => setView({ top: box.scrollTop, height: box.clientHeight });
    look();
    const resized = new ResizeObserver(look);
    resized.observe(box);
    return () => resized.disconnect();
  }, []);
  /** @param {Event} event */
  const onScroll = (event) => {
    const box = /** @type {HTMLDivElement} */ (event.currentTarget);
    if (Math.abs(box.scrollTop - view.top) > OVERSCAN_PX / 4)
      setView({ top: box.scrollTop, height: box.clientHeight });
  };

  const shown = [];
  let y = 0;
  for (const [index, row] of rows.entries()) {
    const height = heightOf(row);
    if (y + height > view.top - OVERSCAN_PX && y < view.top + view.height + OVERSCAN_PX) {
      shown.push({ row, index, y });
    }
    y += height;
  }
  return html`<div ref=${ref} class=${`windowed ${extra}`} onScroll=${onScroll}>
    <div class="windowed-space" style=${{ height: `${y}px` }}></div>
    <div class="windowed-rows" style=${{ transform: `translateY(${shown[0]?.y ?? 0}px)` }}>
      ${shown.map(({ row, index }) => draw(row, index))}
    </div>
  </div>`;
}
