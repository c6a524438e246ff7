import { openRules } from "app/components/dialogs/rules-dialog.js";
import { html } from "app/lib/html.js";
import { ownRequests } from "app/stores/join-requests.js";

/** In place of the composer for who has yet to be let in. @param {{ guildId: string }} props */
export function PendingBar({ guildId }) {
  const isSent = ownRequests.get(guildId)?.application_status === "SUBMITTED";
  return html`<div class="composer"><p class="composer-blocked">
    ${isSent ? "Your request was sent. A moderator has yet to let you in." : "You can look around. Before you take part, there is something to agree to."}
    ${" "}<button type="button" class="button small" onClick=${() => void openRules(guildId)}>${isSent ? "Change my request" : "Complete"}</button>
  </p></div>`;
}
