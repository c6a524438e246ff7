/** @import { User } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import { openDirect } from "app/actions/direct.js";
import { note, writeNote } from "app/api/notes.js";
import * as api from "app/api/users.js";
import { Avatar } from "app/components/avatar.js";
import { TextField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { openMemberMenuAt } from "app/components/member-menu.js";
import { roleColor } from "app/components/role-color.js";
import { useLoad } from "app/components/states.js";
import { avatarUrl, bannerUrl } from "app/lib/assets.js";
import { hexOf } from "app/lib/color.js";
import { h, html } from "app/lib/html.js";
import { timeOf } from "app/lib/snowflake.js";
import { joinNames, plural } from "app/lib/text.js";
import { formatDay } from "app/lib/time.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";
import { guilds } from "app/stores/guilds.js";
import { memberOf } from "app/stores/members.js";
import { closeFloating, openFloating } from "app/stores/overlays.js";
import { customStatusOf } from "app/stores/presences.js";
import { rolesOf } from "app/stores/roles.js";
import { myId } from "app/stores/session.js";
import { learnUser, userName, users } from "app/stores/users.js";
import { useEffect, useRef, useState } from "preact/hooks";

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
  const shared = useFullUser(user.id, guildId);
  const here = shared?.guild_member_profile;
  const pronouns = here?.pronouns || known.pronouns;
  const bio = here?.bio || known.bio;
  const banner = bannerUrl(known);
  const isMe = user.id === myId.value;
  /** The menu takes the profile's place, and its button with it. @param {MouseEvent} event */
  const more = (event) => {
    const { left, bottom } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    openMemberMenuAt({ x: left, y: bottom }, known, guildId);
  };
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
      <p class="profile-username">${known.username}${member?.nick && known.global_name ? html` · ${known.global_name}` : null}${pronouns && ` · ${pronouns}`}</p>
      ${status && html`<p class="profile-status">${status}</p>`}
      ${bio && html`<div class="profile-part"><h3>About</h3><div class="profile-bio" dir="auto">${renderNodes(parse(bio), guildId)}</div></div>`}
      ${shared?.connected_accounts?.length ? h(Connections, { connections: shared.connected_accounts }) : null}
      ${member && h(Roles, { guildId: /** @type {string} */ (guildId), ids: member.roles })}
      <div class="profile-part">
        <h3>Member since</h3>
        <p>${formatDay(timeOf(user.id))}${member?.joined_at && html`<br /><span class="faint">Here since ${formatDay(new Date(member.joined_at))}</span>`}</p>
      </div>
      ${shared && h(Shared, { shared })}
      ${!isMe && h(Note, { key: user.id, userId: user.id })}
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

/** @param {{ connections: { id: string, name: string | null }[] }} props */
function Connections({ connections }) {
  return html`<div class="profile-part">
    <h3>Elsewhere</h3>
    <ul class="role-pills">
      ${connections.map(({ id, name }) => html`<li key=${id} class="role-pill">${h(Icon, { name: "link", size: 14 })}${name}</li>`)}
    </ul>
  </div>`;
}

/** Where we both are, and whom we both know. @param {{ shared: api.Profile }} props */
function Shared({ shared: { mutual_guilds = [], mutual_friends = [] } }) {
  const places = mutual_guilds.flatMap(({ id }) => guilds.get(id) ?? []);
  return html`${
    places.length > 0 &&
    html`<div class="profile-part"><h3>${plural(places.length, "server")} you share</h3>
      <ul class="role-pills">${places.map((guild) => html`<li key=${guild.id}><a class="role-pill" href=${`/channels/${guild.id}`} onClick=${closeFloating}>${guild.name}</a></li>`)}</ul></div>`
  }
  ${
    mutual_friends.length > 0 &&
    html`<div class="profile-part"><h3>${plural(mutual_friends.length, "friend")} you share</h3>
      <p>${joinNames(mutual_friends.map(userName))}</p></div>`
  }`;
}

/** What I write down about somebody, kept when I leave the field. @param {{ userId: string }} props */
function Note({ userId }) {
  const { data, failed, change } = useLoad(() => note(userId), [userId]);
  const [text, setText] = useState(/** @type {string | null} */ (null));
  const save = async () => {
    const wanted = text?.trim();
    if (wanted === undefined || wanted === data) return;
    change(wanted);
    await attempt(writeNote(userId, wanted));
  };
  const last = useRef(save);
  last.current = save;
  // The profile may close around the field.
  useEffect(() => () => void last.current(), []);
  if (failed || data === undefined) return null;
  return html`<div class="profile-part profile-note" onFocusOut=${save}>
    ${h(TextField, { label: "Note (only you see it)", value: text ?? data, onInput: setText, maxLength: 256, rows: 2 })}
  </div>`;
}

/** Guilds tell only a part of a user; the rest comes when someone looks. @param {string} id @param {string | undefined} guildId */
function useFullUser(id, guildId) {
  const [asked, setAsked] = useState("");
  const [found, setFound] = useState(/** @type {api.Profile | null} */ (null));
  useEffect(() => {
    if (asked === id) return;
    setAsked(id);
    api.profile(id, guildId).then(
      (profile) => {
        const { bio, pronouns } = profile.user_profile ?? {};
        learnUser({ ...profile.user, bio, pronouns });
        setFound(profile);
      },
      () => {},
    );
  }, [id]);
  return found;
}
