/** @import { AutoModRule } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/automod.js";
import { confirm } from "app/components/confirm.js";
import { openMenu } from "app/components/menu.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { openDialog } from "app/stores/overlays.js";
import { RuleDialog } from "app/views/guild-settings/automod-dialog.js";
import { doneBy, KINDS, lookedFor } from "app/views/guild-settings/automod-rules.js";

/** Rules that messages and names are held against. @param {{ guildId: string }} props */
export function AutoModPage({ guildId }) {
  const { data, failed, reload, change } = useLoad(() => api.rules(guildId), [guildId]);
  if (failed) return h(ErrorState, { title: "The rules could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  /** @param {AutoModRule} saved */
  const put = (saved) =>
    change(
      data.some(({ id }) => id === saved.id)
        ? data.map((rule) => (rule.id === saved.id ? saved : rule))
        : [...data, saved],
    );
  const free = KINDS.filter(
    ({ type, most }) => data.filter((rule) => rule.trigger_type === type).length < most,
  );
  /** @param {MouseEvent} event */
  const add = (event) =>
    openMenu({ element: /** @type {Element} */ (event.currentTarget) }, "Kind of rule", () =>
      free.map((kind) => ({
        label: kind.name,
        icon: "shield-check",
        run: () =>
          openDialog((close) => h(RuleDialog, { guildId, type: kind.type, onSaved: put, close })),
      })),
    );
  /** @param {AutoModRule} rule */
  const edit = (rule) =>
    openDialog((close) =>
      h(RuleDialog, { guildId, type: rule.trigger_type, rule, onSaved: put, close }),
    );
  /** @param {AutoModRule} rule */
  const remove = (rule) =>
    confirm({
      title: `Delete ${rule.name}?`,
      text: "Messages are no longer held against it.",
      action: "Delete rule",
      run: async () => {
        await api.deleteRule(guildId, rule.id);
        change(data.filter(({ id }) => id !== rule.id));
      },
    });
  /** @param {AutoModRule} rule @param {boolean} enabled */
  const toggle = async (rule, enabled) => {
    const saved = await attempt(api.updateRule(guildId, rule.id, { enabled }));
    put(saved ?? { ...rule });
  };
  return html`<div class="settings-bar">
      <p class="settings-lead">Rules hold for everybody but those who manage the server.</p>
      <button type="button" class="button primary" aria-haspopup="menu" disabled=${!free.length} onClick=${add}>Add rule</button>
    </div>
    ${!data.length && h(EmptyState, { icon: "shield-ban", title: "There are no rules yet." })}
    <ul class="rows">
      ${data.map(
        (rule) => html`<li key=${rule.id} class="row">
          <input type="checkbox" role="switch" class="switch" aria-label=${`${rule.name} is on`} checked=${rule.enabled} onChange=${(/** @type {any} */ e) => toggle(rule, e.currentTarget.checked)} />
          <div class="row-text"><b>${rule.name}</b><span>${lookedFor(rule)} · ${doneBy(rule)}</span></div>
          <div class="button-row">
            <button type="button" class="button small" aria-label=${`Edit ${rule.name}`} onClick=${() => edit(rule)}>Edit</button>
            <button type="button" class="button small danger" aria-label=${`Delete ${rule.name}`} onClick=${() => remove(rule)}>Delete</button>
          </div>
        </li>`,
      )}
    </ul>`;
}
