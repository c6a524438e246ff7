/** @import { Node } from "app/markdown/nodes.js" */

import { ChannelMention, RoleMention, UserMention } from "app/components/mentions.js";
import { CodeBlock, Spoiler } from "app/components/messages/text-parts.js";
import { emojiUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";
import { formatFull, formatMark } from "app/lib/time.js";

/**
 * @param {Node[]} nodes
 * @param {string | undefined} guildId where mentions are looked up
 * @returns {any[]}
 */
export function renderNodes(nodes, guildId) {
  return nodes.map((node, i) => renderNode(node, guildId, i));
}

/**
 * @param {Node} node
 * @param {string | undefined} guildId
 * @param {number} key
 */
function renderNode(node, guildId, key) {
  switch (node.type) {
    case "text":
      return node.text;
    case "break":
      return html`<br key=${key} />`;
    case "strong":
      return html`<strong key=${key}>${renderNodes(node.children, guildId)}</strong>`;
    case "em":
      return html`<em key=${key}>${renderNodes(node.children, guildId)}</em>`;
    case "underline":
      return html`<u key=${key}>${renderNodes(node.children, guildId)}</u>`;
    case "strike":
      return html`<s key=${key}>${renderNodes(node.children, guildId)}</s>`;
    case "mark":
      return html`<mark key=${key}>${renderNodes(node.children, guildId)}</mark>`;
    case "spoiler":
      return h(Spoiler, { key }, renderNodes(node.children, guildId));
    case "code":
      return html`<code key=${key}>${node.text}</code>`;
    case "codeblock":
      return h(CodeBlock, { key, text: node.text, language: node.language });
    case "quote":
      return html`<blockquote key=${key}>${renderNodes(node.children, guildId)}</blockquote>`;
    case "subtext":
      return html`<small key=${key} class="subtext">${renderNodes(node.children, guildId)}</small>`;
    case "heading":
      return html`<p key=${key} class="heading" data-level=${node.level}>${renderNodes(node.children, guildId)}</p>`;
    case "list":
      return list(node, guildId, key);
    case "link":
      return html`<a key=${key} href=${node.href} target="_blank" rel="noopener noreferrer nofollow" title=${node.masked ? node.href : undefined}>${renderNodes(node.children, guildId)}</a>`;
    case "user":
      return h(UserMention, { key, id: node.id, guildId });
    case "role":
      return h(RoleMention, { key, id: node.id, guildId });
    case "channel":
      return h(ChannelMention, { key, id: node.id });
    case "everyone":
      return html`<span key=${key} class="mention">${node.name}</span>`;
    case "emoji":
      return html`<span key=${key} class="emoji" role="img" aria-label=${node.text}>${node.text}</span>`;
    case "customEmoji":
      return html`<img key=${key} class="emoji" src=${emojiUrl(node)} alt=${`:${node.name}:`} title=${`:${node.name}:`} loading="lazy" />`;
    case "time": {
      const date = new Date(node.seconds * 1000);
      const valid = !Number.isNaN(date.getTime());
      return html`<time key=${key} class="time-mark" dateTime=${valid ? date.toISOString() : undefined} title=${valid ? formatFull(date) : undefined}>${formatMark(date, node.style)}</time>`;
    }
  }
}

/**
 * @param {Extract<Node, { type: "list" }>} node
 * @param {string | undefined} guildId
 * @param {number} key
 */
function list(node, guildId, key) {
  const items = node.items.map((item, i) => html`<li key=${i}>${renderNodes(item, guildId)}</li>`);
  return node.start === null
    ? html`<ul key=${key}>${items}</ul>`
    : html`<ol key=${key} start=${node.start}>${items}</ol>`;
}
