/** @import { Template } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/templates.js";
import { confirm } from "app/components/confirm.js";
import { useSubmit } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { formatRelative } from "app/lib/time.js";
import { toast } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

/** What others can found a server after. A server has one. @param {{ guildId: string }} props */
export function TemplatePage({ guildId }) {
  const { data, failed, reload, change } = useLoad(() => api.templatesOf(guildId), [guildId]);
  if (failed) return h(ErrorState, { title: "The template could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const lead = html`<p class="settings-lead">A template copies channels, roles and settings, and nothing that people wrote. Whoever has its code can make a server after it.</p>`;
  return data[0]
    ? html`${lead}${h(OneTemplate, { guildId, template: data[0], onChange: change })}`
    : html`${lead}${h(NewTemplate, { guildId, onMade: (made) => change([made]) })}`;
}

/** @param {{ guildId: string, onMade: (template: Template) => void }} props */
function NewTemplate({ guildId, onMade }) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const { busy, error, submit } = useSubmit(async () =>
    onMade(
      await api.createTemplate(guildId, {
        name: name.trim(),
        description: description.trim() || null,
      }),
    ),
  );
  return html`<form onSubmit=${submit}>
    ${h(TextField, { label: "Name", value: name, onInput: setName, maxLength: 100, error: error?.fields.name })}
    ${h(TextField, { label: "Description", value: description, onInput: setDescription, maxLength: 120, error: error?.fields.description })}
    ${error && html`<p class="form-error" role="alert">${error.message}</p>`}
    <button type="submit" class="button primary" disabled=${busy || !name.trim()}>Create template</button>
  </form>`;
}

/** @param {{ guildId: string, template: Template, onChange: (templates: Template[]) => void }} props */
function OneTemplate({ guildId, template, onChange }) {
  const copy = async () => {
    await navigator.clipboard.writeText(template.code);
    toast("Code copied");
  };
  const sync = async () => {
    const fresh = await attempt(api.syncTemplate(guildId, template.code));
    if (fresh) onChange([fresh]);
  };
  const remove = () =>
    confirm({
      title: `Delete the template ${template.name}?`,
      text: "Its code stops working. Servers that were made after it stay.",
      action: "Delete template",
      run: async () => {
        await api.deleteTemplate(guildId, template.code);
        onChange([]);
      },
    });
  return html`<div class="copy-row">
      <input type="text" readonly aria-label="Code of the template" value=${template.code} onFocus=${(/** @type {any} */ e) => e.currentTarget.select()} />
      <button type="button" class="button primary" onClick=${() => attempt(copy())}>Copy</button>
    </div>
    <ul class="rows">
      <li class="row">
        <div class="row-text">
          <b>${template.name}</b>
          <span>${[template.description, `used by ${plural(template.usage_count, "server")}`, `as of ${formatRelative(new Date(template.updated_at))}`].filter(Boolean).join(" · ")}</span>
        </div>
        <div class="button-row">
          ${template.is_dirty ? html`<button type="button" class="button small" onClick=${sync}>Bring up to date</button>` : html`<span class="tag positive">Up to date</span>`}
          <button type="button" class="button small danger" onClick=${remove}>Delete</button>
        </div>
      </li>
    </ul>`;
}
