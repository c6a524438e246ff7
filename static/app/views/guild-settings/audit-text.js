/** Sentences for entries of the audit log. @import { AuditChange, AuditEntry, AuditLog } from "app/types" */
import { hexOf } from "app/lib/color.js";
import { formatNumber, joinNames, plural } from "app/lib/text.js";
import { formatDuration, formatMoment } from "app/lib/time.js";
import { channels } from "app/stores/channels.js";
import { emojisOf } from "app/stores/expressions.js";
import { displayName } from "app/stores/members.js";
import { rolesOf } from "app/stores/roles.js";
import { users } from "app/stores/users.js";
import { actionOf } from "app/views/guild-settings/audit-actions.js";
import { LABELS } from "app/views/guild-settings/audit-labels.js";
import { ACTS, PRESETS } from "app/views/guild-settings/automod-rules.js";
import { permissionGroups } from "app/views/permission-names.js";

/** Part of a sentence; names stand out. @typedef {{ text: string, name?: boolean }} Part */

/** @param {AuditEntry} entry @param {AuditLog} log @param {string} guildId @returns {Part[]} */
export function sentenceOf(entry, log, guildId) {
  const names = namesFor(entry, log, guildId);
  return actionOf(entry.action_type)
    .says.split(/(\{\w+\})/u)
    .filter(Boolean)
    .map((part) => {
      const key = /^\{(\w+)\}$/u.exec(part)?.[1];
      return key ? { text: names[key]?.() ?? "something", name: true } : { text: part };
    });
}

/** Who did it. @param {AuditEntry} entry @param {string} guildId */
export function actorOf(entry, guildId) {
  if (entry.user_id) return personName(guildId, entry.user_id);
  return entry.action_type >= 143 && entry.action_type <= 146 ? "AutoMod" : "Somebody unknown";
}

/** What changed, a line each. @param {AuditEntry} entry @param {string} guildId @returns {string[]} */
export function changesOf(entry, guildId) {
  return (entry.changes ?? [])
    .flatMap(parted)
    .filter(({ key }) => !SILENT.has(key))
    .flatMap((change) => lineOf(change, guildId));
}

/** The sentence says them already, or nobody can read them. */
const SILENT = new Set([
  "id",
  "type",
  "guild_id",
  "inviter_id",
  "asset",
  "permissions_new",
  "event_type",
  "trigger_type",
]);

/** What holds several things is told as several changes. @param {AuditChange} change @returns {AuditChange[]} */
function parted(change) {
  if (change.key !== "trigger_metadata") return [change];
  const [before, after] = [change.old_value, change.new_value].map(
    (value) => /** @type {Record<string, unknown>} */ (value ?? {}),
  );
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((key) => ({
    key,
    old_value: before[key],
    new_value: after[key],
  }));
}

const SECONDS = new Set([
  "rate_limit_per_user",
  "default_thread_rate_limit_per_user",
  "afk_timeout",
  "max_age",
]);
const MINUTES = new Set(["auto_archive_duration", "default_auto_archive_duration"]);
const WORDS = new Set(["keyword_filter", "regex_patterns", "allow_list"]);
const PICTURES = /_hash$/u;
const BITS = new Set(["permissions", "allow", "deny"]);

/** @param {AuditChange} change @param {string} guildId @returns {string[]} */
function lineOf({ key, old_value: before, new_value: after }, guildId) {
  const label =
    LABELS[key] ?? key.replaceAll("_", " ").replace(/^./u, (first) => first.toUpperCase());
  if (PICTURES.test(key)) return [`${label} ${after ? (before ? "changed" : "added") : "removed"}`];
  if (BITS.has(key)) return bitLines(key, String(before ?? "0"), String(after ?? "0"));
  if (typeof after === "boolean" || typeof before === "boolean")
    return [`${label}: ${(after ?? !before) ? "yes" : "no"}`];
  const [from, to] = [before, after].map((value) => shown(key, value, guildId));
  if (from && to) return from === to ? [] : [`${label}: ${from} → ${to}`];
  if (to) return [`${label}: ${to}`];
  return from ? [`${label}: ${from} → nothing`] : [];
}

/** @param {string} key @param {string} before @param {string} after */
function bitLines(key, before, after) {
  const [old, now] = [BigInt(before), BigInt(after)];
  const [on, off] =
    key === "permissions"
      ? ["Given", "Taken"]
      : key === "allow"
        ? ["Allowed", "No longer allowed"]
        : ["Denied", "No longer denied"];
  return [
    [on, now & ~old],
    [off, old & ~now],
  ].flatMap(([label, bits]) => {
    const names = permissionNames(/** @type {bigint} */ (bits));
    return names.length ? [`${label}: ${joinNames(names)}`] : [];
  });
}

/** @param {bigint} bits */
function permissionNames(bits) {
  return permissionGroups
    .flatMap((group) => group.permissions)
    .filter(({ bit }) => bits & bit)
    .map(({ label }) => label.toLowerCase());
}

/** @param {string} key @param {unknown} value @param {string} guildId @returns {string} */
function shown(key, value, guildId) {
  if (value === undefined || value === null || value === "") return "";
  if (key === "parent_id" || key.endsWith("channel_id"))
    return channelLabel(guildId, String(value)) ?? "a deleted channel";
  if (key === "owner_id") return personName(guildId, String(value));
  if (key === "color") return value ? hexOf(Number(value)) : "none";
  if (key === "max_age" && !value) return "never";
  if (key === "max_uses" && !value) return "no limit";
  if (SECONDS.has(key)) return value ? formatDuration(Number(value)) : "off";
  if (MINUTES.has(key)) return formatDuration(Number(value) * 60);
  if (key === "volume") return `${Math.round(Number(value) * 100)} %`;
  if (key === "emoji_id")
    return `:${emojisOf(guildId).find(({ id }) => id === value)?.name ?? "a deleted one"}:`;
  if (typeof value === "number") return formatNumber(value);
  if (Array.isArray(value)) return joinNames(namesIn(key, value, guildId));
  if (typeof value === "object") return itemName(value);
  const date = /^\d{4}-\d\d-\d\dT/u.test(String(value)) ? new Date(String(value)) : null;
  return date ? formatMoment(date) : `“${value}”`;
}

/** @param {string} key @param {any[]} list @param {string} guildId @returns {string[]} */
function namesIn(key, list, guildId) {
  if (key === "actions") return list.map(({ type }) => ACTS[type] ?? "something");
  if (key === "presets") return PRESETS.filter(([id]) => list.includes(id)).map(([, name]) => name);
  if (key === "exempt_channels")
    return list.map((id) => channelLabel(guildId, String(id)) ?? "a deleted channel");
  if (key === "exempt_roles")
    return list.map((id) => rolesOf(guildId).get(String(id))?.name ?? "a deleted role");
  if (WORDS.has(key)) return list.map((word) => `“${word}”`);
  return list.map(itemName);
}

/** @param {any} item */
function itemName(item) {
  if (item === null || typeof item !== "object") return String(item).toLowerCase();
  return item.name ?? item.emoji_name ?? item.title ?? JSON.stringify(item);
}

/**
 * How each {…} of a sentence is filled.
 * @param {AuditEntry} entry
 * @param {AuditLog} log
 * @param {string} guildId
 * @returns {Record<string, () => string>}
 */
function namesFor({ target_id: target, options = {}, changes = [] }, log, guildId) {
  /** @param {string} key */
  const told = (key) => {
    const change = changes.find((one) => one.key === key);
    return change && String(change.new_value ?? change.old_value ?? "");
  };
  /** @param {{ id: string, name?: string | null }[] | undefined} list */
  const among = (list) =>
    list?.find(({ id }) => id === target)?.name ?? told("name") ?? "a deleted one";
  const count = Number(options.count ?? 1);
  const role = () => rolesOf(guildId).get(target ?? "")?.name ?? told("name") ?? "a deleted role";
  return {
    user: () => (target ? personName(guildId, target) : "somebody"),
    channel: () => {
      const name = told("name");
      return channelLabel(guildId, target ?? "") ?? (name ? `#${name}` : "a deleted channel");
    },
    in: () =>
      channelLabel(guildId, options.channel_id ?? told("channel_id") ?? "") ?? "a deleted channel",
    thread: () => thread(target, log) ?? told("name") ?? "a deleted thread",
    role,
    overwritten: () =>
      options.type === "1"
        ? personName(guildId, options.id)
        : (rolesOf(guildId).get(options.id)?.name ?? options.role_name ?? "a deleted role"),
    invite: () => told("code") ?? "",
    webhook: () => among(log.webhooks),
    integration: () => among(log.integrations),
    event: () => among(log.guild_scheduled_events),
    rule: () => among(log.auto_moderation_rules),
    ruleName: () => options.auto_moderation_rule_name ?? "of AutoMod",
    named: () => told("name") ?? told("topic") ?? "a deleted one",
    titled: () => told("title") ?? "a question",
    messages: () => plural(count, "message"),
    members: () => plural(count, "member"),
    removed: () => plural(Number(options.members_removed ?? 0), "member"),
    days: () => plural(Number(options.delete_member_days ?? 0), "day"),
  };
}

/** @param {string | null} id @param {AuditLog} log */
function thread(id, log) {
  return log.threads.find((one) => one.id === id)?.name;
}

/** @param {string} guildId @param {string} id */
function personName(guildId, id) {
  return users.get(id) ? displayName(guildId, id) : "a deleted account";
}

/** @param {string} guildId @param {string} id */
function channelLabel(guildId, id) {
  const channel = channels.get(id);
  if (!channel || channel.guild_id !== guildId) return undefined;
  return channel.type === 4 ? (channel.name ?? "") : `#${channel.name}`;
}
