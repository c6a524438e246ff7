/** @import { ShownMessage } from "app/types" */

import { Avatar } from "app/components/avatar.js";
import { openMemberMenu } from "app/components/member-menu.js";
import { openProfile } from "app/components/profile.js";
import { roleColor } from "app/components/role-color.js";
import { RoleMark } from "app/components/role-mark.js";
import { h, html } from "app/lib/html.js";
import { colorOfMember, displayName } from "app/stores/members.js";

/** @param {{ message: ShownMessage, guildId?: string, plain?: boolean }} props */
export function Author({ message, guildId, plain = false }) {
  const { author } = message;
  const name = displayName(guildId, author.id, author);
  if (plain) return html`${name}`;
  if (message.webhook_id) return html`<b>${name}</b> <span class="badge-bot">Bot</span>`;
  /** @param {MouseEvent} event */
  const open = (event) =>
    openProfile(/** @type {Element} */ (event.currentTarget), author, guildId);
  return html`<button
      type="button"
      class="author"
      style=${{ color: roleColor(colorOfMember(guildId, author.id)) }}
      onClick=${open}
      onContextMenu=${(/** @type {MouseEvent} */ event) => openMemberMenu(event, author, guildId)}
    >${name}</button>
    ${h(RoleMark, { guildId, userId: author.id })}
    ${author.bot && html`<span class="badge-bot">Bot</span>`}`;
}

/** @param {{ message: ShownMessage, guildId?: string }} props */
export function AuthorAvatar({ message: { author, webhook_id }, guildId }) {
  if (webhook_id)
    return html`<span class="message-avatar">${h(Avatar, { user: author, size: 40 })}</span>`;
  /** @param {MouseEvent} event */
  const open = (event) =>
    openProfile(/** @type {Element} */ (event.currentTarget), author, guildId);
  return html`<button
    type="button"
    class="message-avatar"
    tabindex="-1"
    aria-hidden="true"
    onClick=${open}
    onContextMenu=${(/** @type {MouseEvent} */ event) => openMemberMenu(event, author, guildId)}
  >
    ${h(Avatar, { user: author, size: 40 })}
  </button>`;
}
