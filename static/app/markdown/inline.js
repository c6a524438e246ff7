/** @import { Node } from "app/markdown/nodes.js" */

/** Beyond this, marks stay as they were typed. */
const MAX_DEPTH = 10;

const EMOJI = /\p{RGI_Emoji}/vy;
const URL_START = /https?:\/\/[^\s<>]+/y;

/** Marks that enclose other text, longest first. @type {[string, "strong" | "em" | "underline" | "strike" | "spoiler"][]} */
const PAIRS = [
  ["**", "strong"],
  ["__", "underline"],
  ["~~", "strike"],
  ["||", "spoiler"],
  ["*", "em"],
  ["_", "em"],
];

/** @type {[RegExp, (found: RegExpExecArray, depth: number) => Node | null][]} */
const RULES = [
  [/\\([^\w\s])/y, ([, char]) => ({ type: "text", text: char })],
  [
    /(`+)([^`](?:[\s\S]*?[^`])?)\1(?!`)/y,
    ([, , text]) => ({ type: "code", text: text.replace(/^ (.*) $/s, "$1") }),
  ],
  [/<@!?(\d{1,20})>/y, ([, id]) => ({ type: "user", id })],
  [/<@&(\d{1,20})>/y, ([, id]) => ({ type: "role", id })],
  [/<#(\d{1,20})>/y, ([, id]) => ({ type: "channel", id })],
  [/@(everyone|here)/y, ([text]) => ({ type: "everyone", name: text })],
  [
    /<(a?):(\w{2,32}):(\d{1,20})>/y,
    ([, a, name, id]) => ({ type: "customEmoji", id, name, animated: a === "a" }),
  ],
  [
    /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y,
    ([, s, style]) => ({ type: "time", seconds: Number(s), style: style ?? "f" }),
  ],
  [/<(https?:\/\/[^\s<>]+)>/y, ([, href]) => link(href, href, false)],
  [/\[([^\]\n]{1,400})\]\((https?:\/\/[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)?)\)/y, masked],
  [URL_START, bareLink],
  [EMOJI, ([text]) => ({ type: "emoji", text })],
  [/\n/y, () => ({ type: "break" })],
];

/** Where something may begin that is not plain text. */
const INTERESTING = /[\\`<@[*_~|\n]|https?:\/\//g;
const ANY_EMOJI = /\p{RGI_Emoji}/gv;

/**
 * The marks inside a line or paragraph.
 * @param {string} text
 * @param {number} [depth]
 * @returns {Node[]}
 */
export function parseInline(text, depth = 0) {
  /** @type {Node[]} */
  const nodes = [];
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) nodes.push({ type: "text", text: plain });
    plain = "";
  };
  while (at < text.length) {
    const found = rule(text, at, depth) ?? pair(text, at, depth);
    if (found?.node.type === "text") {
      plain += found.node.text;
      at += found.length;
    } else if (found) {
      flush();
      nodes.push(found.node);
      at += found.length;
    } else {
      const next = nextInteresting(text, at + 1);
      plain += text.slice(at, next);
      at = next;
    }
  }
  flush();
  return nodes;
}

/** @param {string} text @param {number} at @param {number} depth */
function rule(text, at, depth) {
  for (const [pattern, make] of RULES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) continue;
    const node = make(found, depth);
    if (!node) continue;
    // A bare link may end before what was matched: "(https://example.org)."
    const length =
      pattern === URL_START && node.type === "link" ? node.href.length : found[0].length;
    return { node, length };
  }
  return null;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} depth
 * @returns {{ node: Node, length: number } | null}
 */
function pair(text, at, depth) {
  if (depth >= MAX_DEPTH) return null;
  for (const [mark, type] of PAIRS) {
    if (!text.startsWith(mark, at)) continue;
    const end = closing(text, at, mark);
    if (end < 0) continue;
    const inside = text.slice(at + mark.length, end);
    return {
      node: { type, children: parseInline(inside, depth + 1) },
      length: end + mark.length - at,
    };
  }
  return null;
}

/**
 * Where a mark that opens at `at` closes, or -1.
 * @param {string} text
 * @param {number} at
 * @param {string} mark
 */
function closing(text, at, mark) {
  const start = at + mark.length;
  const single = mark.length === 1;
  if (single && /\s/.test(text[start] ?? " ")) return -1;
  // snake_case is no emphasis.
  if (mark === "_" && /\w/.test(text[at - 1] ?? "")) return -1;
  for (let end = start + 1; end <= text.length - mark.length; end += 1) {
    if (text[end - 1] === "\\" || !text.startsWith(mark, end)) continue;
    if (!single) {
      // "***bold italic***": the outer mark closes last.
      while (text.startsWith(mark[0], end + mark.length) && mark !== "||") end += 1;
      return end;
    }
    if (text[end + 1] === mark || text[end - 1] === mark) {
      end += text[end + 1] === mark ? 1 : 0;
      continue;
    }
    if (mark === "_" && /\w/.test(text[end + 1] ?? "")) continue;
    if (!/\s/.test(text[end - 1])) return end;
  }
  return -1;
}

/** @param {string} text @param {number} from */
function nextInteresting(text, from) {
  INTERESTING.lastIndex = from;
  const mark = INTERESTING.exec(text)?.index ?? text.length;
  ANY_EMOJI.lastIndex = from;
  const emoji = ANY_EMOJI.exec(text.slice(0, mark))?.index ?? text.length;
  return Math.min(mark, emoji, text.length);
}

/** @param {RegExpExecArray} found @param {number} depth @returns {Node | null} */
function masked([, label, href], depth) {
  // A label that looks like another address would lie about where it leads.
  if (/https?:\/\//.test(label) || !label.trim()) return null;
  return { type: "link", href, children: parseInline(label, depth + 1), masked: true };
}

/** @param {RegExpExecArray} found @returns {Node} */
function bareLink([text]) {
  let href = text.replace(/[.,:;"'!?*_~|]+$/, "");
  const opened = href.split("(").length;
  while (href.endsWith(")") && href.split(")").length > opened) href = href.slice(0, -1);
  return link(href, href, false);
}

/** @param {string} href @param {string} label @param {boolean} isMasked @returns {Node} */
function link(href, label, isMasked) {
  return { type: "link", href, children: [{ type: "text", text: label }], masked: isMasked };
}
