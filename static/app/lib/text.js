const list = new Intl.ListFormat(undefined, { type: "conjunction" });
const number = new Intl.NumberFormat();

/** @param {string[]} names */
export const joinNames = (names) => list.format(names);

/** @param {number} value */
export const formatNumber = (value) => number.format(value);

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function plural(count, one, many = `${one}s`) {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** @param {number} bytes */
export function formatBytes(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/**
 * Fold case and diacritics, so that "Zoë" is found by "zoe".
 * @param {string} text
 */
export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}

/**
 * How well a name answers a query: 0 not at all, more is better.
 * @param {string} name
 * @param {string} query folded
 */
export function matchScore(name, query) {
  if (!query) return 1;
  const text = fold(name);
  if (text === query) return 100;
  if (text.startsWith(query)) return 80;
  if (new RegExp(`[\\s_-]${escapeRegExp(query)}`).test(text)) return 60;
  if (text.includes(query)) return 40;
  return isSubsequence(query, text) ? 10 : 0;
}

/** The characters a message counts: code points, as the server does. @param {string} text */
export function codePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Up to two letters that stand for a guild without an icon. @param {string} name */
export function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0])
    .join("");
}

/**
 * @param {string} needle
 * @param {string} haystack
 */
function isSubsequence(needle, haystack) {
  let at = 0;
  for (const char of haystack) if (char === needle[at]) at += 1;
  return at === needle.length;
}

/** @param {string} text */
function escapeRegExp(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
