import { ChannelPicker } from "app/components/channel-picker.js";
import { FormDialog } from "app/components/dialog.js";
import { EmojiButton } from "app/components/emoji-button.js";
import { Switch, TextField } from "app/components/fields.js";
import { RolePicker } from "app/components/role-picker.js";
import { h, html } from "app/lib/html.js";
import { useState } from "preact/hooks";

const MOST_ANSWERS = 50;

/**
 * What is new has no id.
 * @typedef {{ id?: string, title: string, description: string, emoji_id: string | null, emoji_name: string | null,
 *   role_ids: string[], channel_ids: string[] }} OptionDraft
 * @typedef {{ id?: string, title: string, options: OptionDraft[], single_select: boolean, required: boolean,
 *   in_onboarding: boolean, type: number }} PromptDraft
 */

/** @type {OptionDraft} */
const NEW_ANSWER = {
  title: "",
  description: "",
  emoji_id: null,
  emoji_name: null,
  role_ids: [],
  channel_ids: [],
};
/** @type {PromptDraft} */
const NEW_QUESTION = {
  title: "",
  options: [NEW_ANSWER],
  single_select: false,
  required: false,
  in_onboarding: true,
  type: 0,
};

/**
 * A question to newcomers and the answers it has. It is saved with the page.
 * @param {{ guildId: string, prompt?: PromptDraft, onDone: (prompt: PromptDraft) => void, close: () => void }} props
 */
export function QuestionDialog({ guildId, prompt, onDone, close }) {
  const [draft, setDraft] = useState(prompt ?? NEW_QUESTION);
  /** @param {Partial<PromptDraft>} change */
  const set = (change) => setDraft((before) => ({ ...before, ...change }));
  /** @param {number} at @param {Partial<OptionDraft>} change */
  const edit = (at, change) =>
    set({ options: draft.options.map((one, i) => (i === at ? { ...one, ...change } : one)) });
  const complete =
    draft.title.trim() &&
    draft.options.length > 0 &&
    draft.options.every((one) => one.title.trim() && one.role_ids.length + one.channel_ids.length);
  return h(
    FormDialog,
    {
      title: prompt ? "Edit question" : "New question",
      action: "Done",
      onClose: close,
      onSubmit: () => onDone(draft),
      disabled: !complete,
    },
    h(TextField, {
      label: "Question",
      value: draft.title,
      onInput: (title) => set({ title }),
      maxLength: 100,
      required: true,
      autofocus: true,
    }),
    h(Switch, {
      label: "Only one answer",
      checked: draft.single_select,
      onChange: (single_select) => set({ single_select }),
    }),
    h(Switch, {
      label: "Ask as soon as somebody joins",
      hint: "Otherwise it stands under “Channels and roles” in the server’s menu only.",
      checked: draft.in_onboarding,
      onChange: (in_onboarding) => set({ in_onboarding }),
    }),
    draft.in_onboarding &&
      h(Switch, {
        label: "An answer is required",
        checked: draft.required,
        onChange: (required) => set({ required }),
      }),
    draft.options.map((option, at) =>
      h(Answer, {
        key: at,
        guildId,
        number: at + 1,
        option,
        onChange: (change) => edit(at, change),
        onRemove: () => set({ options: draft.options.filter((_, i) => i !== at) }),
      }),
    ),
    html`<button type="button" class="button small" disabled=${draft.options.length >= MOST_ANSWERS} onClick=${() => set({ options: [...draft.options, NEW_ANSWER] })}>Add an answer</button>`,
  );
}

/**
 * @param {{ guildId: string, number: number, option: OptionDraft, onChange: (change: Partial<OptionDraft>) => void, onRemove: () => void }} props
 */
function Answer({ guildId, number, option, onChange, onRemove }) {
  return html`<section class="settings-section" aria-label=${`Answer ${number}`}>
    <div class="settings-bar"><h4>Answer ${number}</h4>
      <button type="button" class="button small" aria-label=${`Remove answer ${number}`} onClick=${onRemove}>Remove</button>
    </div>
    <div class="sound-field">
      ${h(EmojiButton, { label: `Emoji of answer ${number}`, place: { guildId }, value: option, onChange })}
      ${h(TextField, { label: "Answer", value: option.title, onInput: (title) => onChange({ title }), maxLength: 50, required: true })}
    </div>
    ${h(TextField, { label: "Description", value: option.description, onInput: (description) => onChange({ description }), maxLength: 100 })}
    ${h(RolePicker, { guildId, label: "Roles", value: option.role_ids, onChange: (role_ids) => onChange({ role_ids }) })}
    ${h(ChannelPicker, { guildId, label: "Channels", value: option.channel_ids, onChange: (channel_ids) => onChange({ channel_ids }), hint: option.role_ids.length + option.channel_ids.length ? undefined : "An answer leads to a role or a channel." })}
  </section>`;
}
