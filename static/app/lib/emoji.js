/** Unicode emoji with their names, fetched when they are first asked for. */
import { fold } from "app/lib/text.js";

/**
 * @typedef {object} EmojiEntry
 * @property {string} emoji
 * @property {string} annotation
 * @property {string[]} [shortcodes]
 * @property {string[]} [tags]
 * @property {number} [group]
 */

const GROUPS = [
  "Smileys and emotion",
  "People and body",
  "",
  "Animals and nature",
  "Food and drink",
  "Travel and places",
  "Activities",
  "Objects",
  "Symbols",
  "Flags",
];

/** @type {EmojiEntry[]} */
let entries = [];
/** @type {Promise<EmojiEntry[]> | null} */
let pending = null;

/** The one data file; fetched once, and again after a failure. */
export function loadEmoji() {
  pending ??= fetch(import.meta.resolve("emoji-data"))
    .then((response) => response.json())
    .then((/** @type {EmojiEntry[]} */ data) => {
      entries = data
        .filter((entry) => entry.group !== 2)
        .map((entry) => ({ ...entry, emoji: bare(entry.emoji) }));
      return entries;
    })
    .catch((error) => {
      pending = null;
      throw error;
    });
  return pending;
}

/** Without the mark that asks for a picture where it is one anyway: so the same emoji is the same text. @param {string} emoji */
function bare(emoji) {
  return emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, "$1");
}

/** What is loaded so far. */
export const knownEmoji = () => entries;

/** @param {number} group */
export const groupName = (group) => GROUPS[group] ?? "";

/**
 * @param {EmojiEntry[]} all
 * @param {string} query
 * @param {number} limit
 */
export function searchEmoji(all, query, limit) {
  const words = fold(query).replaceAll("_", " ").trim();
  /** @type {[number, EmojiEntry][]} */
  const found = [];
  for (const entry of all) {
    const score = scoreOf(entry, words);
    if (score > 0) found.push([score, entry]);
  }
  return found
    .sort(([a], [b]) => b - a)
    .slice(0, limit)
    .map(([, entry]) => entry);
}

/** The name between the colons. @param {EmojiEntry} entry */
export function shortcodeOf(entry) {
  return entry.shortcodes?.[0] ?? entry.annotation.replaceAll(" ", "_");
}

/** Replace `:name:` by the emoji, as far as names are known. @param {string} text */
export function replaceShortcodes(text) {
  if (!entries.length || !/:\w+:/.test(text)) return text;
  return text.replace(/(?<![<\w]|<a):([\w+-]{2,40}):(?!\d)/g, (whole, name) => {
    return entries.find((entry) => entry.shortcodes?.includes(name))?.emoji ?? whole;
  });
}

/** @param {EmojiEntry} entry @param {string} words */
function scoreOf(entry, words) {
  let best = 0;
  for (const code of entry.shortcodes ?? []) {
    const name = code.replaceAll("_", " ");
    if (name === words) return 100;
    if (name.startsWith(words)) best = Math.max(best, 60);
    else if (name.includes(` ${words}`)) best = Math.max(best, 40);
    else if (words.length > 2 && name.includes(words)) best = Math.max(best, 20);
  }
  if (!best && entry.annotation.includes(words)) best = 10;
  if (!best && entry.tags?.some((tag) => tag.startsWith(words))) best = 5;
  return best;
}
