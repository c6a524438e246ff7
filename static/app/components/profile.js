/** @import { User } from "app/types" */

import { openDirect } from "app/actions/direct.js";
import * as api from "app/api/users.js";
import { Avatar } from "app/components/avatar.js";
import { Icon } from "app/components/icon.js";
import { openMemberMenuAt } from "app/components/member-menu.js";
import { roleColor } from "app/components/role-color.js";
import { avatarUrl, bannerUrl } from "app/lib/assets.js";
import { hexOf } from "app/lib/color.js";
import { h, html } from "app/lib/html.js";
import { timeOf } from "app/lib/snowflake.js";
import { formatDay } from "app/lib/time.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";
import { memberOf } from "app/stores/members.js";
import { openFloating } from "app/stores/overlays.js";
import { customStatusOf } from "app/stores/presences.js";
import { rolesOf } from "app/stores/roles.js";
import { myId } from "app/stores/session.js";
import { learnUser, userName, users } from "app/stores/users.js";
import { useEffect, useState } from "preact/hooks";

/**
 * @param {Element} element
 * @param {User} user
 * @param {string | undefined} guildId
 */
export function openProfile(element, user, guildId) {
  openFloating({ element, side: "right" }, `Profile of ${userName(user)}`, () =>
    h(Profile, { user, guildId }),
  );
}

/** @param {{ user: User, guildId?: string }} props */
function Profile({ user, guildId }) {
  const known = users.get(user.id) ?? user;
  const member = memberOf(guildId, user.id);
  const status = customStatusOf(user.id);
  useFullUser(user.id);
  const banner = bannerUrl(known);
  const isMe = user.id === myId.value;
  /** @param {MouseEvent} event */
  const more = (event) =>
    openMemberMenuAt(
      { element: /** @type {Element} */ (event.currentTarget), side: "bottom-end" },
      known,
      guildId,
    );
  return html`<section class="profile">
    <div class="profile-banner" data-plain=${!banner && !known.accent_color ? true : undefined} style=${known.accent_color ? { backgroundColor: hexOf(known.accent_color) } : {}}>
      ${banner && html`<img src=${banner} alt="" />`}
      <button type="button" class="icon-button profile-more" aria-label="More" aria-haspopup="menu" onClick=${more}>${h(Icon, { name: "ellipsis" })}</button>
    </div>
    <div class="profile-avatar">
      ${avatarUrl(known, 80) ? html`<a href=${avatarUrl(known, 512)} target="_blank" rel="noopener" aria-label="Open avatar">${h(Avatar, { user: known, size: 80, presence: true })}</a>` : h(Avatar, { user: known, size: 80, presence: true })}
    </div>
    <div class="profile-body">
      <h2>${member?.nick || userName(known)} ${known.bot && html`<span class="badge-bot">Bot</span>`}</h2>
      <p class="profile-username">${known.username}${member?.nick && known.global_name ? html` · ${known.global_name}` : null}${known.pronouns && ` · ${known.pronouns}`}</p>
      ${status && html`<p class="profile-status">${status}</p>`}
      ${known.bio && html`<div class="profile-part"><h3>About</h3><div class="profile-bio" dir="auto">${renderNodes(parse(known.bio), guildId)}</div></div>`}
      ${member && h(Roles, { guildId: /** @type {string} */ (guildId), ids: member.roles })}
      <div class="profile-part">
        <h3>Member since</h3>
        <p>${formatDay(timeOf(user.id))}${member?.joined_at && html`<br /><span class="faint">Here since ${formatDay(new Date(member.joined_at))}</span>`}</p>
      </div>
      ${
        !isMe &&
        !known.system &&
        html`<button type="button" class="button primary wide" autofocus onClick=${() => openDirect(user.id)}>${h(Icon, { name: "message-circle", size: 18 })} Message</button>`
      }
    </div>
  </section>`;
}

/** @param {{ guildId: string, ids: string[] }} props */
function Roles({ guildId, ids }) {
  const roles = ids
    .flatMap((id) => rolesOf(guildId).get(id) ?? [])
    .sort((a, b) => b.position - a.position);
  if (!roles.length) return null;
  return html`<div class="profile-part">
    <h3>${roles.length === 1 ? "Role" : "Roles"}</h3>
    <ul class="role-pills">
      ${roles.map((role) => html`<li key=${role.id} class="role-pill"><span class="role-dot" style=${{ backgroundColor: roleColor(role.color) }}></span>${role.name}</li>`)}
    </ul>
  </div>`;
}

/** Guilds tell only a part of a user; the rest comes when someone looks. @param {string} id */
function useFullUser(id) {
  const [asked, setAsked] = useState("");
  useEffect(() => {
    if (asked === id) return;
    setAsked(id);
    api.profile(id).then(
      ({ user, user_profile: { bio, pronouns } }) => learnUser({ ...user, bio, pronouns }),
      () => {},
    );
  }, [id]);
}
