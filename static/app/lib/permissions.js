/**
 * Discord's permission algorithm. Pure: the same inputs as on the server, so the
 * client never offers what would be refused.
 * @import { Overwrite, Role } from "app/types"
 */

export const Permission = Object.freeze({
  CREATE_INSTANT_INVITE: 1n << 0n,
  KICK_MEMBERS: 1n << 1n,
  BAN_MEMBERS: 1n << 2n,
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  MANAGE_GUILD: 1n << 5n,
  ADD_REACTIONS: 1n << 6n,
  VIEW_AUDIT_LOG: 1n << 7n,
  PRIORITY_SPEAKER: 1n << 8n,
  STREAM: 1n << 9n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  SEND_TTS_MESSAGES: 1n << 12n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  USE_EXTERNAL_EMOJIS: 1n << 18n,
  CONNECT: 1n << 20n,
  SPEAK: 1n << 21n,
  MUTE_MEMBERS: 1n << 22n,
  DEAFEN_MEMBERS: 1n << 23n,
  MOVE_MEMBERS: 1n << 24n,
  USE_VAD: 1n << 25n,
  CHANGE_NICKNAME: 1n << 26n,
  MANAGE_NICKNAMES: 1n << 27n,
  MANAGE_ROLES: 1n << 28n,
  MANAGE_WEBHOOKS: 1n << 29n,
  MANAGE_GUILD_EXPRESSIONS: 1n << 30n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  REQUEST_TO_SPEAK: 1n << 32n,
  MANAGE_EVENTS: 1n << 33n,
  MANAGE_THREADS: 1n << 34n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  CREATE_PRIVATE_THREADS: 1n << 36n,
  USE_EXTERNAL_STICKERS: 1n << 37n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  MODERATE_MEMBERS: 1n << 40n,
  USE_SOUNDBOARD: 1n << 42n,
  CREATE_GUILD_EXPRESSIONS: 1n << 43n,
  CREATE_EVENTS: 1n << 44n,
  USE_EXTERNAL_SOUNDS: 1n << 45n,
  SEND_VOICE_MESSAGES: 1n << 46n,
  SET_VOICE_CHANNEL_STATUS: 1n << 48n,
  SEND_POLLS: 1n << 49n,
  USE_EXTERNAL_APPS: 1n << 50n,
  PIN_MESSAGES: 1n << 51n,
  BYPASS_SLOWMODE: 1n << 52n,
});

/** Everything that is or will be: what an owner has. */
export const ALL = (1n << 64n) - 1n;

/** What remains for someone who is timed out, or waits to be let in. */
const TIMED_OUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY;

/** Meaningless where one cannot write. */
const NEEDS_SENDING =
  Permission.MENTION_EVERYONE |
  Permission.SEND_TTS_MESSAGES |
  Permission.ATTACH_FILES |
  Permission.EMBED_LINKS;

/**
 * Roles are ids, without @everyone.
 * @typedef {{ userId: string, roles: string[], timedOutUntil?: string | null, pending?: boolean }} Subject
 */

/** @typedef {{ id: string, ownerId: string, roles: ReadonlyMap<string, Pick<Role, "permissions">> }} GuildRules */

/**
 * @param {GuildRules} guild
 * @param {Subject} subject
 * @param {number} [now]
 */
export function basePermissions(guild, subject, now = Date.now()) {
  if (guild.ownerId === subject.userId) return ALL;
  let granted = bits(guild.roles.get(guild.id)?.permissions);
  for (const id of subject.roles) granted |= bits(guild.roles.get(id)?.permissions);
  if (granted & Permission.ADMINISTRATOR) return ALL;
  return onlyLooks(subject, now) ? granted & TIMED_OUT : granted;
}

/**
 * @param {GuildRules} guild
 * @param {Subject} subject
 * @param {readonly Overwrite[]} overwrites those of its channel for a thread, which has none
 * @param {number} [now]
 * @param {boolean} [inThread]
 */
export function channelPermissions(guild, subject, overwrites, now = Date.now(), inThread = false) {
  // A timeout masks at the end, so that an overwrite cannot lift it.
  const base = basePermissions(guild, { ...subject, timedOutUntil: null, pending: false }, now);
  if (base === ALL) return ALL;

  let granted = apply(
    base,
    overwrites.filter((o) => o.id === guild.id && o.type === 0),
  );
  granted = apply(
    granted,
    overwrites.filter((o) => o.type === 0 && o.id !== guild.id && subject.roles.includes(o.id)),
  );
  granted = apply(
    granted,
    overwrites.filter((o) => o.type === 1 && o.id === subject.userId),
  );

  if (!(granted & Permission.VIEW_CHANNEL)) return 0n;
  if (inThread) {
    const maySend = granted & Permission.SEND_MESSAGES_IN_THREADS;
    granted = maySend ? granted | Permission.SEND_MESSAGES : granted & ~Permission.SEND_MESSAGES;
  }
  if (!(granted & Permission.SEND_MESSAGES)) granted &= ~NEEDS_SENDING;
  return onlyLooks(subject, now) ? granted & TIMED_OUT : granted;
}

/** @param {Subject} subject @param {number} now */
function onlyLooks(subject, now) {
  return Boolean(subject.pending) || isTimedOut(subject, now);
}

/**
 * @param {bigint} granted
 * @param {bigint} needed
 */
export function has(granted, needed) {
  return (granted & needed) === needed;
}

/**
 * @param {{ timedOutUntil?: string | null }} subject
 * @param {number} [now]
 */
export function isTimedOut({ timedOutUntil }, now = Date.now()) {
  return Boolean(timedOutUntil) && Date.parse(timedOutUntil ?? "") > now;
}

/**
 * Denied by all, then allowed by all: the order among roles does not matter.
 * @param {bigint} granted
 * @param {Overwrite[]} overwrites
 */
function apply(granted, overwrites) {
  let allow = 0n;
  let deny = 0n;
  for (const overwrite of overwrites) {
    allow |= bits(overwrite.allow);
    deny |= bits(overwrite.deny);
  }
  return (granted & ~deny) | allow;
}

/** @param {string | undefined} value */
function bits(value) {
  return BigInt(value || "0");
}
