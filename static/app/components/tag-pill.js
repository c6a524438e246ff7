/** @import { Channel, ForumTag } from "app/types" */
import { emojiUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";

/** An emoji as forums name them. @param {{ reaction: { emoji_id?: string | null, emoji_name?: string | null } }} props */
export function ReactionMark({ reaction }) {
  return reaction.emoji_id
    ? html`<img class="tag-emoji" src=${emojiUrl({ id: reaction.emoji_id })} alt=${reaction.emoji_name ?? "emoji"} width="18" height="18" />`
    : html`<span class="emoji">${reaction.emoji_name}</span>`;
}

/** @param {{ tag: ForumTag }} props */
export function TagPill({ tag }) {
  return html`<span class="tag-pill">${(tag.emoji_id || tag.emoji_name) && h(ReactionMark, { reaction: tag })}${tag.name}</span>`;
}

/** The tags of a post. @param {Channel | undefined} forum @param {string[] | undefined} applied */
export function tagsOf(forum, applied) {
  return (forum?.available_tags ?? []).filter((tag) => tag.id && applied?.includes(tag.id));
}

const MAX_APPLIED = 5;

/**
 * Choose tags of a forum.
 * @param {{ forum: Channel | undefined, value: string[], onChange: (ids: string[]) => void, moderates: boolean, hint?: string }} props
 */
export function TagsChoice({ forum, value, onChange, moderates, hint }) {
  const tags = forum?.available_tags ?? [];
  if (!tags.length) return null;
  return html`<fieldset class="field">
    <legend>Tags</legend>
    <div class="tag-pills">
      ${tags.map((tag) => {
        const id = tag.id ?? "";
        const on = value.includes(id);
        const barred = Boolean(tag.moderated) && !moderates;
        return html`<button key=${id} type="button" class="tag-pill" aria-pressed=${on} disabled=${barred || (!on && value.length >= MAX_APPLIED)} data-tip=${barred ? "Only moderators put it on posts" : undefined} onClick=${() => onChange(on ? value.filter((other) => other !== id) : [...value, id])}>${(tag.emoji_id || tag.emoji_name) && h(ReactionMark, { reaction: tag })}${tag.name}</button>`;
      })}
    </div>
    ${hint && html`<p class="field-hint">${hint}</p>`}
  </fieldset>`;
}
