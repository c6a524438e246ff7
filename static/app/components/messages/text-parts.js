/** @import { ComponentChildren } from "preact" */

import { IconButton } from "app/components/icon-button.js";
import { h, html } from "app/lib/html.js";
import { useState } from "preact/hooks";

/** @param {{ children?: ComponentChildren }} props */
export function Spoiler({ children }) {
  const [open, setOpen] = useState(false);
  if (open) return html`<span class="spoiler" data-open>${children}</span>`;
  return html`<button type="button" class="spoiler" aria-label="Spoiler, press to reveal" onClick=${() => setOpen(true)}>
    <span aria-hidden="true">${children}</span>
  </button>`;
}

/** @param {{ text: string, language: string }} props */
export function CodeBlock({ text, language }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return html`<div class="code-block">
    <pre tabindex="0" aria-label=${language ? `Code, ${language}` : "Code"}><code dir="ltr">${text}</code></pre>
    ${h(IconButton, { icon: copied ? "check" : "copy", label: copied ? "Copied" : "Copy code", size: 16, onClick: copy })}
  </div>`;
}
