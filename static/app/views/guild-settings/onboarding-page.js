/** @import { Onboarding, OnboardingPrompt } from "app/types" @import { PromptDraft } from "app/views/guild-settings/question-dialog.js" */
import * as api from "app/api/onboarding.js";
import { ChannelPicker } from "app/components/channel-picker.js";
import { SelectField, Switch } from "app/components/fields.js";
import { IconButton } from "app/components/icon-button.js";
import { SaveBar } from "app/components/save-bar.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { useForm } from "app/components/use-form.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { plural } from "app/lib/text.js";
import { canInGuild } from "app/stores/access.js";
import { guilds } from "app/stores/guilds.js";
import { openDialog } from "app/stores/overlays.js";
import { QuestionDialog } from "app/views/guild-settings/question-dialog.js";

const MOST_QUESTIONS = 15;
/** @type {[string, string][]} */
const MODES = [
  ["0", "The default channels"],
  ["1", "The default channels, and those that answers lead to"],
];

/** What newcomers are asked, and which channels they find at first. @param {{ guildId: string }} props */
export function OnboardingPage({ guildId }) {
  const { data, failed, reload, change } = useLoad(() => load(guildId), [guildId]);
  const form = useForm(data ?? BLANK, async (changed) => {
    const { prompts, ...rest } = changed;
    const body = { ...rest, ...(prompts && { prompts: prompts.map(sent) }) };
    change(draftOf(await api.updateOnboarding(guildId, body)));
  });
  if (!guilds.get(guildId)?.features?.includes("COMMUNITY"))
    return h(EmptyState, {
      icon: "user-check",
      title: "Communities ask newcomers. Make this server one on the page “Community”.",
    });
  if (failed)
    return h(ErrorState, { title: "The questions could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const { values, set } = form;
  const { prompts } = values;
  const mayChange = canInGuild(guildId, Permission.MANAGE_ROLES);
  /** @param {number} at */
  const open = (at) =>
    openDialog((close) =>
      h(QuestionDialog, {
        guildId,
        prompt: prompts[at],
        onDone: (prompt) =>
          set({
            prompts:
              at < prompts.length
                ? prompts.map((one, i) => (i === at ? prompt : one))
                : [...prompts, prompt],
          }),
        close,
      }),
    );
  /** @param {number} at @param {number} by */
  const move = (at, by) => {
    const moved = prompts.filter((_, i) => i !== at);
    moved.splice(at + by, 0, prompts[at]);
    set({ prompts: moved });
  };
  return html`
    ${!mayChange && html`<p class="settings-lead">Whoever changes this manages roles as well.</p>`}
    ${h(Switch, { label: "Ask newcomers", hint: "Their answers give them roles and channels. They may change them at any time.", checked: values.enabled, disabled: !mayChange, onChange: (enabled) => set({ enabled }) })}
    <section class="settings-section">
      <h4>Channels for everybody</h4>
      ${h(ChannelPicker, { guildId, label: "Default channels", value: values.default_channel_ids, onChange: (default_channel_ids) => set({ default_channel_ids }), hint: "At least seven, in five of which everybody may write." })}
      ${h(SelectField, { label: "What counts for that", value: String(values.mode), options: MODES, onChange: (mode) => set({ mode: Number(mode) }) })}
    </section>
    <section class="settings-section">
      <h4>Questions</h4>
      ${prompts.length === 0 && html`<p class="field-hint">Nothing is asked yet. Ask what people are interested in, and let each answer lead to roles or channels.</p>`}
      <ul class="rows">
        ${prompts.map(
          (prompt, at) => html`<li key=${prompt.id ?? at} class="row">
            <div class="row-text"><b>${prompt.title}</b><span>${factsOf(prompt)}</span></div>
            <div class="button-row">
              ${h(IconButton, { icon: "chevron-up", label: `Move ${prompt.title} up`, tip: "Move up", size: 16, disabled: at === 0, onClick: () => move(at, -1) })}
              ${h(IconButton, { icon: "chevron-down", label: `Move ${prompt.title} down`, tip: "Move down", size: 16, disabled: at === prompts.length - 1, onClick: () => move(at, 1) })}
              <button type="button" class="button small" aria-label=${`Edit ${prompt.title}`} onClick=${() => open(at)}>Edit</button>
              ${h(IconButton, { icon: "x", label: `Remove ${prompt.title}`, tip: "Remove", size: 16, onClick: () => set({ prompts: prompts.filter((_, i) => i !== at) }) })}
            </div>
          </li>`,
        )}
      </ul>
      <button type="button" class="button small" disabled=${prompts.length >= MOST_QUESTIONS} onClick=${() => open(prompts.length)}>Add a question</button>
    </section>
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit, disabled: !mayChange })}`;
}

/** @param {PromptDraft} prompt */
function factsOf(prompt) {
  return [
    plural(prompt.options.length, "answer"),
    prompt.single_select ? "one of them" : "any of them",
    prompt.in_onboarding ? (prompt.required ? "must be answered" : "") : "only asked later",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** @type {{ enabled: boolean, mode: number, default_channel_ids: string[], prompts: PromptDraft[] }} */
const BLANK = { enabled: false, mode: 0, default_channel_ids: [], prompts: [] };

/** @param {string} guildId */
const load = async (guildId) => draftOf(await api.onboarding(guildId));

/** @param {Onboarding} onboarding @returns {typeof BLANK} */
function draftOf({ enabled, mode, default_channel_ids, prompts }) {
  return { enabled, mode, default_channel_ids, prompts: prompts.map(asDraft) };
}

/** An emoji is read as a thing, and written as two fields. @param {OnboardingPrompt} prompt @returns {PromptDraft} */
function asDraft(prompt) {
  return {
    ...prompt,
    options: prompt.options.map(({ emoji, ...option }) => ({
      ...option,
      emoji_id: emoji?.id ?? null,
      emoji_name: emoji?.name ?? null,
    })),
  };
}

/** @param {PromptDraft} prompt */
function sent(prompt) {
  const options = prompt.options.map((option) => ({ ...option, title: option.title.trim() }));
  return { ...prompt, title: prompt.title.trim(), options };
}
