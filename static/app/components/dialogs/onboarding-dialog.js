/** @import { Onboarding, OnboardingOption, OnboardingPrompt } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/onboarding.js";
import { FormDialog } from "app/components/dialog.js";
import { ReactionMark } from "app/components/tag-pill.js";
import { h, html } from "app/lib/html.js";
import { guilds } from "app/stores/guilds.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { useId, useState } from "preact/hooks";

/** Whether a server asks its members anything. @param {string} guildId */
export function asksMembers(guildId) {
  const features = guilds.get(guildId)?.features ?? [];
  return features.includes("GUILD_ONBOARDING") && features.includes("GUILD_ONBOARDING_HAS_PROMPTS");
}

/**
 * Ask what a server wants to know; the answers give channels and roles.
 * @param {string} guildId
 * @param {boolean} [first] whether I have just joined; resolves when it is answered or put off
 */
export async function askQuestions(guildId, first = false) {
  const asked = await attempt(api.onboarding(guildId));
  if (!asked) return;
  const prompts = asked.prompts.filter((prompt) => !first || prompt.in_onboarding);
  if (!prompts.length && first) return;
  await /** @type {Promise<void>} */ (
    new Promise((done) =>
      openDialog((close) =>
        h(OnboardingDialog, {
          guildId,
          prompts,
          onboarding: asked,
          first,
          close: () => {
            close();
            done();
          },
        }),
      ),
    )
  );
}

/** @param {{ guildId: string, prompts: OnboardingPrompt[], onboarding: Onboarding, first: boolean, close: () => void }} props */
function OnboardingDialog({ guildId, prompts, onboarding, first, close }) {
  const [chosen, setChosen] = useState(onboarding.responses ?? []);
  const missing =
    first &&
    prompts.some(
      (prompt) => prompt.required && !prompt.options.some(({ id }) => chosen.includes(id)),
    );
  const save = async () => {
    await api.answer(guildId, chosen, first);
    if (!first) toast("Saved");
  };
  return h(
    FormDialog,
    {
      title: first
        ? `A few questions from ${guilds.get(guildId)?.name}`
        : `Channels and roles of ${guilds.get(guildId)?.name}`,
      action: first ? "Continue" : "Save",
      onClose: close,
      onSubmit: save,
      disabled: missing,
    },
    prompts.length
      ? prompts.map((prompt) =>
          h(Question, { key: prompt.id, prompt, chosen, onChange: setChosen }),
        )
      : html`<p>Nothing is asked here any more.</p>`,
  );
}

/** @param {{ prompt: OnboardingPrompt, chosen: string[], onChange: (chosen: string[]) => void }} props */
function Question({ prompt, chosen, onChange }) {
  const name = useId();
  const others = chosen.filter((id) => !prompt.options.some((option) => option.id === id));
  const mine = chosen.filter((id) => !others.includes(id));
  /** @param {string} id @param {boolean} on */
  const toggle = (id, on) => {
    const kept = prompt.single_select ? [] : mine.filter((other) => other !== id);
    onChange([...others, ...kept, ...(on ? [id] : [])]);
  };
  const kind = prompt.single_select ? "radio" : "checkbox";
  return html`<fieldset class="choices-field">
    <legend>${prompt.title}${prompt.required && html` <span class="faint">(required)</span>`}</legend>
    ${prompt.options.map(
      (option) => html`<label key=${option.id} class="kind">
        <input type=${kind} name=${name} checked=${mine.includes(option.id)} onChange=${(/** @type {any} */ e) => toggle(option.id, e.currentTarget.checked)} />
        ${h(Mark, { option })}
        <span><b>${option.title}</b>${option.description && html`<span>${option.description}</span>`}</span>
      </label>`,
    )}
    ${
      prompt.single_select &&
      !prompt.required &&
      html`<label class="kind">
        <input type="radio" name=${name} checked=${!mine.length} onChange=${() => onChange(others)} />
        <span><b>None of these</b></span>
      </label>`
    }
  </fieldset>`;
}

/** @param {{ option: OnboardingOption }} props */
function Mark({ option: { emoji } }) {
  return emoji?.id || emoji?.name
    ? h(ReactionMark, { reaction: { emoji_id: emoji.id, emoji_name: emoji.name } })
    : null;
}
