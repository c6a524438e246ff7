/** @import { Anchor } from "app/types" @import { EmojiEntry } from "app/lib/emoji.js" */

import { Icon } from "app/components/icon.js";
import { AfterPause, ErrorState, useLoad } from "app/components/states.js";
import { Windowed } from "app/components/windowed.js";
import { groupName, loadEmoji, searchEmoji, shortcodeOf } from "app/lib/emoji.js";
import { h, html } from "app/lib/html.js";
import { openFloating } from "app/stores/overlays.js";
import { noteEmoji, recentEmoji } from "app/stores/preferences.js";
import { useMemo, useState } from "preact/hooks";

const COLUMNS = 8;

/**
 * @param {Anchor} anchor
 * @param {(emoji: string) => void} onPick
 */
export function openEmojiPicker(anchor, onPick) {
  openFloating(anchor, "Emoji", (close) => {
    /** @param {string} emoji */
    const pick = (emoji) => {
      noteEmoji(emoji);
      close();
      onPick(emoji);
    };
    return h(EmojiPicker, { onPick: pick });
  });
}

/** @typedef {{ title: string } | { emoji: [string, string][] }} Row */

/** @param {{ onPick: (emoji: string) => void }} props */
function EmojiPicker({ onPick }) {
  const [query, setQuery] = useState("");
  const [named, setNamed] = useState(["", ""]);
  const { data, failed, reload } = useLoad(loadEmoji, []);
  const rows = useMemo(() => (data ? rowsOf(data, query) : []), [data, query]);

  /** @param {KeyboardEvent} event */
  const onSearchKey = (event) => {
    const first = rows.find((row) => "emoji" in row);
    if (event.key === "Enter" && first && "emoji" in first) {
      event.preventDefault();
      onPick(first.emoji[0][0]);
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      /** @type {HTMLElement | null | undefined} */ (
        /** @type {Element} */ (event.currentTarget)
          .closest(".emoji-picker")
          ?.querySelector(".emoji-cell")
      )?.focus();
    }
  };
  return html`<div class="emoji-picker">
    <label class="search-box">
      ${h(Icon, { name: "search", size: 16 })}
      <input type="search" autofocus placeholder="Search emoji" aria-label="Search emoji" value=${query} onInput=${(/** @type {any} */ e) => setQuery(e.currentTarget.value)} onKeyDown=${onSearchKey} />
    </label>
    ${
      failed
        ? h(ErrorState, { title: "Emoji could not be loaded.", onRetry: reload })
        : data && rows.length === 0
          ? html`<p class="emoji-none">No emoji is called “${query}”.</p>`
          : data
            ? html`<div class="emoji-grid" onKeyDown=${moveInGrid}>
                ${h(Windowed, { rows, heightOf: (/** @type {Row} */ row) => ("title" in row ? 28 : 40), draw: (/** @type {Row} */ row, /** @type {number} */ i) => h(EmojiRow, { key: i, row, onPick, onName: setNamed }) })}
              </div>`
            : h(AfterPause, {}, html`<p class="emoji-none">Loading…</p>`)
    }
    <footer class="emoji-name" aria-hidden="true"><span class="emoji">${named[0]}</span> ${named[1] && `:${named[1]}:`}</footer>
  </div>`;
}

/** @param {{ row: Row, onPick: (emoji: string) => void, onName: (named: [string, string]) => void }} props */
function EmojiRow({ row, onPick, onName }) {
  if ("title" in row) return html`<p class="emoji-title">${row.title}</p>`;
  return html`<div class="emoji-row">
    ${row.emoji.map(
      ([emoji, name]) =>
        html`<button key=${emoji} type="button" class="emoji-cell" aria-label=${name.replaceAll("_", " ")} onClick=${() => onPick(emoji)} onPointerEnter=${() => onName([emoji, name])} onFocus=${() => onName([emoji, name])}>${emoji}</button>`,
    )}
  </div>`;
}

/**
 * @param {EmojiEntry[]} all
 * @param {string} query
 * @returns {Row[]}
 */
function rowsOf(all, query) {
  if (query.trim()) return inRows(searchEmoji(all, query, 80));
  const recent = recentEmoji
    .peek()
    .flatMap((emoji) => all.find((entry) => entry.emoji === emoji) ?? []);
  /** @type {Row[]} */
  const rows = recent.length ? [{ title: "Recent" }, ...inRows(recent)] : [];
  for (const group of new Set(all.map((entry) => entry.group ?? 0))) {
    rows.push({ title: groupName(group) }, ...inRows(all.filter((entry) => entry.group === group)));
  }
  return rows;
}

/** @param {EmojiEntry[]} entries @returns {Row[]} */
function inRows(entries) {
  /** @type {Row[]} */
  const rows = [];
  for (let i = 0; i < entries.length; i += COLUMNS) {
    rows.push({
      emoji: entries.slice(i, i + COLUMNS).map((entry) => [entry.emoji, shortcodeOf(entry)]),
    });
  }
  return rows;
}

/** @param {KeyboardEvent} event */
function moveInGrid(event) {
  /** @type {Record<string, number>} */
  const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
  if (!(event.key in moves)) return;
  event.preventDefault();
  const cells = [.../** @type {Element} */ (event.currentTarget).querySelectorAll(".emoji-cell")];
  const next =
    cells[cells.indexOf(/** @type {Element} */ (document.activeElement)) + moves[event.key]];
  if (next instanceof HTMLElement) next.focus();
}
