/** @import { StoredMember } from "app/types" */
import { useComputed } from "@preact/signals";
import { Avatar } from "app/components/avatar.js";
import { SearchBox, SelectField } from "app/components/fields.js";
import { IconButton } from "app/components/icon-button.js";
import { useAllMembers } from "app/components/member-list.js";
import { openMemberMenuAt } from "app/components/member-menu.js";
import { roleColor } from "app/components/role-color.js";
import { EmptyState } from "app/components/states.js";
import { Windowed } from "app/components/windowed.js";
import { h, html } from "app/lib/html.js";
import { isTimedOut, Permission } from "app/lib/permissions.js";
import { timeOf } from "app/lib/snowflake.js";
import { fold, matchScore, plural } from "app/lib/text.js";
import { formatDay, formatRelative } from "app/lib/time.js";
import { canInGuild, outranks } from "app/stores/access.js";
import { guilds } from "app/stores/guilds.js";
import { displayName, membersOf } from "app/stores/members.js";
import { openDialog } from "app/stores/overlays.js";
import { rolesOf, sortedRoles } from "app/stores/roles.js";
import { users } from "app/stores/users.js";
import { BulkBanDialog } from "app/views/guild-settings/bulk-ban-dialog.js";
import { PruneDialog } from "app/views/guild-settings/prune-dialog.js";
import { useState } from "preact/hooks";

const ROW_PX = 60;
const ORDERS = /** @type {[string, string][]} */ ([
  ["newest", "Newest first"],
  ["oldest", "Oldest first"],
  ["name", "By name"],
]);
const PILLS = 3;

/** Everybody, to find and to look after. @param {{ guildId: string }} props */
export function MembersPage({ guildId }) {
  useAllMembers(guildId);
  const [query, setQuery] = useState("");
  const [role, setRole] = useState("");
  const [order, setOrder] = useState("newest");
  const [chosen, setChosen] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
  const all = useComputed(() => membersOf(guildId).values());
  const found = sorted(
    all.value.filter((member) => fits(member, query, role)),
    order,
  );
  const count = guilds.get(guildId)?.member_count ?? all.value.length;
  const bans = canInGuild(guildId, Permission.BAN_MEMBERS);
  const prunes =
    canInGuild(guildId, Permission.KICK_MEMBERS) && canInGuild(guildId, Permission.MANAGE_GUILD);
  const roles = sortedRoles(guildId).filter(({ id }) => id !== guildId);
  const marked = [...chosen].filter((id) => membersOf(guildId).peek(id));
  /** @param {string} id */
  const toggle = (id) => {
    const next = new Set(marked);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return html`<div class="settings-tools">
      ${h(SearchBox, { label: "Search members", value: query, onInput: setQuery })}
      ${h(SelectField, { label: "Role", value: role, options: [["", "All roles"], ...roles.map(({ id, name }) => /** @type {[string, string]} */ ([id, name]))], onChange: setRole })}
      ${h(SelectField, { label: "Order", value: order, options: ORDERS, onChange: setOrder })}
    </div>
    <div class="settings-bar">
      <p class="settings-lead" role="status">${found.length === all.value.length ? plural(count, "member") : `${plural(found.length, "member")} of ${count}`}</p>
      <div class="button-row">
        ${bans && marked.length > 0 && html`<button type="button" class="button small danger" onClick=${() => openDialog((close) => h(BulkBanDialog, { guildId, userIds: marked, onDone: () => setChosen(new Set()), close }))}>Ban ${plural(marked.length, "member")}</button>`}
        ${prunes && html`<button type="button" class="button small" onClick=${() => openDialog((close) => h(PruneDialog, { guildId, close }))}>Remove inactive members</button>`}
      </div>
    </div>
    ${
      found.length
        ? h(Windowed, {
            class: "member-table",
            rows: found,
            heightOf: () => ROW_PX,
            draw: (/** @type {StoredMember} */ member) =>
              h(MemberRow, {
                key: member.user_id,
                guildId,
                member,
                marked: chosen.has(member.user_id),
                onMark: bans ? () => toggle(member.user_id) : undefined,
              }),
          })
        : h(EmptyState, { icon: "user-search", title: "Nobody fits." })
    }`;
}

/** @param {{ guildId: string, member: StoredMember, marked: boolean, onMark?: () => void }} props */
function MemberRow({ guildId, member, marked, onMark }) {
  const user = users.get(member.user_id);
  if (!user) return html`<div class="member-line"></div>`;
  const name = displayName(guildId, user.id);
  const held = member.roles
    .flatMap((id) => rolesOf(guildId).get(id) ?? [])
    .sort((a, b) => b.position - a.position);
  const joined = member.joined_at ? new Date(member.joined_at) : null;
  const owner = guilds.get(guildId)?.owner_id === user.id;
  const below = outranks(guildId, user.id);
  const silenced = isTimedOut({ timedOutUntil: member.communication_disabled_until });
  /** @param {MouseEvent} event */
  const more = (event) =>
    openMemberMenuAt(
      { element: /** @type {Element} */ (event.currentTarget), side: "bottom-end" },
      user,
      guildId,
    );
  return html`<div class="member-line" data-marked=${marked || undefined}>
    ${onMark && html`<input type="checkbox" class="check" checked=${marked} disabled=${!below} aria-label=${`Choose ${name}`} onChange=${onMark} />`}
    ${h(Avatar, { user, size: 32 })}
    <div class="row-text">
      <b class="truncate">${name}${user.bot ? html` <span class="badge-bot">Bot</span>` : null}${owner ? html` <span class="tag">Owner</span>` : null}${silenced ? html` <span class="tag">Timed out</span>` : null}</b>
      <span class="truncate">${user.username}</span>
    </div>
    <span class="member-since" title=${`${joined ? `Joined ${formatDay(joined)}. ` : ""}Account made ${formatDay(timeOf(user.id))}.`}>${joined ? `joined ${formatRelative(joined)}` : ""}</span>
    <span class="role-pills">
      ${held.slice(0, PILLS).map((role) => html`<span key=${role.id} class="role-pill"><span class="role-dot" style=${{ backgroundColor: roleColor(role.color) }}></span><span class="truncate">${role.name}</span></span>`)}
      ${held.length > PILLS && html`<span class="role-pill" title=${held.map(({ name }) => name).join(", ")}>+${held.length - PILLS}</span>`}
    </span>
    ${h(IconButton, { icon: "ellipsis", label: `More about ${name}`, tip: "More", onClick: more })}
  </div>`;
}

/** @param {StoredMember} member @param {string} query @param {string} role */
function fits(member, query, role) {
  if (role && !member.roles.includes(role)) return false;
  const words = fold(query).trim();
  if (!words || member.user_id === words) return true;
  const names = [
    displayName(member.guild_id, member.user_id),
    users.get(member.user_id)?.username ?? "",
  ];
  return names.some((name) => matchScore(name, words) > 10);
}

/** @param {StoredMember[]} members @param {string} order */
function sorted(members, order) {
  /** @param {StoredMember} member */
  const joined = (member) => Date.parse(member.joined_at ?? "") || 0;
  return members.sort((a, b) => {
    if (order === "newest") return joined(b) - joined(a);
    if (order === "oldest") return joined(a) - joined(b);
    return displayName(a.guild_id, a.user_id).localeCompare(displayName(b.guild_id, b.user_id));
  });
}
