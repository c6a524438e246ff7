/** @import { FormField, MemberVerification } from "app/types" */
import * as api from "app/api/join-requests.js";
import { ApiError } from "app/api/request.js";
import { SelectField, Switch, TextField } from "app/components/fields.js";
import { IconButton } from "app/components/icon-button.js";
import { SaveBar } from "app/components/save-bar.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";
import { useForm } from "app/components/use-form.js";
import { h, html } from "app/lib/html.js";
import { guilds } from "app/stores/guilds.js";

const MOST_QUESTIONS = 4;
const PREVIEW = "PREVIEW_ENABLED";
const GATE = "MEMBER_VERIFICATION_GATE_ENABLED";

/** @type {[string, string][]} */
const KINDS = [
  ["TEXT_INPUT", "A short answer"],
  ["PARAGRAPH", "A longer answer"],
  ["MULTIPLE_CHOICE", "One of several choices"],
];
/** @type {FormField[]} */
const NONE = [];
/** @type {MemberVerification} */
const EMPTY = { version: null, form_fields: [], description: null };

/** What newcomers agree to and are asked. @param {{ guildId: string }} props */
export function RulesPage({ guildId }) {
  const { data, failed, reload, change } = useLoad(() => load(guildId), [guildId]);
  const terms = data?.form_fields.find((field) => field.field_type === "TERMS");
  const features = guilds.get(guildId)?.features ?? [];
  const gated = features.includes(GATE);
  const form = useForm(
    {
      enabled: gated,
      previewable: !gated || features.includes(PREVIEW),
      description: data?.description ?? "",
      rules: terms?.values?.join("\n") ?? "",
      questions: questionsOf(data),
    },
    async (_, { enabled, previewable, description, rules, questions }) =>
      change(
        await api.updateVerification(guildId, {
          enabled,
          previewable,
          description,
          form_fields: [...termsOf(rules), ...questions.map(tidied)],
        }),
      ),
  );
  if (failed) return h(ErrorState, { title: "The rules could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const { values, set } = form;
  const { questions } = values;
  /** @param {number} at @param {Partial<FormField>} edit */
  const edit = (at, edit) =>
    set({ questions: questions.map((one, i) => (i === at ? { ...one, ...edit } : one)) });
  const incomplete = questions.some(
    (one) => !one.label.trim() || (one.field_type === "MULTIPLE_CHOICE" && !one.choices?.length),
  );
  return html`${h(Switch, { label: "Newcomers agree to the rules first", hint: "Until then they can look around, and nothing else.", checked: values.enabled, onChange: (enabled) => set({ enabled }) })}
    ${values.enabled && h(Switch, { label: "They can look around meanwhile", hint: "Without this they are outside, and no members, until they are let in.", checked: values.previewable, onChange: (previewable) => set({ previewable }) })}
    ${h(TextField, { label: "What this server is about", value: values.description, onInput: (description) => set({ description }), maxLength: 300, rows: 2 })}
    ${h(TextField, { label: "Rules", value: values.rules, onInput: (rules) => set({ rules }), rows: 6, hint: "One in each line, 16 at most.", error: form.error?.fields.form_fields })}
    <section class="settings-section">
      <h4>Questions</h4>
      <p class="field-hint">Who is asked something is let in by a moderator, on the page “Requests”.</p>
      ${questions.map(
        (one, at) => html`<fieldset key=${at} class="settings-section">
          <legend class="visually-hidden">Question ${at + 1}</legend>
          ${h(TextField, { label: "Question", value: one.label, onInput: (label) => edit(at, { label }), maxLength: 300 })}
          ${h(SelectField, { label: "Answer", value: one.field_type, options: KINDS, onChange: (kind) => edit(at, { field_type: /** @type {FormField["field_type"]} */ (kind) }) })}
          ${one.field_type === "MULTIPLE_CHOICE" && h(TextField, { label: "Choices", value: (one.choices ?? []).join("\n"), onInput: (text) => edit(at, { choices: text.split("\n") }), rows: 4, hint: "One in each line, 8 at most." })}
          ${h(Switch, { label: "An answer is required", checked: one.required, onChange: (required) => edit(at, { required }) })}
          ${h(IconButton, { icon: "x", label: `Remove question ${at + 1}`, tip: "Remove", size: 16, onClick: () => set({ questions: questions.filter((_, i) => i !== at) }) })}
        </fieldset>`,
      )}
      <button type="button" class="button small" disabled=${questions.length >= MOST_QUESTIONS} onClick=${() => set({ questions: [...questions, { field_type: "TEXT_INPUT", label: "", required: true }] })}>Add a question</button>
    </section>
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit, disabled: incomplete })}`;
}

/** @param {string} guildId @returns {Promise<MemberVerification>} */
async function load(guildId) {
  try {
    return await api.verification(guildId);
  } catch (error) {
    // Nobody has written one yet.
    if (error instanceof ApiError && error.status === 404) return EMPTY;
    throw error;
  }
}

/** @type {WeakMap<MemberVerification, FormField[]>} */
const questionLists = new WeakMap();

/** Always the same list for the same form, so that nothing seems to be edited. @param {MemberVerification | undefined} form */
function questionsOf(form) {
  if (!form) return NONE;
  let found = questionLists.get(form);
  if (!found) {
    found = form.form_fields.filter((field) => field.field_type !== "TERMS");
    questionLists.set(form, found);
  }
  return found;
}

/** @param {string} rules @returns {FormField[]} */
function termsOf(rules) {
  const values = lines(rules);
  if (!values.length) return [];
  return [{ field_type: "TERMS", label: "Read and agree to the rules", required: true, values }];
}

/** @param {FormField} question @returns {FormField} */
function tidied({ choices, ...question }) {
  return question.field_type === "MULTIPLE_CHOICE"
    ? { ...question, choices: lines((choices ?? []).join("\n")) }
    : question;
}

/** @param {string} text */
function lines(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
