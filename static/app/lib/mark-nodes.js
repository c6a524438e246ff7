/** @import { Node } from "app/markdown/nodes.js" */
import { markWords } from "app/lib/search-query.js";

/**
 * The nodes of a text with the words that were searched for marked.
 * @param {Node[]} nodes
 * @param {string[]} words
 * @returns {Node[]}
 */
export function markNodes(nodes, words) {
  if (!words.length) return nodes;
  return nodes.flatMap((node) => {
    if (node.type === "text") {
      return markWords(node.text, words).map(({ text, found }) => {
        /** @type {Node} */
        const plain = { type: "text", text };
        return found ? /** @type {Node} */ ({ type: "mark", children: [plain] }) : plain;
      });
    }
    if (node.type === "list") {
      return [{ ...node, items: node.items.map((item) => markNodes(item, words)) }];
    }
    return "children" in node ? [{ ...node, children: markNodes(node.children, words) }] : [node];
  });
}
