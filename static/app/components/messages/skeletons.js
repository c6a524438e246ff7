import { html } from "app/lib/html.js";

const WIDTHS = [62, 38, 80, 51, 70, 44, 58];

/** @param {{ count: number }} props */
export function MessageSkeletons({ count }) {
  return html`<div class="skeletons" aria-hidden="true">
    ${WIDTHS.slice(0, count).map(
      (width) => html`<div key=${width} class="skeleton-message">
        <span class="skeleton round"></span>
        <div><span class="skeleton" style=${{ width: "120px" }}></span><span class="skeleton" style=${{ width: `${width}%` }}></span></div>
      </div>`,
    )}
  </div>`;
}
