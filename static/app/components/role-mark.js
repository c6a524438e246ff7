import { roleIconUrl } from "app/lib/assets.js";
import { html } from "app/lib/html.js";
import { markedRoleOf } from "app/stores/members.js";

/** The sign of a member's highest role that has one. @param {{ guildId: string | undefined, userId: string }} props */
export function RoleMark({ guildId, userId }) {
  const role = markedRoleOf(guildId, userId);
  if (!role) return null;
  const url = roleIconUrl(role);
  return html`<span class="role-mark" role="img" aria-label=${role.name} data-tip=${role.name}>${url ? html`<img src=${url} alt="" width="18" height="18" />` : html`<span class="emoji">${role.unicode_emoji}</span>`}</span>`;
}
