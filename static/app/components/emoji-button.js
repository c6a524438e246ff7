/** @import { Place } from "app/components/emoji-picker.js" */
import { openEmojiPicker } from "app/components/emoji-picker.js";
import { Icon } from "app/components/icon.js";
import { ReactionMark } from "app/components/tag-pill.js";
import { h, html } from "app/lib/html.js";

/** @typedef {{ emoji_id: string | null, emoji_name: string | null }} Mark a server's emoji has an id, and a name only to show */

/**
 * A button that shows an emoji and lets people choose another, or none.
 * @param {{ label: string, place: Place, value: Partial<Mark>, onChange: (mark: Mark) => void }} props
 */
export function EmojiButton({ label, place, value, onChange }) {
  const some = value.emoji_id || value.emoji_name;
  const none = () => onChange({ emoji_id: null, emoji_name: null });
  /** @param {MouseEvent} event */
  const pick = (event) =>
    openEmojiPicker(
      { element: /** @type {Element} */ (event.currentTarget) },
      place,
      ({ id, name }) => onChange({ emoji_id: id, emoji_name: name }),
      some ? none : undefined,
    );
  return html`<button type="button" class="icon-button emoji-button" aria-label=${some ? `${label}: ${value.emoji_name ?? "chosen"}` : label} data-tip="Emoji" onClick=${pick}>
    ${some ? h(ReactionMark, { reaction: value }) : h(Icon, { name: "smile-plus", size: 18 })}
  </button>`;
}
