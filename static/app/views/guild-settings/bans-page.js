/** @import { Ban } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/guilds.js";
import { Avatar } from "app/components/avatar.js";
import { confirm } from "app/components/confirm.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { userName } from "app/stores/users.js";

/** @param {{ guildId: string }} props */
export function BansPage({ guildId }) {
  const { data, failed, reload, change } = useLoad(() => api.bans(guildId), [guildId]);
  if (failed) return h(ErrorState, { title: "Bans could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  if (!data.length) return h(EmptyState, { icon: "ban", title: "Nobody is banned." });
  /** @param {Ban} ban */
  const lift = (ban) =>
    confirm({
      title: `Lift the ban of ${userName(ban.user)}?`,
      text: "They can join again with an invite.",
      action: "Lift ban",
      run: async () => {
        if (await attempt(api.unban(guildId, ban.user.id).then(() => true)))
          change(data.filter((other) => other !== ban));
      },
    });
  return html`<ul class="rows">
    ${data.map(
      (ban) => html`<li key=${ban.user.id} class="row">
        ${h(Avatar, { user: ban.user, size: 40 })}
        <div class="row-text"><b>${userName(ban.user)}</b><span>${ban.reason || "No reason given"}</span></div>
        <button type="button" class="button small" onClick=${() => lift(ban)}>Lift ban</button>
      </li>`,
    )}
  </ul>`;
}
