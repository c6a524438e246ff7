/** @import { FormField, MemberVerification } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/join-requests.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField, TextField } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { guilds } from "app/stores/guilds.js";
import { ownRequests } from "app/stores/join-requests.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { useEffect, useState } from "preact/hooks";

/** The longest answers, in characters. */
const SHORT = 150;
const LONG = 1000;

/** Where the questions were shown since this page was loaded. @type {Set<string>} */
const asked = new Set();

/** Show what one has to agree to or to answer before taking part. @param {string} guildId */
export async function openRules(guildId) {
  const form = await attempt(api.verification(guildId));
  if (form) openDialog((close) => h(RulesDialog, { guildId, form, close }));
}

/** Ask, once each, where I wait outside without having answered. */
export function QuestionsOutside() {
  const waiting = ownRequests
    .keys()
    .filter((id) => ownRequests.get(id)?.application_status === "STARTED" && !guilds.get(id));
  useEffect(() => {
    for (const guildId of waiting) {
      if (!asked.has(guildId)) void openRules(guildId);
      asked.add(guildId);
    }
  }, [waiting.join()]);
  return null;
}

/** @param {{ guildId: string, form: MemberVerification, close: () => void }} props */
function RulesDialog({ guildId, form, close }) {
  const [answers, setAnswers] = useState(
    /** @type {Record<number, string | number | boolean>} */ ({}),
  );
  const fields = form.form_fields;
  const name = guilds.get(guildId)?.name ?? form.guild?.name ?? "this server";
  const withdraw = () =>
    attempt(
      api.withdrawRequest(guildId).then(() => {
        toast(`You no longer ask to join ${name}.`);
        close();
      }),
    );
  /** @param {number} at @param {string | number | boolean} value */
  const answer = (at, value) => setAnswers((before) => ({ ...before, [at]: value }));
  const missing = fields.some(
    (field, at) =>
      field.required && (answers[at] === undefined || answers[at] === false || answers[at] === ""),
  );
  const submit = async () => {
    const answered = fields.map((field, at) => ({ ...field, response: answers[at] }));
    const request = await api.submitRequest(guildId, answered, form.version);
    if (request.application_status === "SUBMITTED")
      toast("Your request was sent. You can take part as soon as a moderator lets you in.");
  };
  return h(
    FormDialog,
    {
      title: `Before you take part in ${name}`,
      action: fields.every((field) => field.field_type === "TERMS") ? "Join in" : "Send request",
      disabled: missing,
      onClose: close,
      onSubmit: submit,
    },
    html`${form.description && html`<p>${form.description}</p>`}
    ${!guilds.get(guildId) && html`<p>You come in when your request is approved. <button type="button" class="link" onClick=${withdraw}>I do not want to join any more</button></p>`}
    ${fields.map((field, at) => html`<div key=${at}>${h(Field, { field, value: answers[at], onChange: (value) => answer(at, value) })}</div>`)}`,
  );
}

/** @param {{ field: FormField, value: string | number | boolean | undefined, onChange: (value: string | number | boolean) => void }} props */
function Field({ field, value, onChange }) {
  const label = field.required ? field.label : `${field.label} (optional)`;
  if (field.field_type === "TERMS")
    return html`<section class="settings-section">
      <h4>${field.label}</h4>
      <ol class="rules">
        ${field.values?.map((rule) => html`<li key=${rule}>${rule}</li>`)}
      </ol>
      <label class="check-label"><input type="checkbox" class="check" checked=${value === true} onChange=${(/** @type {any} */ e) => onChange(e.currentTarget.checked)} /> I have read the rules and agree to them</label>
    </section>`;
  if (field.field_type === "MULTIPLE_CHOICE")
    return h(SelectField, {
      label,
      value: value === undefined ? "" : String(value),
      options: [
        ["", "Choose an answer"],
        .../** @type {[string, string][]} */ (
          field.choices?.map((choice, at) => [String(at), choice]) ?? []
        ),
      ],
      onChange: (chosen) => onChange(chosen === "" ? "" : Number(chosen)),
      hint: field.description,
    });
  const isLong = field.field_type === "PARAGRAPH";
  return h(TextField, {
    label,
    value: typeof value === "string" ? value : "",
    onInput: onChange,
    maxLength: isLong ? LONG : SHORT,
    rows: isLong ? 4 : undefined,
    placeholder: field.placeholder,
    hint: field.description,
  });
}
