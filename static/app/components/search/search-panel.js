/** @import { Message } from "app/types" @import { Order, Searching } from "app/stores/search.js" */
import { jumpTo } from "app/actions/messages.js";
import { changeSearch, closeSearch, find, LAST_PAGE, PAGE } from "app/actions/search.js";
import { channelTitle } from "app/components/channel-name.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { FoundMessage } from "app/components/search/found-message.js";
import { SearchField } from "app/components/search/search-field.js";
import { FILTERS } from "app/components/search/search-suggestions.js";
import { EmptyState, ErrorState, Loading } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { SearchProblem } from "app/lib/search-query.js";
import { formatNumber, plural } from "app/lib/text.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { announce } from "app/stores/overlays.js";
import { searching } from "app/stores/search.js";
import { useEffect, useRef, useState } from "preact/hooks";

/** The panel covers the conversation on screens that are narrower. */
const BESIDE = "(min-width: 1100px)";
/** @type {[Order, string][]} */
const ORDERS = [
  ["newest", "Newest"],
  ["oldest", "Oldest"],
  ["relevance", "Most relevant"],
];
/** From here on the server has stopped counting. */
const COUNTED = (LAST_PAGE + 1) * PAGE;

export function SearchPanel() {
  const wanted = searching.value;
  return wanted && h(Panel, { key: wanted.guildId ?? wanted.channelId, wanted });
}

/** @param {{ wanted: Searching }} props */
function Panel({ wanted }) {
  const [typed, setTyped] = useState(wanted.text);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const place = wanted.guildId
    ? guilds.get(wanted.guildId)?.name
    : channelTitle(channels.get(wanted.channelId));
  useEffect(() => input.current?.focus(), []);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    changeSearch({ text: typed.trim() });
  };
  /** @param {string} filter */
  const add = (filter) => {
    setTyped(`${typed.trim()} ${filter}`.trim());
    input.current?.focus();
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    closeSearch();
  };
  return html`<aside class="search-pane" aria-label="Search" onKeyDown=${onKey}>
    <form class="search-head" role="search" onSubmit=${submit}>
      ${h(SearchField, { field: input, label: `Search ${place ?? ""}`, value: typed, place: wanted, onInput: setTyped })}
      ${h(IconButton, { icon: "x", label: "Close search", onClick: closeSearch })}
    </form>
    ${wanted.text ? h(Results, { wanted }) : h(Hints, { inGuild: Boolean(wanted.guildId), add })}
  </aside>`;
}

/** @param {{ inGuild: boolean, add: (filter: string) => void }} props */
function Hints({ inGuild, add }) {
  return html`<div class="search-hints">
    <h2>Narrow it down</h2>
    <ul>${FILTERS.filter(([, , guildsOnly]) => inGuild || !guildsOnly).map(
      ([filter, meaning]) =>
        html`<li key=${filter}><button type="button" onClick=${() => add(filter)}><code>${filter}</code> <span>${meaning}</span></button></li>`,
    )}</ul>
    <p class="faint">Words in “quotation marks” are found as they stand. A “-” before has: or author_type: turns it round.</p>
  </div>`;
}

/** @param {{ wanted: Searching }} props */
function Results({ wanted }) {
  const { found, problem, failed, retry } = useFound(wanted);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => list.current?.scrollTo(0, 0), [found]);
  const pages = Math.min(LAST_PAGE + 1, Math.ceil((found?.total ?? 0) / PAGE));
  return html`<div class="search-bar">
      <p aria-live="polite">${found && counted(found.total)}</p>
      <span class="select small">
        <select aria-label="Order" value=${wanted.order} onChange=${(/** @type {any} */ e) => changeSearch({ order: e.currentTarget.value })}>
          ${ORDERS.map(([order, name]) => html`<option key=${order} value=${order}>${name}</option>`)}
        </select>
        ${h(Icon, { name: "chevron-down", size: 16 })}
      </span>
    </div>
    <div class="search-results" ref=${list}>
      ${problem && h(EmptyState, { icon: "search", title: problem })}
      ${failed && h(ErrorState, { title: "The search failed.", onRetry: retry })}
      ${!found && !problem && !failed && h(Loading, {})}
      ${found?.total === 0 && h(EmptyState, { icon: "search", title: "Nothing was found.", children: "Try fewer words or filters." })}
      ${found && groups(found.messages).map(([channelId, messages]) => h(Group, { key: messages[0].id, channelId, messages, words: found.words, wanted }))}
    </div>
    ${pages > 1 && h(Pages, { page: wanted.page, pages })}`;
}

/** @param {{ channelId: string, messages: Message[], words: string[], wanted: Searching }} props */
function Group({ channelId, messages, words, wanted }) {
  /** @param {Message} message */
  const jump = (message) => {
    if (!matchMedia(BESIDE).matches) closeSearch();
    jumpTo(channelId, message.id);
  };
  return html`<section>
    ${wanted.guildId && html`<h3 class="truncate">${channelTitle(channels.get(channelId))}</h3>`}
    <ul>${messages.map((message) => h(FoundMessage, { key: message.id, message, words, guildId: wanted.guildId, onJump: () => jump(message) }))}</ul>
  </section>`;
}

/** @param {{ page: number, pages: number }} props */
function Pages({ page, pages }) {
  /** @param {number} to */
  const go = (to) => changeSearch({ page: to });
  return html`<nav class="search-pages" aria-label="Pages of results">
    ${h(IconButton, { icon: "chevron-left", label: "Previous page", disabled: page === 0, onClick: () => go(page - 1) })}
    <span>Page ${formatNumber(page + 1)} of ${formatNumber(pages)}</span>
    ${h(IconButton, { icon: "chevron-right", label: "Next page", disabled: page + 1 >= pages, onClick: () => go(page + 1) })}
  </nav>`;
}

/**
 * @typedef {{ messages: Message[], total: number, words: string[] }} Found
 * @param {Searching} wanted
 */
function useFound(wanted) {
  const [found, setFound] = useState(/** @type {Found | null} */ (null));
  const [problem, setProblem] = useState("");
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let stale = false;
    setFound(null);
    setProblem("");
    setFailed(false);
    find(wanted).then(
      (now) => {
        if (stale) return;
        setFound(now);
        announce(counted(now.total));
      },
      (error) => {
        if (stale) return;
        if (error instanceof SearchProblem) setProblem(error.message);
        else setFailed(true);
      },
    );
    return () => {
      stale = true;
    };
  }, [wanted, round]);
  return { found, problem, failed, retry: () => setRound(round + 1) };
}

/** @param {number} total */
function counted(total) {
  return total >= COUNTED ? `${formatNumber(COUNTED)} results or more` : plural(total, "result");
}

/** Messages that follow each other in one channel stand under its name. @param {Message[]} messages */
function groups(messages) {
  /** @type {[string, Message[]][]} */
  const found = [];
  for (const message of messages) {
    const last = found.at(-1);
    if (last?.[0] === message.channel_id) last[1].push(message);
    else found.push([message.channel_id, [message]]);
  }
  return found;
}
