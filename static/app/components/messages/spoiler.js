/** @import { ComponentChildren } from "preact" */
import { html } from "app/lib/html.js";
import { useState } from "preact/hooks";

/** Something that is seen only by who wants to see it. @param {{ label: string, children?: ComponentChildren }} props */
export function Spoiler({ label, children }) {
  const [hidden, setHidden] = useState(true);
  if (!hidden) return html`${children}`;
  return html`<button type="button" class="spoiler-cover" aria-label=${`Spoiler: ${label}, press to reveal`} onClick=${() => setHidden(false)}>Spoiler</button>`;
}
