/** @import { Overwrite } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/guilds.js";
import { useSubmit } from "app/components/dialog.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { openMenu } from "app/components/menu.js";
import { roleColor } from "app/components/role-color.js";
import { SaveBar } from "app/components/save-bar.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { displayName, membersOf } from "app/stores/members.js";
import { rolesOf, sortedRoles } from "app/stores/roles.js";
import { CategorySync } from "app/views/channel-settings/category-sync.js";
import { permissionGroups } from "app/views/permission-names.js";
import { useState } from "preact/hooks";

/** Who may do what in one channel, where it differs from the server. @param {{ channelId: string }} props */
export function ChannelPermissionsPage({ channelId }) {
  const channel = channels.get(channelId);
  const guildId = channel?.guild_id ?? "";
  const rules = channel?.permission_overwrites ?? [];
  const everyone = /** @type {Overwrite} */ (
    rules.find((rule) => rule.id === guildId) ?? { id: guildId, type: 0, allow: "0", deny: "0" }
  );
  const listed = [everyone, ...rules.filter((rule) => rule.id !== guildId)];
  const [chosen, setChosen] = useState(guildId);
  // What was being edited is out of date when all rules are replaced.
  const [round, setRound] = useState(0);
  const rule = listed.find(({ id }) => id === chosen) ?? everyone;

  const choices = () => {
    const now = channels.get(channelId)?.permission_overwrites ?? [];
    const used = new Set([guildId, ...now.map(({ id }) => id)]);
    const roles = sortedRoles(guildId).filter((role) => !used.has(role.id));
    const members = membersOf(guildId)
      .keys()
      .filter((id) => !used.has(id));
    /** @param {string} id @param {0 | 1} type */
    const put = async (id, type) => {
      if (
        await attempt(
          api.putOverwrite(channelId, id, { type, allow: "0", deny: "0" }).then(() => true),
        )
      )
        setChosen(id);
    };
    return [
      ...roles.map((role) => ({
        label: role.name,
        icon: "shield",
        run: () => void put(role.id, 0),
      })),
      null,
      ...members.slice(0, 50).map((id) => ({
        label: displayName(guildId, id),
        icon: "user",
        run: () => void put(id, 1),
      })),
    ];
  };
  /** @param {MouseEvent} event */
  const add = (event) =>
    openMenu(
      { element: /** @type {Element} */ (event.currentTarget) },
      "Add a role or member",
      choices,
    );
  return html`${channel && h(CategorySync, { channel, onSynced: () => setRound(round + 1) })}<div class="permission-layout">
    <div class="permission-subjects">
      <div class="settings-bar"><h4>Roles and members</h4>${h(IconButton, { icon: "plus", label: "Add a role or member", size: 18, onClick: add })}</div>
      <ul>
        ${listed.map(
          (each) => html`<li key=${each.id}>
            <button type="button" class="settings-link" aria-current=${each.id === rule.id ? "true" : undefined} onClick=${() => setChosen(each.id)}>${h(Subject, { rule: each, guildId })}</button>
          </li>`,
        )}
      </ul>
    </div>
    ${h(RuleEditor, { key: `${rule.id} ${round}`, channelId, rule, removable: rule.id !== guildId, onRemoved: () => setChosen(guildId) })}
  </div>`;
}

/** @param {{ rule: Overwrite, guildId: string }} props */
function Subject({ rule, guildId }) {
  if (rule.type === 1)
    return html`${h(Icon, { name: "user", size: 18 })}<span class="truncate">${displayName(guildId, rule.id)}</span>`;
  const role = rolesOf(guildId).get(rule.id);
  return html`<span class="role-dot" style=${{ backgroundColor: roleColor(role?.color ?? 0) }}></span><span class="truncate">${role?.name ?? "Deleted role"}</span>`;
}

/** @param {{ channelId: string, rule: Overwrite, removable: boolean, onRemoved: () => void }} props */
function RuleEditor({ channelId, rule, removable, onRemoved }) {
  const channel = channels.get(channelId);
  const [edited, setEdited] = useState(
    /** @type {{ allow: bigint, deny: bigint } | null} */ (null),
  );
  const saved = { allow: BigInt(rule.allow), deny: BigInt(rule.deny) };
  const { allow, deny } = edited ?? saved;
  const dirty = allow !== saved.allow || deny !== saved.deny;
  const { busy, error, submit } = useSubmit(async () => {
    await api.putOverwrite(channelId, rule.id, {
      type: rule.type,
      allow: allow.toString(),
      deny: deny.toString(),
    });
    // The change is shown from the event; until then what was sent stands.
  });
  const remove = async () => {
    if (await attempt(api.deleteOverwrite(channelId, rule.id).then(() => true))) onRemoved();
  };
  /** @param {bigint} bit @param {number} choice */
  const choose = (bit, choice) =>
    setEdited({
      allow: choice > 0 ? allow | bit : allow & ~bit,
      deny: choice < 0 ? deny | bit : deny & ~bit,
    });
  const kinds =
    channel?.type === ChannelType.CATEGORY
      ? ["all", "text", "voice"]
      : channel?.type === ChannelType.VOICE
        ? ["all", "voice", "text"]
        : ["all", "text"];
  return html`<div class="permission-rules">
    ${permissionGroups.map((group) => {
      const shown = group.permissions.filter(
        (permission) => permission.channel && kinds.includes(permission.channel),
      );
      return (
        shown.length > 0 &&
        html`<section key=${group.title} class="permission-group">
          <h4>${group.title}</h4>
          ${shown.map((permission) =>
            h(TriState, {
              key: permission.label,
              label: permission.label,
              choice: allow & permission.bit ? 1 : deny & permission.bit ? -1 : 0,
              disabled: !canInChannel(channelId, permission.bit),
              onChange: (choice) => choose(permission.bit, choice),
            }),
          )}
        </section>`
      );
    })}
    ${removable && html`<button type="button" class="button danger" onClick=${remove}>Remove this rule</button>`}
    ${h(SaveBar, { dirty, busy, error, onReset: () => setEdited(null), onSave: () => void submit() })}
  </div>`;
}

const CHOICES = /** @type {[number, string, string][]} */ ([
  [-1, "x", "Deny"],
  [0, "minus", "As in the server"],
  [1, "check", "Allow"],
]);

/** @param {{ label: string, choice: number, disabled: boolean, onChange: (choice: number) => void }} props */
function TriState({ label, choice, disabled, onChange }) {
  return html`<div class="tri-row">
    <span>${label}</span>
    <div class="tri" role="radiogroup" aria-label=${label}>
      ${CHOICES.map(
        ([value, icon, name]) =>
          html`<button key=${value} type="button" role="radio" class="tri-button" data-value=${value} aria-checked=${choice === value} aria-label=${name} data-tip=${name} disabled=${disabled} onClick=${() => onChange(value)}>${h(Icon, { name: icon, size: 16 })}</button>`,
      )}
    </div>
  </div>`;
}
