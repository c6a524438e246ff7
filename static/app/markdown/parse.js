/**
 * Discord's dialect of Markdown to a tree. Pure; what is drawn from the tree is
 * elements, never HTML from a message.
 * @import { Node } from "app/markdown/nodes.js"
 */
import { parseInline } from "app/markdown/inline.js";

const FENCE = /^```(?:([\w+#.-]{1,20})\n)?\n*([\s\S]*?)\n*```/;
const LIST_ITEM = /^( *)(?:[-*]|(\d{1,9})\.) +(\S.*)$/;

/** How many "only emoji" still are drawn large. */
const LARGE_EMOJI = 30;

/**
 * @param {string} text
 * @param {{ quoted?: boolean }} [options]
 * @returns {Node[]}
 */
export function parse(text, { quoted = false } = {}) {
  /** @type {Node[]} */
  const nodes = [];
  let rest = text;
  let paragraph = "";
  const flush = () => {
    // The line break before a block is the block's own.
    const inline = paragraph.replace(/\n$/, "");
    if (inline) nodes.push(...parseInline(inline));
    paragraph = "";
  };

  while (rest) {
    const atLineStart = !paragraph || paragraph.endsWith("\n");
    const block = fence(rest) ?? (atLineStart ? lineBlock(rest, quoted) : null);
    if (block) {
      flush();
      nodes.push(block.node);
      rest = rest.slice(block.length);
      continue;
    }
    // Up to the end of the line, or to a fence within it.
    const line = rest.indexOf("\n") + 1 || rest.length;
    const nextFence = rest.indexOf("```", 1);
    const end = nextFence > 0 && nextFence < line ? nextFence : line;
    paragraph += rest.slice(0, end);
    rest = rest.slice(end);
  }
  flush();
  return nodes;
}

/** Whether a message is nothing but a few emoji, which are then drawn large. @param {Node[]} nodes */
export function isOnlyEmoji(nodes) {
  const shown = nodes.filter(
    (node) => !(node.type === "text" && !node.text.trim()) && node.type !== "break",
  );
  return (
    shown.length > 0 &&
    shown.length <= LARGE_EMOJI &&
    shown.every((node) => node.type === "emoji" || node.type === "customEmoji")
  );
}

/**
 * One line of plain text: for reply bars and notifications.
 * @param {string} text
 * @param {(kind: "user" | "role" | "channel", id: string) => string | undefined} [nameOf]
 */
export function plainText(text, nameOf = () => undefined) {
  return textOf(parse(text), nameOf).replace(/\s+/g, " ").trim();
}

/**
 * @param {Node[]} nodes
 * @param {(kind: "user" | "role" | "channel", id: string) => string | undefined} nameOf
 * @returns {string}
 */
function textOf(nodes, nameOf) {
  return nodes
    .map((node) => {
      if (node.type === "spoiler") return "▇▇▇";
      if (node.type === "customEmoji") return `:${node.name}:`;
      if (node.type === "everyone") return node.name;
      if (node.type === "break") return " ";
      if (node.type === "list") return node.items.map((item) => textOf(item, nameOf)).join(" ");
      if ("text" in node) return node.text;
      if ("children" in node) return textOf(node.children, nameOf);
      if (node.type === "user") return `@${nameOf("user", node.id) ?? "someone"}`;
      if (node.type === "role") return `@${nameOf("role", node.id) ?? "role"}`;
      if (node.type === "channel") return `#${nameOf("channel", node.id) ?? "channel"}`;
      return "";
    })
    .join("");
}

/** @param {string} rest @returns {{ node: Node, length: number } | null} */
function fence(rest) {
  const found = FENCE.exec(rest);
  if (!found?.[2].trim()) return null;
  const trailing = rest[found[0].length] === "\n" ? 1 : 0;
  return {
    node: { type: "codeblock", language: found[1] ?? "", text: found[2] },
    length: found[0].length + trailing,
  };
}

/**
 * @param {string} rest from the start of a line
 * @param {boolean} quoted
 * @returns {{ node: Node, length: number } | null}
 */
function lineBlock(rest, quoted) {
  const end = rest.indexOf("\n");
  const line = end < 0 ? rest : rest.slice(0, end);
  const length = end < 0 ? rest.length : end + 1;

  const heading = /^(#{1,3}) +(\S.*)$/.exec(line);
  if (heading) {
    return {
      node: { type: "heading", level: heading[1].length, children: parseInline(heading[2]) },
      length,
    };
  }
  const subtext = /^-# +(\S.*)$/.exec(line);
  if (subtext) return { node: { type: "subtext", children: parseInline(subtext[1]) }, length };
  if (!quoted && rest.startsWith(">>> ")) {
    return {
      node: { type: "quote", children: parse(rest.slice(4), { quoted: true }) },
      length: rest.length,
    };
  }
  if (!quoted && /^>(?: |$)/.test(line)) return quote(rest);
  return LIST_ITEM.test(line) ? list(rest) : null;
}

/** @param {string} rest @returns {{ node: Node, length: number }} */
function quote(rest) {
  const lines = takeLines(rest, (line) => /^>(?: |$)/.test(line));
  const inside = lines.map((line) => line.replace(/^> ?/, "")).join("\n");
  return {
    node: { type: "quote", children: parse(inside, { quoted: true }) },
    length: lengthOf(lines, rest),
  };
}

/** @param {string} rest @returns {{ node: Node, length: number }} */
function list(rest) {
  const lines = takeLines(rest, (line) => LIST_ITEM.test(line));
  return { node: nest(lines.map(itemOf)), length: lengthOf(lines, rest) };
}

/** @typedef {{ indent: number, number: number | null, text: string }} Item */

/** @param {string} line @returns {Item} */
function itemOf(line) {
  const [, indent, number, text] = /** @type {RegExpExecArray} */ (LIST_ITEM.exec(line));
  return { indent: indent.length, number: number ? Number(number) : null, text };
}

/** Deeper lines belong to the item above them. @param {Item[]} items @returns {Node} */
function nest(items) {
  /** @type {Node[][]} */
  const rows = [];
  let at = 0;
  while (at < items.length) {
    const item = items[at];
    at += 1;
    const row = parseInline(item.text);
    const inner = at;
    while (at < items.length && items[at].indent > items[0].indent + 1) at += 1;
    if (at > inner) row.push(nest(items.slice(inner, at)));
    rows.push(row);
  }
  return { type: "list", start: items[0].number, items: rows };
}

/** @param {string} rest @param {(line: string) => boolean} accept */
function takeLines(rest, accept) {
  const lines = rest.split("\n");
  const stop = lines.findIndex((line) => !accept(line));
  return stop < 0 ? lines : lines.slice(0, stop);
}

/** @param {string[]} lines @param {string} rest */
function lengthOf(lines, rest) {
  return Math.min(
    rest.length,
    lines.reduce((sum, line) => sum + line.length + 1, 0),
  );
}
