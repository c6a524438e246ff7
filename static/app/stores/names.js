/** Names in one guild or conversation, for what people type. @import { Names } from "app/markdown/compose.js" */
import { isReadable } from "app/lib/channel-types.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel, canInGuild } from "app/stores/access.js";
import { channels, channelsOf } from "app/stores/channels.js";
import { displayName, membersOf } from "app/stores/members.js";
import { rolesOf } from "app/stores/roles.js";
import { me } from "app/stores/session.js";
import { users } from "app/stores/users.js";

/** People who can be named here: everyone in the guild, or those of the conversation. @param {string} channelId */
export function peopleIn(channelId) {
  const channel = channels.peek(channelId);
  if (!channel) return [];
  const ids = channel.guild_id
    ? membersOf(channel.guild_id).keys()
    : [...(channel.recipients ?? []).map((user) => user.id), me.peek()?.id ?? ""];
  return ids.flatMap((id) => users.peek(id) ?? []);
}

/** Roles that I may call here. @param {string | undefined} guildId */
export function callableRoles(guildId) {
  if (!guildId) return [];
  const all = canInGuild(guildId, Permission.MENTION_EVERYONE);
  return [...rolesOf(guildId).values()].filter(
    (role) => role.id !== guildId && (role.mentionable || all),
  );
}

/** @param {string} guildId */
export function linkableChannels(guildId) {
  return channelsOf(guildId).filter(
    (c) => isReadable(c) && canInChannel(c.id, Permission.VIEW_CHANNEL),
  );
}

/**
 * What mentions are called in plain text.
 * @param {string | undefined} guildId
 * @returns {(kind: "user" | "role" | "channel", id: string) => string | undefined}
 */
export function mentionNames(guildId) {
  return (kind, id) => {
    if (kind === "user") return users.get(id) && displayName(guildId, id);
    if (kind === "role") return rolesOf(guildId).get(id)?.name;
    return channels.get(id)?.name ?? undefined;
  };
}

/** @param {string} channelId @returns {Names} */
export function namesFor(channelId) {
  const guildId = channels.peek(channelId)?.guild_id;
  const people = new Map(peopleIn(channelId).map((user) => [user.username.toLowerCase(), user.id]));
  const linkable = guildId ? linkableChannels(guildId) : [];
  return {
    userId: (name) => people.get(name),
    username: (id) => users.peek(id)?.username,
    channelId: (name) => linkable.find((channel) => channel.name === name)?.id,
    channelName: (id) => channels.peek(id)?.name ?? undefined,
    roleName: (id) => rolesOf(guildId).get(id)?.name,
    roles: callableRoles(guildId)
      .map((role) => /** @type {[string, string]} */ ([role.name, role.id]))
      .sort(([a], [b]) => b.length - a.length),
  };
}
