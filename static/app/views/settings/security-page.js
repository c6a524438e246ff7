import { h, html } from "app/lib/html.js";
import { SecondFactor } from "app/views/settings/second-factor.js";

/** What keeps others out of my account. */
export function SecurityPage() {
  return html`${h(SecondFactor, {})}`;
}
