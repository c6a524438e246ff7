import { h, html } from "app/lib/html.js";
import { SecondFactor } from "app/views/settings/second-factor.js";
import { SecurityLog } from "app/views/settings/security-log.js";

/** What keeps others out of my account, and who tried to come in. */
export function SecurityPage() {
  return html`${h(SecondFactor, {})}${h(SecurityLog, {})}`;
}
