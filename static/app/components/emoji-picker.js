/** @import { Anchor, CustomEmoji } from "app/types" @import { EmojiEntry } from "app/lib/emoji.js" */

import { Icon } from "app/components/icon.js";
import { AfterPause, ErrorState, useLoad } from "app/components/states.js";
import { Windowed } from "app/components/windowed.js";
import { emojiUrl } from "app/lib/assets.js";
import { groupName, loadEmoji, searchEmoji, shortcodeOf } from "app/lib/emoji.js";
import { h, html } from "app/lib/html.js";
import { fold } from "app/lib/text.js";
import { ownEmojis, usableEmojis } from "app/stores/expressions.js";
import { openFloating } from "app/stores/overlays.js";
import { noteEmoji, recentEmoji } from "app/stores/preferences.js";
import { useMemo, useState } from "preact/hooks";

const COLUMNS = 8;

/**
 * Where an emoji is going to stand: in a channel, or on something of a server, which then
 * takes its own emoji only; or where no server's are taken.
 * @typedef {{ channelId?: string, guildId?: string }} Place
 */

/**
 * @param {Anchor} anchor
 * @param {Place} place
 * @param {(emoji: Picked) => void} onPick
 * @param {() => void} [onNone] offered where there is one to take away
 */
export function openEmojiPicker(anchor, place, onPick, onNone) {
  openFloating(anchor, "Emoji", (close) => {
    /** @param {Cell} cell */
    const pick = ([emoji, , custom]) => {
      if (!custom) noteEmoji(emoji);
      close();
      onPick(custom ?? { id: null, name: emoji });
    };
    const none =
      onNone &&
      (() => {
        close();
        onNone();
      });
    return h(EmojiPicker, { place, onPick: pick, onNone: none });
  });
}

/** @typedef {{ id: string | null, name: string, animated?: boolean }} Picked a server's emoji has an id */
/** @typedef {[emoji: string, name: string, custom?: CustomEmoji]} Cell */
/** @typedef {{ title: string } | { emoji: Cell[] }} Row */

/** @param {{ place: Place, onPick: (cell: Cell) => void, onNone?: () => void }} props */
function EmojiPicker({ place, onPick, onNone }) {
  const [query, setQuery] = useState("");
  const [named, setNamed] = useState(/** @type {Cell} */ (["", ""]));
  const own = place.channelId
    ? usableEmojis(place.channelId)
    : place.guildId
      ? ownEmojis(place.guildId)
      : [];
  const { data, failed, reload } = useLoad(loadEmoji, []);
  const rows = useMemo(() => (data ? rowsOf(data, own, query) : []), [data, own.length, query]);

  /** @param {KeyboardEvent} event */
  const onSearchKey = (event) => {
    const first = rows.find((row) => "emoji" in row);
    if (event.key === "Enter" && first && "emoji" in first) {
      event.preventDefault();
      onPick(first.emoji[0]);
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
    <footer class="emoji-name" aria-hidden="true">${h(Glyph, { cell: named })} ${named[1] && `:${named[1]}:`}</footer>
    ${onNone && html`<button type="button" class="button quiet emoji-no" onClick=${onNone}>No emoji</button>`}
  </div>`;
}

/** @param {{ row: Row, onPick: (cell: Cell) => void, onName: (cell: Cell) => void }} props */
function EmojiRow({ row, onPick, onName }) {
  if ("title" in row) return html`<p class="emoji-title">${row.title}</p>`;
  return html`<div class="emoji-row">
    ${row.emoji.map(
      (cell) =>
        html`<button key=${cell[2]?.id ?? cell[0]} type="button" class="emoji-cell" aria-label=${cell[1].replaceAll("_", " ")} onClick=${() => onPick(cell)} onPointerEnter=${() => onName(cell)} onFocus=${() => onName(cell)}>${h(Glyph, { cell })}</button>`,
    )}
  </div>`;
}

/** @param {{ cell: Cell }} props */
function Glyph({ cell: [emoji, , custom] }) {
  return custom
    ? html`<img class="emoji" src=${emojiUrl(custom)} alt="" loading="lazy" />`
    : html`<span class="emoji">${emoji}</span>`;
}

/**
 * @param {EmojiEntry[]} all
 * @param {{ name: string, emojis: CustomEmoji[] }[]} own
 * @param {string} query
 * @returns {Row[]}
 */
function rowsOf(all, own, query) {
  const words = fold(query).trim().replaceAll(" ", "_");
  if (words) {
    const found = own
      .flatMap((group) => group.emojis)
      .filter(({ name }) => fold(name).includes(words));
    return inRows([...found.map(customCell), ...searchEmoji(all, query, 80).map(cellOf)]);
  }
  const recent = recentEmoji
    .peek()
    .flatMap((emoji) => all.find((entry) => entry.emoji === emoji) ?? []);
  /** @type {Row[]} */
  const rows = recent.length ? [{ title: "Recent" }, ...inRows(recent.map(cellOf))] : [];
  for (const { name, emojis } of own) rows.push({ title: name }, ...inRows(emojis.map(customCell)));
  for (const group of new Set(all.map((entry) => entry.group ?? 0))) {
    const entries = all.filter((entry) => entry.group === group);
    rows.push({ title: groupName(group) }, ...inRows(entries.map(cellOf)));
  }
  return rows;
}

/** @param {EmojiEntry} entry @returns {Cell} */
const cellOf = (entry) => [entry.emoji, shortcodeOf(entry)];

/** @param {CustomEmoji} emoji @returns {Cell} */
const customCell = (emoji) => [`:${emoji.name}:`, emoji.name, emoji];

/** @param {Cell[]} cells @returns {Row[]} */
function inRows(cells) {
  /** @type {Row[]} */
  const rows = [];
  for (let i = 0; i < cells.length; i += COLUMNS) rows.push({ emoji: cells.slice(i, i + COLUMNS) });
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
