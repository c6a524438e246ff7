/** @import { Guild, GuildCreate } from "app/types" */
import { computed, signal } from "@preact/signals";
import { SignalMap } from "app/lib/signal-map.js";
import { compare } from "app/lib/snowflake.js";
import { forgetChannelsOf, putChannel } from "app/stores/channels.js";
import { forgetMembersOf, putMember } from "app/stores/members.js";
import { putPresence } from "app/stores/presences.js";
import { forgetRolesOf, setRoles } from "app/stores/roles.js";

/** @type {SignalMap<Guild>} */
export const guilds = new SignalMap();

/** In the order of joining, oldest first. */
const joined = signal(/** @type {string[]} */ ([]));

export const guildList = computed(() => {
  const order = joined.value;
  return guilds.values().sort((a, b) => {
    const [x, y] = [order.indexOf(a.id), order.indexOf(b.id)];
    return x === y ? compare(a.id, b.id) : x - y;
  });
});

/** A guild with everything in it: at the start, on joining, or when it is back. @param {GuildCreate} data */
export function receiveGuild({ roles, channels, threads = [], members, presences, ...guild }) {
  if (!joined.value.includes(guild.id)) joined.value = [...joined.value, guild.id];
  setRoles(guild.id, roles);
  const all = [...channels, ...threads];
  forgetChannelsOf(guild.id, new Set(all.map((channel) => channel.id)));
  for (const channel of all) putChannel({ ...channel, guild_id: guild.id });
  for (const member of members) putMember(guild.id, member);
  for (const presence of presences ?? []) putPresence(presence);
  guilds.set(guild.id, pick(guild));
}

/** @param {Guild} guild */
export function updateGuild(guild) {
  const known = guilds.peek(guild.id);
  if (known) guilds.set(guild.id, { ...known, ...pick(guild), member_count: known.member_count });
}

/** @param {{ id: string, unavailable?: boolean }} data */
export function removeGuild({ id, unavailable }) {
  const known = guilds.peek(id);
  if (unavailable && known) {
    guilds.set(id, { ...known, unavailable: true });
    return;
  }
  joined.value = joined.value.filter((other) => other !== id);
  guilds.delete(id);
  forgetChannelsOf(id);
  forgetRolesOf(id);
  forgetMembersOf(id);
}

/**
 * @param {string} id
 * @param {number} change
 */
export function countMember(id, change) {
  const known = guilds.peek(id);
  if (known?.member_count !== undefined) {
    guilds.set(id, { ...known, member_count: Math.max(0, known.member_count + change) });
  }
}

/** What the client keeps of a guild itself; what it contains has stores of its own. */
const OWN = /** @type {const} */ ([
  "id",
  "name",
  "icon",
  "banner",
  "splash",
  "description",
  "owner_id",
  "features",
  "system_channel_id",
  "system_channel_flags",
  "rules_channel_id",
  "public_updates_channel_id",
  "safety_alerts_channel_id",
  "afk_channel_id",
  "afk_timeout",
  "verification_level",
  "default_message_notifications",
  "explicit_content_filter",
  "mfa_level",
  "incidents_data",
  "preferred_locale",
  "vanity_url_code",
  "premium_progress_bar_enabled",
  "member_count",
  "large",
]);

/** @param {Guild} guild @returns {Guild} */
function pick(guild) {
  return /** @type {any} */ (Object.fromEntries(OWN.map((name) => [name, guild[name]])));
}
