/** @import { Attachment, Component, ComponentMedia, Emoji } from "app/types" */

import { Icon } from "app/components/icon.js";
import { Spoiler } from "app/components/messages/spoiler.js";
import { emojiUrl } from "app/lib/assets.js";
import { hexOf } from "app/lib/color.js";
import { h, html } from "app/lib/html.js";
import { IS_COMPONENTS_V2 } from "app/lib/message-flags.js";
import { formatBytes } from "app/lib/text.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";

const ROW = 1;
const BUTTON = 2;
const SECTION = 9;
const TEXT = 10;
const THUMBNAIL = 11;
const GALLERY = 12;
const FILE = 13;
const SEPARATOR = 14;
const CONTAINER = 17;
const LINK = 5;
/** How the styles of buttons look here. */
const LOOKS = ["", "primary", "", "primary", "danger"];
const NOT_YET = "Nothing answers to this here";

/** What a bot put into its message. Links lead on; nothing else is answered yet. @param {{ components: Component[], guildId?: string }} props */
export function Components({ components, guildId }) {
  return html`<div class="components">${components.map((one) => h(Part, { key: one.id, one, guildId }))}</div>`;
}

/** Files to list below: in a message of components they stand where those say. @param {{ flags?: number, attachments: Attachment[] }} message */
export function listedFiles({ flags = 0, attachments }) {
  return flags & IS_COMPONENTS_V2 ? [] : attachments;
}

/** @param {{ one: Component, guildId?: string }} props */
function Part({ one, guildId }) {
  const inner = (one.components ?? []).map((part) => h(Part, { key: part.id, one: part, guildId }));
  switch (one.type) {
    case ROW:
      return html`<div class="component-row">${inner}</div>`;
    case BUTTON:
      return h(Button, { button: one });
    case SECTION:
      return html`<div class="component-section">
        <div class="component-section-text">${inner}</div>
        ${one.accessory && h(Part, { one: one.accessory, guildId })}
      </div>`;
    case TEXT:
      return html`<div class="message-text" dir="auto">${renderNodes(parse(one.content ?? ""), guildId)}</div>`;
    case THUMBNAIL:
      return h(Shown, { media: one.media, of: one, class: "component-thumbnail" });
    case GALLERY:
      return html`<div class="component-gallery" data-count=${one.items?.length}>
        ${one.items?.map((item, i) => h(Shown, { key: i, media: item.media, of: item }))}
      </div>`;
    case FILE:
      return h(File, { file: one });
    case SEPARATOR:
      return html`<hr class="component-separator" data-large=${one.spacing === 2 || undefined} data-hidden=${one.divider === false || undefined} />`;
    case CONTAINER: {
      const bar = one.accent_color == null ? undefined : hexOf(one.accent_color);
      const box = html`<div class="component-container" style=${{ "--bar": bar }}>${inner}</div>`;
      return one.spoiler ? h(Spoiler, { label: "content" }, box) : box;
    }
    default:
      return h(Select, { select: one });
  }
}

/** @param {{ button: Component }} props */
function Button({ button }) {
  const inner = html`${button.emoji && h(SmallEmoji, { emoji: button.emoji })} ${button.label}`;
  if (button.style === LINK && /^https?:/.test(button.url ?? "") && !button.disabled)
    return html`<a class="button small" href=${button.url} target="_blank" rel="noopener noreferrer nofollow">${inner} ${h(Icon, { name: "external-link", size: 14 })}</a>`;
  const look = LOOKS[button.style ?? 0] ?? "";
  return html`<button type="button" class=${`button small ${look}`} disabled title=${NOT_YET}>${inner}</button>`;
}

/** @param {{ select: Component }} props */
function Select({ select }) {
  const chosen = select.options?.filter((option) => option.default).map(({ label }) => label);
  const shown = chosen?.length ? chosen.join(", ") : select.placeholder || "Make a selection";
  return html`<button type="button" class="component-select" disabled title=${NOT_YET}>
    <span>${shown}</span> ${h(Icon, { name: "chevron-down", size: 16 })}
  </button>`;
}

/** @param {{ emoji: Partial<Emoji> }} props */
function SmallEmoji({ emoji }) {
  if (!emoji.id) return html`<span class="emoji">${emoji.name}</span>`;
  return html`<img class="emoji" src=${emojiUrl({ id: emoji.id })} alt=${`:${emoji.name}:`} />`;
}

/** A picture or film, through the server. @param {{ media?: ComponentMedia, of: { description?: string | null, spoiler?: boolean }, class?: string }} props */
function Shown({ media, of, class: name = "component-picture" }) {
  if (!media) return null;
  const { width, height, proxy_url: src } = media;
  const picture = media.content_type?.startsWith("video/")
    ? html`<video class=${name} controls preload="metadata" src=${src} aria-label=${of.description ?? "Video"}></video>`
    : html`<img class=${name} src=${src} alt=${of.description ?? ""} width=${width} height=${height} loading="lazy" />`;
  return of.spoiler ? h(Spoiler, { label: of.description ?? "picture" }, picture) : picture;
}

/** @param {{ file: Component }} props */
function File({ file }) {
  const name = file.name ?? "File";
  const card = html`<div class="file-card">
    ${h(Icon, { name: "file", size: 28 })}
    <div class="file-card-text">
      <a class="file-card-name" href=${file.file?.url} target="_blank" rel="noopener">${name}</a>
      <span class="file-card-size">${formatBytes(file.size ?? 0)}</span>
    </div>
  </div>`;
  return file.spoiler ? h(Spoiler, { label: name }, card) : card;
}
