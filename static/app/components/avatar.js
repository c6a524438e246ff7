/** @import { Status, User } from "app/types" */

import { avatarUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";
import { initials } from "app/lib/text.js";
import { presenceOf } from "app/stores/presences.js";
import { userName, users } from "app/stores/users.js";

/** How many colours avatars without a picture have. */
const COLORS = 6;

/**
 * @param {{ user: User, size?: number, presence?: boolean }} props
 */
export function Avatar({ user, size = 40, presence = false }) {
  const known = users.get(user.id) ?? user;
  const url = avatarUrl(known, size);
  const color = Number(BigInt(/^\d+$/.test(user.id) ? user.id : "0") >> 22n) % COLORS;
  return html`<span class="avatar" style=${{ "--size": `${size}px` }}>
    ${
      url
        ? html`<img src=${url} alt="" width=${size} height=${size} loading="lazy" draggable=${false} />`
        : html`<span class="avatar-letter" data-color=${color} aria-hidden="true">
            ${initials(userName(known)).slice(0, 1).toUpperCase()}
          </span>`
    }
    ${presence && h(PresenceDot, { status: presenceOf(user.id).status })}
  </span>`;
}

const WORDS = {
  online: "Online",
  idle: "Idle",
  dnd: "Do not disturb",
  invisible: "Invisible",
  offline: "Offline",
};

/** @param {Status} status */
export const statusWord = (status) => WORDS[status];

/** Shape as well as colour: a disc, a moon, a bar, a ring. @param {{ status: Status }} props */
export function PresenceDot({ status }) {
  return html`<span class="presence" data-status=${status} role="img" aria-label=${statusWord(status)}></span>`;
}
