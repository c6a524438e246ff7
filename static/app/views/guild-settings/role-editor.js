/** @import { Role } from "app/types" */

import * as api from "app/api/guilds.js";
import { confirm } from "app/components/confirm.js";
import { openEmojiPicker } from "app/components/emoji-picker.js";
import { PicturePicker, Switch, TextField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { SaveBar } from "app/components/save-bar.js";
import { useForm } from "app/components/use-form.js";
import { roleIconUrl } from "app/lib/assets.js";
import { colorOf, hexOf } from "app/lib/color.js";
import { pictureOf } from "app/lib/files.js";
import { h, html } from "app/lib/html.js";
import { has } from "app/lib/permissions.js";
import { aboveRole, canInGuild } from "app/stores/access.js";
import { putRole, removeRole } from "app/stores/roles.js";
import { permissionGroups } from "app/views/permission-names.js";

const COLORS = [
  "#c2603a",
  "#d6993f",
  "#a3a03a",
  "#5b9a57",
  "#3f9a8c",
  "#4a8fc2",
  "#6d7bd1",
  "#9b6bc9",
  "#c062a3",
  "#c75367",
];

/** @param {{ guildId: string, role: Role, onBack: () => void }} props */
export function RoleEditor({ guildId, role, onBack }) {
  const everyone = role.id === guildId;
  const editable = everyone || aboveRole(guildId, role.position);
  const form = useForm(
    {
      name: role.name,
      color: role.color,
      unicode_emoji: role.unicode_emoji ?? "",
      // null is the saved one, "" none, else a data URL.
      icon: /** @type {string | null} */ (null),
      hoist: role.hoist,
      mentionable: role.mentionable,
      permissions: role.permissions,
    },
    async (changed) => {
      const saved = await api.updateRole(guildId, role.id, changed);
      putRole({ guild_id: guildId, role: saved });
    },
  );
  const { values, set } = form;
  const bits = BigInt(values.permissions);
  const remove = () =>
    confirm({
      title: `Delete the role ${role.name}?`,
      text: "Its members lose what it gave them. This cannot be undone.",
      action: "Delete role",
      run: async () => {
        await api.deleteRole(guildId, role.id);
        removeRole({ guild_id: guildId, role_id: role.id });
        onBack();
      },
    });
  return html`<button type="button" class="link back-link" onClick=${onBack}>${h(Icon, { name: "arrow-left", size: 16 })} All roles</button>
    ${
      !everyone &&
      html`${h(TextField, { label: "Name", value: values.name, onInput: (name) => set({ name }), maxLength: 100, disabled: !editable })}
        <div class="field">
          <label for="role-color">Colour</label>
          <div class="color-row">
            <input id="role-color" type="color" disabled=${!editable} value=${hexOf(values.color || 0x99958f)} onInput=${(/** @type {any} */ e) => set({ color: colorOf(e.currentTarget.value) })} />
            ${COLORS.map((hex) => html`<button key=${hex} type="button" class="swatch" disabled=${!editable} aria-label=${`Colour ${hex}`} aria-pressed=${values.color === colorOf(hex)} style=${{ backgroundColor: hex }} onClick=${() => set({ color: colorOf(hex) })}></button>`)}
            <button type="button" class="button small quiet" disabled=${!editable} onClick=${() => set({ color: 0 })}>None</button>
          </div>
        </div>
        ${h(RoleIcon, { role, icon: values.icon, emoji: values.unicode_emoji, disabled: !editable, onChange: set })}
        ${h(Switch, { label: "Show its members apart", hint: "As a group of their own in the member list", checked: values.hoist, disabled: !editable, onChange: (hoist) => set({ hoist }) })}
        ${h(Switch, { label: "Anyone may mention it", checked: values.mentionable, disabled: !editable, onChange: (mentionable) => set({ mentionable }) })}`
    }
    ${permissionGroups.map(
      (group) => html`<section key=${group.title} class="permission-group">
        <h4>${group.title}</h4>
        ${group.permissions.map((permission) =>
          h(Switch, {
            key: permission.label,
            label: permission.label,
            hint: permission.hint,
            checked: has(bits, permission.bit),
            // Nobody gives what they do not have.
            disabled: !editable || !canInGuild(guildId, permission.bit),
            onChange: (on) =>
              set({
                permissions: (on ? bits | permission.bit : bits & ~permission.bit).toString(),
              }),
          }),
        )}
      </section>`,
    )}
    ${!everyone && !role.managed && editable && html`<button type="button" class="button danger" onClick=${remove}>Delete role</button>`}
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit, disabled: !values.name.trim() })}`;
}

/**
 * A picture or an emoji beside the names of its members.
 * @param {{ role: Role, icon: string | null, emoji: string, disabled: boolean, onChange: (change: { icon?: string | null, unicode_emoji?: string }) => void }} props
 */
function RoleIcon({ role, icon, emoji, disabled, onChange }) {
  const url = icon === null ? roleIconUrl(role) : icon || null;
  /** @param {MouseEvent} event */
  const pickEmoji = (event) =>
    openEmojiPicker({ element: /** @type {Element} */ (event.currentTarget) }, {}, ({ name }) =>
      onChange({ unicode_emoji: name, icon: role.icon ? "" : null }),
    );
  const some = url || emoji;
  return html`<div class="field">
    <span class="field-label">Icon</span>
    <div class="color-row">
      ${h(PicturePicker, { label: "Choose a picture", class: "role-icon-picker", disabled, onFile: async (file) => onChange({ icon: await pictureOf(file, 64, 64), unicode_emoji: "" }) }, url ? html`<img src=${url} alt="" />` : emoji ? html`<span class="emoji">${emoji}</span>` : h(Icon, { name: "image-up" }))}
      <button type="button" class="button small" disabled=${disabled} onClick=${pickEmoji}>Choose an emoji</button>
      ${some && html`<button type="button" class="button small quiet" disabled=${disabled} onClick=${() => onChange({ icon: role.icon ? "" : null, unicode_emoji: "" })}>Remove</button>`}
    </div>
    <p class="field-hint">Stands beside the names of its members.</p>
  </div>`;
}
