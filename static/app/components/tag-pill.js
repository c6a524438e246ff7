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
