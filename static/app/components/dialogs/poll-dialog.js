import * as api from "app/api/polls.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField, Switch, TextField } from "app/components/fields.js";
import { IconButton } from "app/components/icon-button.js";
import { h, html } from "app/lib/html.js";
import { useState } from "preact/hooks";

const MOST_ANSWERS = 10;
/** @type {[string, string][]} */
const DURATIONS = [
  ["1", "1 hour"],
  ["4", "4 hours"],
  ["8", "8 hours"],
  ["24", "1 day"],
  ["72", "3 days"],
  ["168", "1 week"],
  ["336", "2 weeks"],
  ["768", "32 days"],
];

/** @param {{ channelId: string, close: () => void }} props */
export function PollDialog({ channelId, close }) {
  const [question, setQuestion] = useState("");
  const [answers, setAnswers] = useState(["", ""]);
  const [hours, setHours] = useState("24");
  const [several, setSeveral] = useState(false);
  const given = answers.map((text) => text.trim()).filter(Boolean);
  /** @param {number} at @param {string} text */
  const change = (at, text) => setAnswers(answers.map((one, i) => (i === at ? text : one)));
  const ask = () =>
    api.ask(channelId, {
      question: { text: question.trim() },
      answers: given.map((text) => ({ poll_media: { text } })),
      duration: Number(hours),
      allow_multiselect: several,
    });
  return h(
    FormDialog,
    {
      title: "Ask a poll",
      action: "Post poll",
      onClose: close,
      onSubmit: ask,
      disabled: !question.trim() || given.length < 1,
      class: "small",
    },
    h(TextField, {
      label: "Question",
      value: question,
      onInput: setQuestion,
      maxLength: 300,
      required: true,
      autofocus: true,
    }),
    html`<fieldset class="poll-fields">
      <legend class="visually-hidden">Answers</legend>
      ${answers.map(
        (text, at) => html`<div key=${at} class="poll-field">
          ${h(TextField, { label: `Answer ${at + 1}`, value: text, onInput: (next) => change(at, next), maxLength: 55 })}
          ${answers.length > 1 && h(IconButton, { icon: "x", label: `Remove answer ${at + 1}`, size: 16, onClick: () => setAnswers(answers.filter((_, i) => i !== at)) })}
        </div>`,
      )}
      ${answers.length < MOST_ANSWERS && html`<button type="button" class="button small" onClick=${() => setAnswers([...answers, ""])}>Add an answer</button>`}
    </fieldset>`,
    h(SelectField, { label: "Open for", value: hours, options: DURATIONS, onChange: setHours }),
    h(Switch, { label: "Several answers", checked: several, onChange: setSeveral }),
  );
}
