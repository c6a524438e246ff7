/** @import { Embed } from "app/types" */

import { hexOf } from "app/lib/color.js";
import { h, html } from "app/lib/html.js";
import { formatMoment } from "app/lib/time.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";

/** @param {{ embeds: Embed[], guildId?: string }} props */
export function Embeds({ embeds, guildId }) {
  return html`<div class="embeds">${embeds.map((embed, i) => h(EmbedCard, { key: i, embed, guildId }))}</div>`;
}

/** @param {{ embed: Embed, guildId?: string }} props */
function EmbedCard({ embed, guildId }) {
  const {
    author,
    provider,
    title,
    url,
    description,
    fields = [],
    footer,
    image,
    thumbnail,
    timestamp,
    color,
  } = embed;
  if (embed.type === "image" && thumbnail)
    return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${h(EmbedImage, { media: thumbnail, class: "embed-image" })}</a>`;
  /** @param {string} text */
  const rich = (text) => renderNodes(parse(text), guildId);
  return html`<article class="embed" style=${{ "--bar": color === undefined ? undefined : hexOf(color) }}>
    <div class="embed-text">
      ${provider?.name && html`<p class="embed-provider">${h(MaybeLink, { url: provider.url, text: provider.name })}</p>`}
      ${author && html`<p class="embed-author">${h(EmbedIcon, { url: author.proxy_icon_url })}${h(MaybeLink, { url: author.url, text: author.name })}</p>`}
      ${title && html`<p class="embed-title">${h(MaybeLink, { url, text: title })}</p>`}
      ${description && html`<div class="embed-description" dir="auto">${rich(description)}</div>`}
      ${
        fields.length > 0 &&
        html`<dl class="embed-fields">
          ${fields.map((field, i) => html`<div key=${i} data-inline=${field.inline || undefined}><dt>${field.name}</dt><dd dir="auto">${rich(field.value)}</dd></div>`)}
        </dl>`
      }
    </div>
    ${thumbnail && h(EmbedImage, { media: thumbnail, class: "embed-thumbnail" })}
    ${image && h(EmbedImage, { media: image, class: "embed-image" })}
    ${(footer || timestamp) && html`<p class="embed-footer">${h(EmbedIcon, { url: footer?.proxy_icon_url })}${[footer?.text, timestamp && formatMoment(new Date(timestamp))].filter(Boolean).join(" · ")}</p>`}
  </article>`;
}

/** @param {{ url?: string, text: string }} props */
function MaybeLink({ url, text }) {
  if (!url || !/^https?:/.test(url)) return html`${text}`;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
}

/** Only through the server: no page of others learns who reads. @param {{ media: import("app/types").EmbedMedia, class: string }} props */
function EmbedImage({ media, class: name }) {
  const url = media.proxy_url;
  if (!url) return null;
  return html`<img class=${name} src=${url} alt="" width=${media.width} height=${media.height} loading="lazy" />`;
}

/** @param {{ url?: string }} props */
function EmbedIcon({ url }) {
  return url
    ? html`<img class="embed-icon" src=${url} alt="" width="20" height="20" loading="lazy" />`
    : null;
}
