/** @import { Role } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/guilds.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { roleColor } from "app/components/role-color.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { aboveRole } from "app/stores/access.js";
import { membersOf } from "app/stores/members.js";
import { putRole, sortedRoles } from "app/stores/roles.js";
import { RoleEditor } from "app/views/guild-settings/role-editor.js";
import { useState } from "preact/hooks";

/** The roles of a server, highest first, and one of them to edit. @param {{ guildId: string }} props */
export function RolesPage({ guildId }) {
  const roles = sortedRoles(guildId);
  const [chosen, setChosen] = useState("");
  const role = roles.find(({ id }) => id === chosen);
  const create = async () => {
    const made = await attempt(api.createRole(guildId, { name: "New role" }));
    if (!made) return;
    putRole({ guild_id: guildId, role: made });
    setChosen(made.id);
  };
  if (role) return h(RoleEditor, { key: role.id, guildId, role, onBack: () => setChosen("") });
  return html`<div class="settings-bar">
      <p class="settings-lead">Members have the permissions of all their roles together. The name shows the colour of the highest role that has one.</p>
      <button type="button" class="button primary" onClick=${create}>Create role</button>
    </div>
    <ul class="rows">${roles.map((each, i) => h(RoleRow, { key: each.id, guildId, role: each, above: roles[i - 1], below: roles[i + 1], onEdit: () => setChosen(each.id) }))}</ul>`;
}

/** @param {{ guildId: string, role: Role, above?: Role, below?: Role, onEdit: () => void }} props */
function RoleRow({ guildId, role, above, below, onEdit }) {
  const everyone = role.id === guildId;
  const count = everyone
    ? "Everyone"
    : plural(
        membersOf(guildId)
          .values()
          .filter((member) => member.roles.includes(role.id)).length,
        "member",
      );
  const mine = aboveRole(guildId, role.position) && !everyone;
  /** @param {Role} other */
  const swap = (other) =>
    void attempt(
      api.moveRoles(guildId, [
        { id: role.id, position: other.position },
        { id: other.id, position: role.position },
      ]),
    );
  const canRise = mine && above && aboveRole(guildId, above.position);
  const canFall = mine && below && below.id !== guildId;
  return html`<li class="row">
    <span class="role-dot big" style=${{ backgroundColor: roleColor(role.color) }}></span>
    <button type="button" class="row-text row-button" onClick=${onEdit}><b>${role.name}</b><span>${count}${role.managed ? " · belongs to a bot" : ""}</span></button>
    ${canRise && h(IconButton, { icon: "chevron-up", label: `Move ${role.name} up`, tip: "Move up", size: 18, onClick: () => swap(/** @type {Role} */ (above)) })}
    ${canFall && h(IconButton, { icon: "chevron-down", label: `Move ${role.name} down`, tip: "Move down", size: 18, onClick: () => swap(/** @type {Role} */ (below)) })}
    ${!mine && !everyone ? html`<span class="row-lock" data-tip="It stands above your highest role">${h(Icon, { name: "lock", size: 16 })}</span>` : h(IconButton, { icon: "pencil", label: `Edit ${role.name}`, tip: "Edit", size: 18, onClick: onEdit })}
  </li>`;
}
