/** @import { Channel } from "app/types" */
import { Icon } from "app/components/icon.js";
import { groupIconUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";

/** The picture of a group, or a sign for one. @param {{ channel: Pick<Channel, "id" | "icon">, size?: number }} props */
export function GroupIcon({ channel, size = 32 }) {
  const url = groupIconUrl(channel, size);
  return html`<span class="avatar" style=${{ "--size": `${size}px` }}>
    ${
      url
        ? html`<img src=${url} alt="" width=${size} height=${size} loading="lazy" draggable=${false} />`
        : html`<span class="group-sign">${h(Icon, { name: "users", size: Math.round(size * 0.6) })}</span>`
    }
  </span>`;
}
