/** What components are written with: `html` for elements, `h()` for components. */

export { html } from "htm/preact";
export { h } from "preact";
