/** @import { Invite } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import { copyInvite } from "app/actions/guilds.js";
import * as api from "app/api/guilds.js";
import { Avatar } from "app/components/avatar.js";
import { confirm } from "app/components/confirm.js";
import { InviteDialog } from "app/components/dialogs/invite-dialog.js";
import { Icon } from "app/components/icon.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { plural } from "app/lib/text.js";
import { formatFull, formatRelative } from "app/lib/time.js";
import { canInChannel } from "app/stores/access.js";
import { openDialog } from "app/stores/overlays.js";
import { userName } from "app/stores/users.js";

/**
 * Invites, to copy and to revoke.
 * @param {{ guildId: string, channelId?: string, load: () => Promise<Invite[]>, on: unknown[], withChannel?: boolean }} props
 *   channelId: where a new one would lead
 */
export function InviteList({ guildId, channelId, load, on, withChannel = false }) {
  const { data, failed, reload, change } = useLoad(load, on);
  const create = () =>
    openDialog((close) =>
      h(InviteDialog, {
        guildId,
        channelId: channelId ?? "",
        close: () => {
          close();
          reload();
        },
      }),
    );
  const mayInvite = channelId && canInChannel(channelId, Permission.CREATE_INSTANT_INVITE);
  const button =
    mayInvite &&
    html`<button type="button" class="button primary" onClick=${create}>Create invite</button>`;
  if (failed) return h(ErrorState, { title: "Invites could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  if (!data.length) return h(EmptyState, { icon: "link", title: "There are no invites." }, button);
  /** @param {Invite} invite */
  const revoke = (invite) =>
    confirm({
      title: `Revoke ${invite.code}?`,
      text: "Nobody can join with it any more.",
      action: "Revoke",
      run: async () => {
        await api.deleteInvite(invite.code);
        change(data.filter((other) => other.code !== invite.code));
      },
    });
  return html`<div class="settings-bar">
      <p class="settings-lead">Whoever has one of these links can join.</p>
      ${button}
    </div>
    <ul class="rows">
      ${data.map(
        (invite) => html`<li key=${invite.code} class="row">
          ${invite.inviter ? h(Avatar, { user: invite.inviter, size: 40 }) : html`<span class="row-icon">${h(Icon, { name: "link" })}</span>`}
          <div class="row-text">
            <b class="mono">${invite.code}</b>
            <span>${[withChannel && invite.channel?.name && `#${invite.channel.name}`, `by ${userName(invite.inviter)}`, usesOf(invite)].filter(Boolean).join(" · ")} · ${h(Expiry, { invite })}${invite.temporary ? " · temporary" : ""}</span>
          </div>
          <div class="button-row">
            <button type="button" class="button small" onClick=${() => attempt(copyInvite(invite.code))}>Copy link</button>
            <button type="button" class="button small danger" onClick=${() => revoke(invite)}>Revoke</button>
          </div>
        </li>`,
      )}
    </ul>`;
}

/** @param {Invite} invite */
function usesOf({ uses = 0, max_uses = 0 }) {
  return max_uses ? `${uses} of ${plural(max_uses, "use")}` : plural(uses, "use");
}

/** @param {{ invite: Invite }} props */
function Expiry({ invite: { created_at, max_age = 0, expires_at } }) {
  const at =
    expires_at ??
    (max_age && created_at
      ? new Date(Date.parse(created_at) + max_age * 1000).toISOString()
      : null);
  if (!at) return "never expires";
  const end = new Date(at);
  return html`<time dateTime=${at} title=${formatFull(end)}>expires ${formatRelative(end)}</time>`;
}
