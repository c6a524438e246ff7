/** @import { Suggestion, Word } from "app/components/composer/suggestions.js" */

import { Avatar } from "app/components/avatar.js";
import { suggest, wordAt } from "app/components/composer/suggestions.js";
import { Icon } from "app/components/icon.js";
import { roleColor } from "app/components/role-color.js";
import { h, html } from "app/lib/html.js";
import { useEffect, useRef, useState } from "preact/hooks";

/**
 * The list above a text field that completes the word at its caret.
 * @param {{ channelId: string, text: string, field: import("preact").RefObject<HTMLTextAreaElement | null>, onText: (text: string, caret: number) => void }} props
 */
export function useSuggestions({ channelId, text, field, onText }) {
  const [word, setWord] = useState(/** @type {Word | null} */ (null));
  const [items, setItems] = useState(/** @type {Suggestion[]} */ ([]));
  const [at, setAt] = useState(0);
  const dismissed = useRef("");
  const listId = `suggestions-${channelId}`;

  const look = () => {
    const caret = field.current?.selectionStart ?? 0;
    const found =
      field.current === document.activeElement ? wordAt(field.current?.value ?? "", caret) : null;
    setWord(found && dismissed.current !== `${found.start}` ? found : null);
    if (!found) dismissed.current = "";
  };
  useEffect(look, [text]);
  useEffect(() => {
    let stale = false;
    setAt(0);
    if (!word) setItems([]);
    else Promise.resolve(suggest(channelId, word)).then((found) => !stale && setItems(found));
    return () => {
      stale = true;
    };
  }, [channelId, word?.sign, word?.query, word?.start]);

  const open = word !== null && items.length > 0;
  /** @param {Suggestion} item */
  const accept = (item) => {
    if (!word) return;
    const before = text.slice(0, word.start) + item.insert;
    const after = text.slice(word.start + 1 + word.query.length);
    const gap = after.startsWith(" ") ? "" : " ";
    onText(before + gap + after, before.length + 1);
    setWord(null);
  };
  /** @param {KeyboardEvent} event @returns {boolean} whether the list took the key */
  const onKey = (event) => {
    if (!open) return false;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) setAt((at + move + items.length) % items.length);
    else if (event.key === "Enter" || event.key === "Tab") accept(items[at]);
    else if (event.key === "Escape") {
      dismissed.current = `${word.start}`;
      setWord(null);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    open,
    look,
    onKey,
    listId,
    activeId: open ? `${listId}-${at}` : undefined,
    list: open ? h(SuggestionList, { id: listId, items, at, accept }) : null,
  };
}

/** @param {{ id: string, items: Suggestion[], at: number, accept: (item: Suggestion) => void }} props */
export function SuggestionList({ id, items, at, accept }) {
  return html`<div class="suggestions" role="listbox" id=${id} aria-label="Suggestions">
    ${items.map(
      (
        item,
        i,
      ) => html`<div key=${item.key} id=${`${id}-${i}`} class="suggestion" role="option" aria-selected=${i === at} onPointerDown=${(/** @type {Event} */ e) => e.preventDefault()} onClick=${() => accept(item)}>
        ${item.user && h(Avatar, { user: item.user, size: 24, presence: true })} ${item.icon && h(Icon, { name: item.icon })}
        ${item.emoji && html`<span class="emoji">${item.emoji}</span>`}
        <span class="suggestion-label" style=${{ color: roleColor(item.color ?? 0) }}>${item.label}</span>
        ${item.detail && html`<span class="suggestion-detail">${item.detail}</span>`}
      </div>`,
    )}
  </div>`;
}
