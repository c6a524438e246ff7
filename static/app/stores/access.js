/** What I may do, from the roles and overwrites this client knows. */
import { isThread } from "app/lib/channel-types.js";
import { basePermissions, channelPermissions, has, Permission } from "app/lib/permissions.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { memberOf } from "app/stores/members.js";
import { rolesOf } from "app/stores/roles.js";
import { myId } from "app/stores/session.js";

const STAGE_MODERATOR =
  Permission.MANAGE_CHANNELS | Permission.MUTE_MEMBERS | Permission.MOVE_MEMBERS;

/**
 * @param {string | undefined} guildId
 * @param {bigint} needed
 */
export function canInGuild(guildId, needed) {
  const facts = factsOf(guildId);
  return facts !== undefined && has(basePermissions(facts.guild, facts.subject), needed);
}

/**
 * @param {string} channelId
 * @param {bigint} needed
 */
export function canInChannel(channelId, needed) {
  const channel = channels.get(channelId);
  if (!channel) return false;
  if (!channel.guild_id) return true;
  const facts = factsOf(channel.guild_id);
  if (!facts) return false;
  const inThread = isThread(channel);
  const holder = inThread ? channels.get(channel.parent_id ?? "") : channel;
  const overwrites = holder?.permission_overwrites ?? [];
  return (
    holder !== undefined &&
    has(channelPermissions(facts.guild, facts.subject, overwrites, undefined, inThread), needed)
  );
}

/** Whether I let people speak in a stage channel, and let it go live. @param {string} channelId */
export const moderatesStage = (channelId) => canInChannel(channelId, STAGE_MODERATOR);

/**
 * Whether someone stands below me: needed to kick, ban, time out or rename them.
 * @param {string} guildId
 * @param {string} userId
 */
export function outranks(guildId, userId) {
  const guild = guilds.get(guildId);
  if (!guild || userId === guild.owner_id) return false;
  if (guild.owner_id === myId.value) return true;
  return highestPosition(guildId, myId.value) > highestPosition(guildId, userId);
}

/**
 * Whether I may change or give a role at this height.
 * @param {string} guildId
 * @param {number} position
 */
export function aboveRole(guildId, position) {
  return (
    guilds.get(guildId)?.owner_id === myId.value || highestPosition(guildId, myId.value) > position
  );
}

/**
 * @param {string} guildId
 * @param {string} userId
 */
export function highestPosition(guildId, userId) {
  const roles = rolesOf(guildId);
  const held = memberOf(guildId, userId)?.roles ?? [];
  return Math.max(0, ...held.map((id) => roles.get(id)?.position ?? 0));
}

/** When my timeout here ends, if there is one. @param {string | undefined} guildId */
export function timedOutUntil(guildId) {
  const until = memberOf(guildId, myId.value)?.communication_disabled_until;
  return until && Date.parse(until) > Date.now() ? new Date(until) : null;
}

/** Whether I have yet to agree to the rules here, or to be let in. @param {string | undefined} guildId */
export function isPending(guildId) {
  return Boolean(memberOf(guildId, myId.value)?.pending);
}

/** @param {string | undefined} guildId */
function factsOf(guildId) {
  const guild = guildId ? guilds.get(guildId) : undefined;
  if (!guild) return undefined;
  const member = memberOf(guild.id, myId.value);
  return {
    guild: { id: guild.id, ownerId: guild.owner_id, roles: rolesOf(guild.id) },
    subject: {
      userId: myId.value,
      roles: member?.roles ?? [],
      timedOutUntil: member?.communication_disabled_until,
      pending: member?.pending,
    },
  };
}
