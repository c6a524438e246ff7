/** @import { ComponentChildren } from "preact" */
import { h, html } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";

/**
 * The frame of the pages before the main screen; with a picture everything is in its middle.
 * @param {{ title: string, background?: string | null, picture?: ComponentChildren, lead?: ComponentChildren, children?: ComponentChildren, foot?: ComponentChildren }} props
 */
export function Card({ title, background, picture, lead, children, foot }) {
  return html`<div class="card-page">
    ${background && html`<img class="card-background" src=${background} alt="" />`}
    <main class="card" data-centered=${Boolean(picture) || undefined}>
      <p class="card-brand">${h(Mark, { size: 28 })}<span>${bootstrap.instance_name}</span></p>
      ${picture} <h1>${title}</h1>
      ${lead && html`<p class="card-lead">${lead}</p>`} ${children} ${foot && html`<p class="card-foot">${foot}</p>`}
    </main>
  </div>`;
}

/** The hall: a roof and a lit door. */
/** @param {{ size: number }} props */
export function Mark({ size }) {
  return html`<svg class="mark" width=${size} height=${size} viewBox="0 0 32 32" aria-hidden="true">
    <path class="mark-roof" d="M16 3 2.5 12.2a1 1 0 0 0-.5.9V15h28v-1.900a1 1 0 0 0-.5-.9z" />
    <path class="mark-hall" d="M4 17h24v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z" />
    <path class="mark-door" d="M12 29v-6a4 4 0 0 1 8 0v6z" />
  </svg>`;
}

/** @param {{ error: { message: string, fields: Record<string, string> } | null, known: string[] }} props the fields that show their own error */
export function FormError({ error, known }) {
  if (!error || known.some((name) => error.fields[name])) return null;
  return html`<p class="form-error" role="alert">${error.message}</p>`;
}
