/** @import { Channel, ForumTag } from "app/types" @import { Values } from "app/views/channel-settings/overview-page.js" */

import { EmojiButton } from "app/components/emoji-button.js";
import { openEmojiPicker } from "app/components/emoji-picker.js";
import { SelectField, Switch } from "app/components/fields.js";
import { IconButton } from "app/components/icon-button.js";
import { ReactionMark } from "app/components/tag-pill.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";

const MAX_TAGS = 20;
const MAX_NAME = 20;

/**
 * What only forums have.
 * @param {{ channel: Channel, values: Values, set: (change: Partial<Values>) => void, wrong: Record<string, string> }} props
 */
export function ForumFields({ channel, values, set, wrong }) {
  /** @param {MouseEvent} event */
  const pick = (event) =>
    openEmojiPicker(
      { element: /** @type {Element} */ (event.currentTarget) },
      { guildId: channel.guild_id },
      ({ id, name }) => set({ default_reaction_emoji: { emoji_id: id, emoji_name: name } }),
    );
  const reaction = values.default_reaction_emoji;
  return html`<section class="settings-section">
      <h4>Tags</h4>
      ${h(TagsField, { guildId: channel.guild_id, tags: values.available_tags, onChange: (available_tags) => set({ available_tags }), error: Object.entries(wrong).find(([name]) => name.startsWith("available_tags"))?.[1] })}
      ${h(Switch, { label: "Every post needs a tag", checked: values.require_tag, disabled: !values.available_tags.length, onChange: (require_tag) => set({ require_tag }) })}
    </section>
    <section class="settings-section">
      <h4>At first sight</h4>
      <div class="field-pair">
        ${h(SelectField, {
          label: "Order of posts",
          value: String(values.default_sort_order ?? 0),
          options: [
            ["0", "Latest activity first"],
            ["1", "Newest first"],
          ],
          onChange: (value) => set({ default_sort_order: Number(value) }),
        })}
        ${
          channel.type === ChannelType.FORUM &&
          h(SelectField, {
            label: "Layout",
            value: String(values.default_forum_layout || 1),
            options: [
              ["1", "List"],
              ["2", "Gallery"],
            ],
            onChange: (value) => set({ default_forum_layout: Number(value) }),
          })
        }
      </div>
      <div class="field">
        <span class="field-label">Reaction that is offered on posts</span>
        <div class="color-row">
          <button type="button" class="button small" onClick=${pick}>${reaction ? h(ReactionMark, { reaction }) : "Choose an emoji"}</button>
          ${reaction && html`<button type="button" class="button small quiet" onClick=${() => set({ default_reaction_emoji: null })}>None</button>`}
        </div>
      </div>
    </section>`;
}

/** @param {{ guildId?: string, tags: ForumTag[], onChange: (tags: ForumTag[]) => void, error?: string }} props */
function TagsField({ guildId, tags, onChange, error }) {
  /** @param {number} at @param {Partial<ForumTag>} change */
  const edit = (at, change) =>
    onChange(tags.map((tag, i) => (i === at ? { ...tag, ...change } : tag)));
  /** @param {number} at @param {number} to */
  const move = (at, to) => {
    const next = [...tags];
    next.splice(to, 0, ...next.splice(at, 1));
    onChange(next);
  };
  return html`<ul class="tag-rows">
      ${tags.map((tag, at) => {
        const name = tag.name || "the new tag";
        return html`<li key=${tag.id ?? at} class="tag-row">
          ${h(EmojiButton, { label: `Emoji of ${name}`, place: { guildId }, value: tag, onChange: (mark) => edit(at, mark) })}
          <input type="text" aria-label="Name of a tag" placeholder="Name" value=${tag.name} maxlength=${MAX_NAME} onInput=${(/** @type {any} */ e) => edit(at, { name: e.currentTarget.value })} />
          <label class="check-label" data-tip="Only moderators put it on posts"><input type="checkbox" class="check" checked=${Boolean(tag.moderated)} onChange=${() => edit(at, { moderated: !tag.moderated })} /> Moderators only</label>
          ${h(IconButton, { icon: "chevron-up", label: `Move ${name} up`, tip: "Move up", size: 16, disabled: at === 0, onClick: () => move(at, at - 1) })}
          ${h(IconButton, { icon: "x", label: `Remove ${name}`, tip: "Remove", size: 16, onClick: () => onChange(tags.filter((_, i) => i !== at)) })}
        </li>`;
      })}
    </ul>
    ${error && html`<p class="field-error">${error}</p>`}
    <button type="button" class="button small" disabled=${tags.length >= MAX_TAGS} onClick=${() => onChange([...tags, { name: "", moderated: false, emoji_id: null, emoji_name: null }])}>Add a tag</button>`;
}
