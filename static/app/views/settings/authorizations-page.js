/** @import { Authorization } from "app/api/oauth2.js" */

import * as api from "app/api/oauth2.js";
import { confirm } from "app/components/confirm.js";
import { Icon } from "app/components/icon.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { formatRelative } from "app/lib/time.js";
import { scopeName } from "app/views/scope-names.js";

/** The applications that may act for me. */
export function AuthorizationsPage() {
  const { data, failed, reload, change } = useLoad(api.authorizations, []);
  if (failed) return h(ErrorState, { title: "Your apps could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  if (!data.length)
    return h(EmptyState, { icon: "shield", title: "No application acts in your name." });
  /** @param {Authorization} one */
  const end = (one) =>
    confirm({
      title: `Remove ${one.application.name}?`,
      text: "It can no longer act in your name. What it did stays.",
      action: "Remove",
      run: async () => {
        await api.endAuthorization(one.id);
        change(data.filter((other) => other !== one));
      },
    });
  return html`<p class="settings-lead">Applications that you allowed to act in your name.</p>
    <ul class="rows">
      ${data.map(
        (one) => html`<li key=${one.id} class="row">
          <span class="row-icon">${h(Icon, { name: "shield" })}</span>
          <div class="row-text">
            <b>${one.application.name}</b>
            <span>${one.scopes.map(scopeName).join(" · ")} · since ${formatRelative(new Date(one.since))}</span>
          </div>
          <button type="button" class="button small danger" onClick=${() => end(one)}>Remove</button>
        </li>`,
      )}
    </ul>`;
}
