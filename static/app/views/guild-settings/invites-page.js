/** @import { Invite } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import { copyInvite } from "app/actions/guilds.js";
import * as api from "app/api/guilds.js";
import { Avatar } from "app/components/avatar.js";
import { Icon } from "app/components/icon.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { formatRelative } from "app/lib/time.js";
import { userName } from "app/stores/users.js";

/** @param {{ guildId: string }} props */
export function InvitesPage({ guildId }) {
  const { data, failed, reload, change } = useLoad(() => api.guildInvites(guildId), [guildId]);
  if (failed) return h(ErrorState, { title: "Invites could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  if (!data.length)
    return h(EmptyState, {
      icon: "link",
      title: "There are no invites. Make one from the server’s menu.",
    });
  /** @param {Invite} invite */
  const revoke = async (invite) => {
    if (await attempt(api.deleteInvite(invite.code)))
      change(data.filter((other) => other !== invite));
  };
  return html`<ul class="rows">
    ${data.map(
      (invite) => html`<li key=${invite.code} class="row">
        ${invite.inviter ? h(Avatar, { user: invite.inviter, size: 32 }) : html`<span class="row-icon">${h(Icon, { name: "link" })}</span>`}
        <div class="row-text">
          <b class="mono">${invite.code}</b>
          <span>${[invite.channel?.name && `#${invite.channel.name}`, `by ${userName(invite.inviter)}`, usesOf(invite), expiryOf(invite)].filter(Boolean).join(" · ")}</span>
        </div>
        <button type="button" class="button small" onClick=${() => copyInvite(invite.code)}>Copy link</button>
        <button type="button" class="button small danger" onClick=${() => revoke(invite)}>Revoke</button>
      </li>`,
    )}
  </ul>`;
}

/** @param {Invite} invite */
function usesOf({ uses = 0, max_uses = 0 }) {
  return max_uses ? `${uses} of ${plural(max_uses, "use")}` : plural(uses, "use");
}

/** @param {Invite} invite */
function expiryOf({ created_at, max_age = 0, expires_at }) {
  const end =
    expires_at ??
    (max_age && created_at
      ? new Date(Date.parse(created_at) + max_age * 1000).toISOString()
      : null);
  return end ? `expires ${formatRelative(new Date(end))}` : "never expires";
}
