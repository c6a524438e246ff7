import { Avatar } from "app/components/avatar.js";
import { useAllMembers } from "app/components/member-list.js";
import { h, html } from "app/lib/html.js";
import { fold, matchScore } from "app/lib/text.js";
import { displayName, membersOf } from "app/stores/members.js";
import { users } from "app/stores/users.js";
import { useId, useState } from "preact/hooks";

const SHOWN = 8;

/**
 * Find one member by any of their names.
 * @param {{ guildId: string, label: string, value: string, onChange: (userId: string) => void,
 *   without?: (userId: string) => boolean, hint?: string }} props value: a user's id, or ""
 */
export function MemberPicker({ guildId, label, value, onChange, without, hint }) {
  const id = useId();
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  useAllMembers(guildId);
  const chosen = value ? users.get(value) : undefined;
  const found = open ? search(guildId, query, without) : [];
  /** @param {string} userId */
  const choose = (userId) => {
    onChange(userId);
    setQuery("");
    setOpen(false);
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (!found.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + found.length) % found.length);
    else if (event.key === "Enter") choose(found[at] ?? found[0]);
    else if (event.key === "Escape") setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div class="field member-picker">
    <label for=${id}>${label}</label>
    ${
      chosen
        ? html`<p class="chosen-member">${h(Avatar, { user: chosen, size: 24 })}<b class="truncate">${displayName(guildId, value)}</b><button type="button" class="button small quiet" onClick=${() => onChange("")}>Change</button></p>`
        : html`<input id=${id} type="text" role="combobox" autocomplete="off" aria-autocomplete="list" aria-expanded=${found.length > 0} aria-controls=${`${id}-list`} aria-activedescendant=${found.length ? `${id}-${at}` : undefined}
            placeholder="Name of a member" value=${query} onFocus=${() => setOpen(true)} onBlur=${() => setOpen(false)} onKeyDown=${onKey}
            onInput=${(/** @type {any} */ e) => {
              setQuery(e.currentTarget.value);
              setOpen(true);
              setAt(0);
            }} />`
    }
    <ul class="picker-list" id=${`${id}-list`} role="listbox" aria-label=${label} hidden=${!found.length}>
      ${found.map((userId, i) => {
        const user = /** @type {import("app/types").User} */ (users.get(userId));
        return html`<li key=${userId} id=${`${id}-${i}`} class="suggestion" role="option" aria-selected=${i === at} onPointerDown=${(/** @type {Event} */ e) => e.preventDefault()} onPointerMove=${() => setAt(i)} onClick=${() => choose(userId)}>
          ${h(Avatar, { user, size: 24 })}<span class="suggestion-label">${displayName(guildId, userId)}</span><span class="suggestion-detail">${user.username}</span>
        </li>`;
      })}
    </ul>
    ${hint && html`<p class="field-hint">${hint}</p>`}
  </div>`;
}

/** @param {string} guildId @param {string} query @param {((userId: string) => boolean) | undefined} without */
function search(guildId, query, without) {
  const words = fold(query).trim();
  return membersOf(guildId)
    .keys()
    .filter((id) => users.get(id) && !without?.(id))
    .map((id) => ({
      id,
      score: Math.max(
        matchScore(displayName(guildId, id), words),
        matchScore(users.get(id)?.username ?? "", words),
      ),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN)
    .map(({ id }) => id);
}
