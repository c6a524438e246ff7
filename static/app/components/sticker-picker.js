/** @import { Anchor, Sticker } from "app/types" */

import { SearchBox } from "app/components/fields.js";
import { stickerUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";
import { fold } from "app/lib/text.js";
import { usableStickers } from "app/stores/expressions.js";
import { openFloating } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

/**
 * @param {Anchor} anchor
 * @param {string} channelId
 * @param {(sticker: Sticker) => void} onPick
 */
export function openStickerPicker(anchor, channelId, onPick) {
  openFloating(anchor, "Stickers", (close) => {
    /** @param {Sticker} sticker */
    const pick = (sticker) => {
      close();
      onPick(sticker);
    };
    return h(StickerPicker, { channelId, onPick: pick });
  });
}

/** @param {{ channelId: string, onPick: (sticker: Sticker) => void }} props */
function StickerPicker({ channelId, onPick }) {
  const [query, setQuery] = useState("");
  const words = fold(query).trim();
  const groups = usableStickers(channelId)
    .map(({ stickers, ...group }) => ({
      ...group,
      stickers: stickers.filter(({ name, tags }) => fold(`${name} ${tags}`).includes(words)),
    }))
    .filter(({ stickers }) => stickers.length > 0);
  return html`<div class="emoji-picker">
    ${h(SearchBox, { label: "Search stickers", value: query, onInput: setQuery })}
    <div class="sticker-groups">
      ${groups.length === 0 && html`<p class="emoji-none">No sticker is called “${query}”.</p>`}
      ${groups.map(
        ({ guildId, name, stickers }) => html`<section key=${guildId} aria-label=${name}>
          <p class="emoji-title">${name}</p>
          <div class="sticker-grid">
            ${stickers.map((sticker) => html`<button key=${sticker.id} type="button" class="sticker-cell" aria-label=${sticker.name} title=${sticker.name} onClick=${() => onPick(sticker)}><img src=${stickerUrl(sticker)} alt="" loading="lazy" /></button>`)}
          </div>
        </section>`,
      )}
    </div>
  </div>`;
}
