/** @import { Mark } from "app/components/emoji-button.js" */
import * as api from "app/api/polls.js";
import { FormDialog } from "app/components/dialog.js";
import { EmojiButton } from "app/components/emoji-button.js";
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

/** @typedef {{ text: string } & Mark} Answer @type {Answer} */
const NEW_ANSWER = { text: "", emoji_id: null, emoji_name: null };

/** @param {{ channelId: string, close: () => void }} props */
export function PollDialog({ channelId, close }) {
  const [question, setQuestion] = useState("");
  const [answers, setAnswers] = useState([NEW_ANSWER, NEW_ANSWER]);
  const [hours, setHours] = useState("24");
  const [several, setSeveral] = useState(false);
  const given = answers.filter(({ text }) => text.trim());
  /** @param {number} at @param {Partial<Answer>} edit */
  const change = (at, edit) =>
    setAnswers(answers.map((one, i) => (i === at ? { ...one, ...edit } : one)));
  const ask = () =>
    api.ask(channelId, {
      question: { text: question.trim() },
      answers: given.map((answer) => ({ poll_media: mediaOf(answer) })),
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
        (answer, at) => html`<div key=${at} class="poll-field">
          ${h(EmojiButton, { label: `Emoji of answer ${at + 1}`, place: { channelId }, value: answer, onChange: (mark) => change(at, mark) })}
          ${h(TextField, { label: `Answer ${at + 1}`, value: answer.text, onInput: (text) => change(at, { text }), maxLength: 55 })}
          ${answers.length > 1 && h(IconButton, { icon: "x", label: `Remove answer ${at + 1}`, size: 16, onClick: () => setAnswers(answers.filter((_, i) => i !== at)) })}
        </div>`,
      )}
      ${answers.length < MOST_ANSWERS && html`<button type="button" class="button small" onClick=${() => setAnswers([...answers, NEW_ANSWER])}>Add an answer</button>`}
    </fieldset>`,
    h(SelectField, { label: "Open for", value: hours, options: DURATIONS, onChange: setHours }),
    h(Switch, { label: "Several answers", checked: several, onChange: setSeveral }),
  );
}

/** As the API takes it. @param {Answer} answer */
export function mediaOf({ text, emoji_id: id, emoji_name: name }) {
  const emoji = id ? { id } : name ? { name } : undefined;
  return { text: text.trim(), ...(emoji && { emoji }) };
}
