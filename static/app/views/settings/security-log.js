/** @import { SecurityEvent } from "app/api/users.js" */

import { securityLog } from "app/api/users.js";
import { Icon } from "app/components/icon.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { formatMoment } from "app/lib/time.js";
import { browserOf } from "app/lib/user-agent.js";

/** @type {Record<string, string>} */
const SENTENCES = {
  signed_in: "Logged in",
  sign_in_failed: "Refused at log-in",
  session_ended: "Logged out",
  all_sessions_ended: "Logged out everywhere",
  token_reused: "A session was ended, as its token was used twice",
  password_changed: "Password changed",
  password_refused: "Wrong password for a confirmation",
  email_changed: "Email address changed",
  factor_added: "Second factor set up",
  factor_removed: "Second factor removed",
  factor_refused: "Wrong code",
  codes_renewed: "New recovery codes made",
  identity_linked: "Account of an identity provider connected",
  identity_unlinked: "Account of an identity provider disconnected",
  entered_by_link: "Logged in by a link of the operator",
  bot_token_reset: "Token of a bot reset",
  client_secret_reset: "Client secret of an application reset",
  disabled: "Account disabled",
  enabled: "Account enabled again",
  export_requested: "Copy of your data asked for",
  deletion_requested: "Account to be deleted",
  deletion_cancelled: "Account kept after all",
};
const ALARMING = new Set(["sign_in_failed", "token_reused", "password_refused", "factor_refused"]);

/** What happened to the safety of my account lately. */
export function SecurityLog() {
  const { data, failed, reload } = useLoad(securityLog, []);
  return html`<section class="settings-section">
    <h4>Lately</h4>
    ${
      failed
        ? h(ErrorState, { title: "The list could not be loaded.", onRetry: reload })
        : !data
          ? h(Loading, {})
          : data.length
            ? html`<ul class="rows">${data.map((event) => h(Row, { key: event.id, event }))}</ul>`
            : html`<p class="settings-lead">Log-ins and changes are listed here.</p>`
    }
  </section>`;
}

/** @param {{ event: SecurityEvent }} props */
function Row({ event }) {
  const where = [event.ip, event.user_agent && browserOf(event.user_agent)].filter(Boolean);
  return html`<li class="row">
    <span class="row-icon">${h(Icon, { name: ALARMING.has(event.kind) ? "circle-alert" : "history" })}</span>
    <div class="row-text">
      <b>${SENTENCES[event.kind] ?? event.kind}</b>
      <span>${[formatMoment(new Date(event.at)), ...where].join(" · ")}</span>
    </div>
  </li>`;
}
