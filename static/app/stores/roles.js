/** @import { Role } from "app/types" */
import { SignalMap } from "app/lib/signal-map.js";
import { compare } from "app/lib/snowflake.js";

/** @typedef {ReadonlyMap<string, Role>} RoleMap */

/** The roles of each guild by their id. @type {SignalMap<RoleMap>} */
const byGuild = new SignalMap();

/** @type {RoleMap} */
const NONE = new Map();

/** @param {string | undefined} guildId */
export function rolesOf(guildId) {
  return (guildId && byGuild.get(guildId)) || NONE;
}

/** Highest first, as people see them. @param {string} guildId */
export function sortedRoles(guildId) {
  return [...rolesOf(guildId).values()].sort(
    (a, b) => b.position - a.position || compare(a.id, b.id),
  );
}

/**
 * @param {string} guildId
 * @param {Role[]} roles
 */
export function setRoles(guildId, roles) {
  byGuild.set(guildId, new Map(roles.map((role) => [role.id, role])));
}

/** @param {{ guild_id: string, role: Role }} data */
export function putRole({ guild_id, role }) {
  byGuild.set(guild_id, new Map(byGuild.peek(guild_id) ?? NONE).set(role.id, role));
}

/** @param {{ guild_id: string, role_id: string }} data */
export function removeRole({ guild_id, role_id }) {
  const roles = new Map(byGuild.peek(guild_id) ?? NONE);
  roles.delete(role_id);
  byGuild.set(guild_id, roles);
}

/** @param {string} guildId */
export function forgetRolesOf(guildId) {
  byGuild.delete(guildId);
}
