/** @import { Role } from "app/types" */

import { useComputed } from "@preact/signals";
import { Avatar } from "app/components/avatar.js";
import { Icon } from "app/components/icon.js";
import { openMemberMenu } from "app/components/member-menu.js";
import { openProfile } from "app/components/profile.js";
import { roleColor } from "app/components/role-color.js";
import { RoleMark } from "app/components/role-mark.js";
import { Windowed } from "app/components/windowed.js";
import { requestMembers } from "app/gateway/connection.js";
import { h, html } from "app/lib/html.js";
import { memo } from "app/lib/memo.js";
import { channelPermissions, has, Permission } from "app/lib/permissions.js";
import { formatNumber } from "app/lib/text.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { colorOfMember, displayName, membersOf } from "app/stores/members.js";
import { customStatusOf, presenceOf } from "app/stores/presences.js";
import { rolesOf } from "app/stores/roles.js";
import { users } from "app/stores/users.js";
import { useEffect, useMemo } from "preact/hooks";

const ROW_PX = 44;
const TITLE_PX = 36;

/** @typedef {{ title: string, count: number } | { userId: string }} Row */

/** Who is here: by raised role, then online, then offline. @param {{ guildId: string, channelId: string }} props */
export function MemberList({ guildId, channelId }) {
  useAllMembers(guildId);
  const rows = useComputed(() => rowsOf(guildId, channelId));
  const draw = useMemo(
    () => (/** @type {Row} */ row) =>
      "title" in row
        ? html`<h2 key=${row.title} class="member-title">${row.title} <span>${formatNumber(row.count)}</span></h2>`
        : h(MemberRow, { key: row.userId, userId: row.userId, guildId }),
    [guildId],
  );
  return h(Windowed, {
    class: "member-list",
    rows: rows.value,
    heightOf: (/** @type {Row} */ row) => ("title" in row ? TITLE_PX : ROW_PX),
    draw,
  });
}

const MemberRow = memo(
  /** @param {{ userId: string, guildId: string }} props */
  ({ userId, guildId }) => {
    const user = users.get(userId);
    if (!user) return null;
    const offline = isOffline(userId);
    const status = customStatusOf(userId);
    const owner = guilds.get(guildId)?.owner_id === userId;
    return html`<div class="member-cell">
      <button
        type="button"
        class="member"
        data-offline=${offline || undefined}
        onClick=${(/** @type {MouseEvent} */ e) => openProfile(/** @type {Element} */ (e.currentTarget), user, guildId)}
        onContextMenu=${(/** @type {MouseEvent} */ e) => openMemberMenu(e, user, guildId)}
      >
        ${h(Avatar, { user, size: 32, presence: true })}
        <span class="member-text">
          <span class="member-name" style=${{ color: offline ? undefined : roleColor(colorOfMember(guildId, userId)) }}>
            <span class="truncate">${displayName(guildId, userId)}</span>
            ${owner && html`<span class="member-owner" role="img" aria-label="Owner" data-tip="Owner">${h(Icon, { name: "crown", size: 14 })}</span>`}
            ${h(RoleMark, { guildId, userId })}
            ${user.bot && html`<span class="badge-bot">Bot</span>`}
          </span>
          ${status && !offline && html`<span class="member-status truncate">${status}</span>`}
        </span>
      </button>
    </div>`;
  },
);

/**
 * @param {string} guildId
 * @param {string} channelId
 * @returns {Row[]}
 */
function rowsOf(guildId, channelId) {
  const guild = guilds.get(guildId);
  const channel = channels.get(channelId);
  if (!guild) return [];
  const roles = rolesOf(guildId);
  const raised = [...roles.values()]
    .filter((role) => role.hoist && role.id !== guildId)
    .sort((a, b) => b.position - a.position);
  /** @type {Map<string, string[]>} */
  const groups = new Map(
    [...raised.map((role) => role.id), "online", "offline"].map((key) => [key, []]),
  );
  const rules = { id: guildId, ownerId: guild.owner_id, roles };
  for (const member of membersOf(guildId).values()) {
    const subject = { userId: member.user_id, roles: member.roles };
    if (
      channel &&
      !has(
        channelPermissions(rules, subject, channel.permission_overwrites ?? []),
        Permission.VIEW_CHANNEL,
      )
    )
      continue;
    groups.get(groupOf(member.user_id, member.roles, raised))?.push(member.user_id);
  }
  /** @type {Row[]} */
  const rows = [];
  for (const [key, ids] of groups) {
    if (!ids.length) continue;
    rows.push({
      title: roles.get(key)?.name ?? (key === "online" ? "Online" : "Offline"),
      count: ids.length,
    });
    for (const userId of byName(guildId, ids)) rows.push({ userId });
  }
  return rows;
}

/** @param {string} userId @param {string[]} held @param {Role[]} raised */
function groupOf(userId, held, raised) {
  if (isOffline(userId)) return "offline";
  return raised.find((role) => held.includes(role.id))?.id ?? "online";
}

/** @param {string} userId */
function isOffline(userId) {
  const { status } = presenceOf(userId);
  return status === "offline" || status === "invisible";
}

const collator = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/** @param {string} guildId @param {string[]} ids */
function byName(guildId, ids) {
  return ids
    .map((id) => ({ id, name: displayName(guildId, id) }))
    .sort((a, b) => collator.compare(a.name, b.name))
    .map(({ id }) => id);
}

/** @type {Set<string>} */
const asked = new Set();

/** READY tells of some members of large guilds; ask for the rest once. @param {string} guildId */
export function useAllMembers(guildId) {
  useEffect(() => {
    const count = guilds.peek(guildId)?.member_count ?? 0;
    if (asked.has(guildId) || membersOf(guildId).keys().length >= count) return;
    asked.add(guildId);
    requestMembers(guildId);
  }, [guildId]);
}
