/** What people type to search, read into its filters. */
import { firstIdAt } from "app/lib/snowflake.js";
import { fold } from "app/lib/text.js";

const TOKEN =
  /(-?)\b(from|mentions|in|has|before|after|during|pinned|author_type):\s?("[^"]*"|[^\s"]+)|"([^"]+)"|([^\s"]+)/gi;
export const THINGS = "link embed file image video sound sticker poll snapshot".split(" ");
export const AUTHORS = ["user", "bot", "webhook"];
/** Messages are not older. */
export const FIRST_YEAR = 2015;
const DAY = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const ENDINGS = /(?:ments?|ings?|ed|es|s)$/;

/** What was typed cannot be searched for; the message says why. */
export class SearchProblem extends Error {}

/**
 * @typedef {object} Search
 * @property {string[]} contents as the API takes them: how far words may be apart, and the words
 * @property {string[]} words to be marked in what is found
 * @property {string[]} from names, or "me"
 * @property {string[]} mentions names, "me" or "everyone"
 * @property {string[]} places names of channels
 * @property {Record<string, string | string[]>} query what needs no names looked up
 */

/**
 * @param {string} text
 * @param {Date} [now]
 * @returns {Search}
 * @throws {SearchProblem}
 */
export function readSearch(text, now = new Date()) {
  /** @type {Search} */
  const search = { contents: [], words: [], from: [], mentions: [], places: [], query: {} };
  for (const [, minus, filter, value, phrase, word] of text.matchAll(TOKEN)) {
    if (filter) readFilter(search, filter.toLowerCase(), unquoted(value), minus, now);
    else if (phrase) addWords(search, `0|"${phrase}"`, phrase);
    else addWords(search, `2|${word}`, word);
  }
  return search;
}

/** @param {Search} search @param {string} content @param {string} words */
function addWords(search, content, words) {
  search.contents.push(content);
  search.words.push(...wordsOf(words));
}

/** @param {Search} search @param {string} filter @param {string} value @param {string} minus @param {Date} now */
function readFilter(search, filter, value, minus, now) {
  switch (filter) {
    case "from":
      search.from.push(value.replace(/^@/, ""));
      break;
    case "mentions":
      search.mentions.push(value.replace(/^@/, ""));
      break;
    case "in":
      search.places.push(value.replace(/^#/, ""));
      break;
    case "has":
      addChoice(search, "has", value, minus, THINGS);
      break;
    case "author_type":
      addChoice(search, "author_type", value, minus, AUTHORS);
      break;
    case "pinned":
      if (!["true", "false"].includes(value))
        throw new SearchProblem("Say pinned:true or pinned:false.");
      search.query.pinned = value;
      break;
    default:
      addTime(search, filter, value, now);
  }
}

/** @param {Search} search @param {"has" | "author_type"} name @param {string} value @param {string} minus @param {string[]} choices */
function addChoice(search, name, value, minus, choices) {
  const choice = value.toLowerCase();
  if (!choices.includes(choice)) {
    throw new SearchProblem(`“${name}:” can be followed by ${choices.join(", ")}.`);
  }
  search.query[name] = [...(search.query[name] ?? []), minus + choice];
}

/** @param {Search} search @param {string} filter @param {string} value @param {Date} now */
function addTime(search, filter, value, now) {
  const span = spanOf(value.toLowerCase(), now);
  if (!span) throw new SearchProblem(`“${value}” is no day. Write it as 2026-01-31.`);
  const [start, end] = span;
  if (filter === "before" || filter === "during") {
    search.query.max_id = firstIdAt(filter === "before" ? start : end);
  }
  if (filter === "after" || filter === "during") {
    search.query.min_id = String(BigInt(firstIdAt(filter === "after" ? end : start)) - 1n);
  }
}

/** From when until when a day, a month or a year lasts here. @param {string} value @param {Date} now @returns {[Date, Date] | null} */
function spanOf(value, now) {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  if (value === "today") return [new Date(year, month, day), new Date(year, month, day + 1)];
  if (value === "yesterday") return [new Date(year, month, day - 1), new Date(year, month, day)];
  const match = DAY.exec(value);
  if (!match) return null;
  const [y, m, d] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  const start = new Date(y, m - 1, d);
  // A month that does not exist would be one of the next year.
  if (y < FIRST_YEAR || start.getMonth() !== m - 1 || start.getDate() !== d) return null;
  if (!match[2]) return [start, new Date(y + 1, 0, 1)];
  return [start, match[3] ? new Date(y, m - 1, d + 1) : new Date(y, m, 1)];
}

/** @param {string} value */
function unquoted(value) {
  return value.replaceAll('"', "").trim();
}

/** @param {string} text */
function wordsOf(text) {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/**
 * Split a text into parts that were searched for and parts between them. The
 * server also finds other forms of a word, so its beginning decides.
 * @param {string} text
 * @param {string[]} words
 * @returns {{ text: string, found: boolean }[]}
 */
export function markWords(text, words) {
  const stems = words.map((word) => {
    const stem = word.replace(ENDINGS, "");
    return stem.length > 2 ? stem : word;
  });
  /** @type {{ text: string, found: boolean }[]} */
  const parts = [];
  for (const part of text.split(/([\p{L}\p{N}]+)/u)) {
    if (!part) continue;
    const folded = fold(part);
    const found = stems.some((stem) =>
      stem.length > 2
        ? folded.startsWith(stem) && folded.length <= stem.length + 5
        : folded === stem,
    );
    const last = parts.at(-1);
    if (last && last.found === found) last.text += part;
    else parts.push({ text: part, found });
  }
  return parts;
}
