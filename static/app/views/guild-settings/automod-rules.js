/** What kinds of rules AutoMod has, in words. @import { AutoModRule } from "app/types" */
import { plural } from "app/lib/text.js";
import { formatDuration } from "app/lib/time.js";

export const Trigger = /** @type {const} */ ({
  KEYWORD: 1,
  SPAM: 3,
  PRESET: 4,
  MENTIONS: 5,
  PROFILE: 6,
});
export const Act = /** @type {const} */ ({ BLOCK: 1, ALERT: 2, TIMEOUT: 3, HOLD: 4 });

/** @type {{ type: number, name: string, about: string, most: number }[]} */
export const KINDS = [
  { type: 1, name: "Words and patterns", about: "Messages that hold words of a list.", most: 6 },
  { type: 4, name: "Common word lists", about: "Swearing, sexual content and slurs.", most: 1 },
  { type: 3, name: "Spam", about: "Walls of links, and the same again and again.", most: 1 },
  { type: 5, name: "Mentions", about: "Messages that call too many people.", most: 1 },
  { type: 6, name: "Names of members", about: "What members call themselves.", most: 1 },
];

/** What each act is called. @type {Record<number, string>} */
export const ACTS = { 1: "blocks", 2: "alerts", 3: "times out", 4: "holds members back" };

/** @type {[number, string][]} */
export const PRESETS = [
  [1, "Swearing"],
  [2, "Sexual content"],
  [3, "Slurs and insults"],
];

/** @type {[string, string][]} */
export const TIMEOUTS = [60, 300, 600, 3600, 86_400, 604_800, 2_419_200].map((seconds) => [
  String(seconds),
  formatDuration(seconds),
]);

/** @param {AutoModRule} rule what it looks for, in one line */
export function lookedFor({ trigger_type: type, trigger_metadata: meta }) {
  if (type === Trigger.SPAM) return "Spam";
  if (type === Trigger.MENTIONS)
    return meta.mention_total_limit
      ? `More than ${plural(meta.mention_total_limit, "mention")}`
      : "Raids of mentions";
  if (type === Trigger.PRESET)
    return PRESETS.filter(([id]) => meta.presets?.includes(id))
      .map(([, name]) => name)
      .join(", ");
  const parts = [
    meta.keyword_filter?.length && plural(meta.keyword_filter.length, "keyword"),
    meta.regex_patterns?.length && plural(meta.regex_patterns.length, "pattern"),
  ].filter(Boolean);
  return `${parts.join(", ") || "Nothing yet"}${type === Trigger.PROFILE ? " in names" : ""}`;
}

/** @param {AutoModRule} rule what it does, in one line */
export function doneBy({ actions }) {
  return actions.map(({ type }) => ACTS[type]).join(", ");
}

/** Words of a text: one a line, or parted by commas. @param {string} text */
export function wordsOf(text) {
  return [
    ...new Set(
      text
        .split(/[\n,]/u)
        .map((word) => word.trim())
        .filter(Boolean),
    ),
  ];
}

/** Patterns hold commas: one a line. @param {string} text */
export function linesOf(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
