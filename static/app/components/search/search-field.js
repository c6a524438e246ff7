/** @import { Suggestion } from "app/components/composer/suggestions.js" @import { Token } from "app/components/search/search-suggestions.js" */
import { SuggestionList } from "app/components/composer/suggestion-list.js";
import { complete, suggestSearch, tokenAt } from "app/components/search/search-suggestions.js";
import { h, html } from "app/lib/html.js";
import { FIRST_YEAR } from "app/lib/search-query.js";
import { useEffect, useState } from "preact/hooks";

const LIST_ID = "search-suggestions";
const NOTHING = -1;
/** Filters whose value is a day. */
const DAYS = ["before", "after", "during"];

/**
 * Where a search is typed. Enter searches, unless something of the list was chosen with the arrows.
 * @param {{ field: import("preact").RefObject<HTMLInputElement | null>, label: string, value: string, place: { guildId?: string, channelId: string },
 *   onInput: (value: string) => void }} props
 */
export function SearchField({ field, label, value, place, onInput }) {
  const [token, setToken] = useState(/** @type {Token | null} */ (null));
  const [items, setItems] = useState(/** @type {Suggestion[]} */ ([]));
  const [at, setAt] = useState(NOTHING);
  const look = () => {
    const input = field.current;
    const focused = input && document.activeElement === input;
    setToken(focused ? tokenAt(input.value, input.selectionStart ?? 0) : null);
  };
  useEffect(look, [value]);
  useEffect(() => {
    let stale = false;
    if (!token) setItems([]);
    else
      Promise.resolve(suggestSearch(place, token)).then(
        (found) => !stale && setItems(found.filter(({ insert }) => insert !== token.query)),
      );
    return () => {
      stale = true;
    };
  }, [token?.filter, token?.query, token?.start]);
  /** @param {Event} event */
  const type = (event) => {
    onInput(/** @type {HTMLInputElement} */ (event.currentTarget).value);
    setAt(NOTHING);
    look();
  };
  const open = token !== null && items.length > 0;
  const asksDay = token !== null && DAYS.includes(token.filter);
  /** @param {string} insert */
  const accept = (insert) => {
    const input = field.current;
    if (!token || !input) return;
    const done = complete(value, input.selectionStart ?? value.length, token, insert);
    onInput(done.text);
    setToken(null);
    setAt(NOTHING);
    requestAnimationFrame(() => {
      input.focus();
      input.setSelectionRange(done.caret, done.caret);
      look();
    });
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    // The field of the day is the next.
    if (event.key === "Tab" && asksDay && at === NOTHING && !token.query) return;
    if (!open || (event.key === "Enter" && at === NOTHING)) {
      if (event.key === "Enter") setToken(null);
      return;
    }
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      const next = at === NOTHING && move < 0 ? items.length - 1 : at + move;
      setAt(next < items.length ? next : NOTHING);
    } else if (event.key === "Enter" || event.key === "Tab")
      accept(items[Math.max(0, Math.min(at, items.length - 1))].insert);
    else if (event.key === "Escape") setToken(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Those who go on to the day have not left. @param {FocusEvent} event */
  const leave = (event) => {
    const field = /** @type {Element} */ (event.currentTarget);
    if (!field.contains(/** @type {Node | null} */ (event.relatedTarget))) setToken(null);
  };
  /** Out of the calendar leads back to the words. @param {KeyboardEvent} event */
  const back = (event) => {
    if (event.key !== "Escape" || event.target === field.current) return;
    event.preventDefault();
    event.stopPropagation();
    field.current?.focus();
  };
  return html`<div class="search-field" onFocusOut=${leave} onKeyDown=${back}>
    <input ref=${field} type="search" enterkeyhint="search" autocomplete="off" placeholder=${label} aria-label=${label} aria-autocomplete="list"
      aria-controls=${open ? LIST_ID : undefined} aria-activedescendant=${open && at >= 0 ? `${LIST_ID}-${at}` : undefined} value=${value}
      onInput=${type} onKeyDown=${onKey} onClick=${look} />
    ${
      (open || asksDay) &&
      html`<div class="search-drop">
        ${asksDay && h(DayField, { onPick: accept })}
        ${open && h(SuggestionList, { id: LIST_ID, items, at, accept: (item) => accept(item.insert) })}
      </div>`
    }
  </div>`;
}

/** A day from a calendar. @param {{ onPick: (day: string) => void }} props */
function DayField({ onPick }) {
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  /** Who types a year passes through years that cannot be. @param {Event} event */
  const pick = (event) => {
    const { value, validity } = /** @type {HTMLInputElement} */ (event.currentTarget);
    if (value && validity.valid) onPick(value);
  };
  return html`<label class="search-day">
    <span>Choose a day</span>
    <input type="date" min=${`${FIRST_YEAR}-01-01`} max=${today.map((part) => String(part).padStart(2, "0")).join("-")} onChange=${pick} />
  </label>`;
}
