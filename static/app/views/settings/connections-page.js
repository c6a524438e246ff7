/** @import { Connection } from "app/api/users.js" */

import { attempt } from "app/actions/attempt.js";
import { addressAtProvider } from "app/api/auth.js";
import * as api from "app/api/users.js";
import { SureDialog } from "app/components/confirm.js";
import { Switch } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { ProveDialog } from "app/components/prove.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { connectionsChanged } from "app/stores/connections.js";
import { openDialog } from "app/stores/overlays.js";

/** My accounts at identity providers: with each of them I can log in. */
export function ConnectionsPage() {
  const { data, failed, reload } = useLoad(api.connections, [connectionsChanged.value]);
  if (failed)
    return h(ErrorState, { title: "Your connections could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  return html`<p class="settings-lead">With an account that is connected you log in without your password here.</p>
    ${data.length > 0 && html`<ul class="rows">${data.map((one) => h(Row, { key: one.id, one }))}</ul>`}
    <div class="button-row">
      ${bootstrap.identity_providers.map((provider) => html`<button key=${provider.id} type="button" class="button" onClick=${() => connect(provider)}>Connect ${provider.name}</button>`)}
    </div>`;
}

/** @param {{ one: Connection }} props */
function Row({ one }) {
  const remove = () =>
    openDialog((close) =>
      h(SureDialog, {
        title: `Disconnect ${one.provider.name}?`,
        text: "You can no longer log in with that account.",
        action: "Disconnect",
        run: (sure) => api.disconnect(one, sure),
        close,
      }),
    );
  /** @param {boolean} shown */
  const show = (shown) => attempt(api.updateConnection(one, { visibility: shown ? 1 : 0 }));
  return html`<li class="row">
    <span class="row-icon">${h(Icon, { name: "link" })}</span>
    <div class="row-text">
      <b>${one.name}</b>
      <span>${one.provider.name}${one.revoked && " · no longer in use here"}</span>
      ${h(Switch, { label: "Show on my profile", checked: one.visibility === 1, onChange: show })}
    </div>
    <button type="button" class="button small danger" onClick=${remove}>Disconnect</button>
  </li>`;
}

/** @param {{ id: string, name: string }} provider */
function connect({ id, name }) {
  openDialog((close) =>
    h(ProveDialog, {
      title: `Connect ${name}`,
      text: `You go to ${name}, and come back.`,
      action: "Continue",
      close,
      next: async () => {
        const query = `?next=${encodeURIComponent(location.pathname)}`;
        location.assign(
          await addressAtProvider({
            provider: id,
            process: "connect",
            callback_url: `/login/return${query}`,
          }),
        );
      },
    }),
  );
}
