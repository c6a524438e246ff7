import { Icon } from "app/components/icon.js";
import { openProfile } from "app/components/profile.js";
import { roleColor } from "app/components/role-color.js";
import { ChannelType } from "app/lib/channel-types.js";
import { hexOf } from "app/lib/color.js";
import { h, html } from "app/lib/html.js";
import { channelPath } from "app/router.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { rolesOf } from "app/stores/roles.js";
import { users } from "app/stores/users.js";

/** @param {{ id: string, guildId?: string }} props */
export function UserMention({ id, guildId }) {
  const user = users.get(id);
  if (!user) return html`<span class="mention">@unknown-user</span>`;
  /** @param {MouseEvent} event */
  const open = (event) => openProfile(/** @type {Element} */ (event.currentTarget), user, guildId);
  return html`<button type="button" class="mention" onClick=${open}>@${displayName(guildId, id)}</button>`;
}

/** @param {{ id: string, guildId?: string }} props */
export function RoleMention({ id, guildId }) {
  const role = rolesOf(guildId).get(id);
  if (!role) return html`<span class="mention">@deleted-role</span>`;
  const style = role.color ? { "--role": hexOf(role.color), color: roleColor(role.color) } : {};
  return html`<span class="mention" data-colored=${Boolean(role.color)} style=${style}>@${role.name}</span>`;
}

/** @param {{ id: string }} props */
export function ChannelMention({ id }) {
  const channel = channels.get(id);
  if (!channel) return html`<span class="mention">#unknown</span>`;
  const icon = channel.type === ChannelType.VOICE ? "volume-2" : "hash";
  return html`<a class="mention" href=${channelPath(channel.guild_id, id)}>${h(Icon, { name: icon, size: 14 })}${channel.name}</a>`;
}
