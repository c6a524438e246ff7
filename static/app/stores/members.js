/** @import { Member, StoredMember, User } from "app/types" */
import { SignalMap } from "app/lib/signal-map.js";
import { rolesOf } from "app/stores/roles.js";
import { learnUser, userName, users } from "app/stores/users.js";

/** Per guild, a map of user id to member. @type {Map<string, SignalMap<StoredMember>>} */
const byGuild = new Map();

/** @param {string} guildId */
export function membersOf(guildId) {
  let members = byGuild.get(guildId);
  if (!members) {
    members = new SignalMap();
    byGuild.set(guildId, members);
  }
  return members;
}

/**
 * @param {string | undefined} guildId
 * @param {string} userId
 */
export function memberOf(guildId, userId) {
  return guildId ? membersOf(guildId).get(userId) : undefined;
}

/**
 * @param {string} guildId
 * @param {Member} member
 */
export function putMember(guildId, member) {
  learnUser(member.user);
  putMemberOf(guildId, member.user.id, member);
}

/**
 * Messages carry the author's member without the user in it.
 * @param {string} guildId
 * @param {string} userId
 * @param {Omit<Member, "user">} member
 */
export function putMemberOf(guildId, userId, member) {
  const members = membersOf(guildId);
  const known = members.peek(userId);
  /** @type {StoredMember} */
  const next = {
    user_id: userId,
    guild_id: guildId,
    nick: member.nick ?? null,
    avatar: member.avatar ?? null,
    roles: member.roles,
    joined_at: member.joined_at,
    communication_disabled_until: member.communication_disabled_until ?? null,
    pending: member.pending ?? false,
  };
  if (known && sameMember(known, next)) return;
  members.set(userId, next);
}

/** @param {{ guild_id: string, user: User }} data */
export function removeMember({ guild_id, user }) {
  membersOf(guild_id).delete(user.id);
}

/** @param {string} guildId */
export function forgetMembersOf(guildId) {
  byGuild.get(guildId)?.clear();
}

/**
 * What people call someone here.
 * @param {string | undefined} guildId
 * @param {string} userId
 * @param {User} [fallback] for people who are not known
 */
export function displayName(guildId, userId, fallback) {
  return memberOf(guildId, userId)?.nick || userName(users.get(userId) ?? fallback);
}

/**
 * The colour of the highest role that has one, or 0.
 * @param {string | undefined} guildId
 * @param {string} userId
 */
export function colorOfMember(guildId, userId) {
  const member = memberOf(guildId, userId);
  if (!member) return 0;
  const roles = rolesOf(guildId);
  let top = { position: -1, color: 0 };
  for (const id of member.roles) {
    const role = roles.get(id);
    if (role?.color && role.position > top.position) top = role;
  }
  return top.color;
}

/**
 * The highest role with a picture or an emoji, which stands beside the name.
 * @param {string | undefined} guildId
 * @param {string} userId
 */
export function markedRoleOf(guildId, userId) {
  const roles = rolesOf(guildId);
  return (memberOf(guildId, userId)?.roles ?? [])
    .flatMap((id) => roles.get(id) ?? [])
    .filter((role) => role.icon || role.unicode_emoji)
    .sort((a, b) => b.position - a.position)
    .at(0);
}

/**
 * @param {StoredMember} a
 * @param {StoredMember} b
 */
function sameMember(a, b) {
  return (
    a.nick === b.nick &&
    a.avatar === b.avatar &&
    a.communication_disabled_until === b.communication_disabled_until &&
    a.pending === b.pending &&
    a.roles.length === b.roles.length &&
    a.roles.every((role, i) => role === b.roles[i])
  );
}
