/** @import { StickerItem } from "app/types" */

import { stickerUrl } from "app/lib/assets.js";
import { html } from "app/lib/html.js";

/** @param {{ items: StickerItem[] }} props */
export function Stickers({ items }) {
  return html`<div class="stickers">${items.map((item) => html`<img key=${item.id} class="sticker" src=${stickerUrl(item)} alt=${`Sticker: ${item.name}`} title=${item.name} width="160" height="160" loading="lazy" />`)}</div>`;
}
