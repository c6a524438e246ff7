import { IconButton } from "app/components/icon-button.js";
import { openMenu } from "app/components/menu.js";
import { roleColor } from "app/components/role-color.js";
import { h, html } from "app/lib/html.js";
import { rolesOf, sortedRoles } from "app/stores/roles.js";

/**
 * Some of a server's roles.
 * @param {{ guildId: string, label: string, value: string[], onChange: (ids: string[]) => void, hint?: string, disabled?: boolean }} props
 */
export function RolePicker({ guildId, label, value, onChange, hint, disabled = false }) {
  const roles = rolesOf(guildId);
  const free = () => sortedRoles(guildId).filter(({ id }) => id !== guildId && !value.includes(id));
  /** @param {MouseEvent} event */
  const add = (event) =>
    openMenu({ element: /** @type {Element} */ (event.currentTarget) }, label, () =>
      free().map(({ id, name }) => ({
        label: name,
        icon: "shield",
        run: () => onChange([...value, id]),
      })),
    );
  return html`<fieldset class="field">
    <legend>${label}</legend>
    <ul class="role-pills">
      ${value.map((id) => {
        const role = roles.get(id);
        const name = role?.name ?? "Deleted role";
        return html`<li key=${id} class="role-pill"><span class="role-dot" style=${{ backgroundColor: roleColor(role?.color ?? 0) }}></span>${name}${h(IconButton, { icon: "x", label: `Remove ${name}`, size: 14, onClick: () => onChange(value.filter((other) => other !== id)) })}</li>`;
      })}
      <li><button type="button" class="button small" disabled=${disabled || !free().length} aria-haspopup="menu" onClick=${add}>Add role</button></li>
    </ul>
    ${hint && html`<p class="field-hint">${hint}</p>`}
  </fieldset>`;
}
