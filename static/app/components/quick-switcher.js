/** @import { Channel, User } from "app/types" */

import { openDirect } from "app/actions/direct.js";
import { openGuild } from "app/actions/guilds.js";
import { Avatar } from "app/components/avatar.js";
import { ChannelIcon, channelName } from "app/components/channel-name.js";
import { Dialog } from "app/components/dialog.js";
import { Icon } from "app/components/icon.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { fold, matchScore } from "app/lib/text.js";
import { channelPath, navigate } from "app/router.js";
import { channelTree } from "app/stores/channel-tree.js";
import { directChannels, recipientOf } from "app/stores/channels.js";
import { guildList } from "app/stores/guilds.js";
import { dialogs, openDialog } from "app/stores/overlays.js";
import { isUnread, mentionsIn } from "app/stores/read-states.js";
import { myId } from "app/stores/session.js";
import { userName, users } from "app/stores/users.js";
import { useMemo, useState } from "preact/hooks";

const LIMIT = 12;

/** @typedef {{ key: string, kind: "#" | "@" | "*" | "!", name: string, detail: string, boost: number, channel?: Channel, user?: User, open: () => void }} Entry */

export function openQuickSwitcher() {
  if (!dialogs.peek().length) openDialog((close) => h(QuickSwitcher, { close }));
}

/** @param {{ close: () => void }} props */
function QuickSwitcher({ close }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const entries = useMemo(allEntries, []);
  const found = useMemo(() => search(entries, query), [query]);
  /** @param {Entry | undefined} entry */
  const go = (entry) => {
    if (!entry) return;
    close();
    entry.open();
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      setAt((at + move + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      go(found[at]);
    }
  };
  return h(
    Dialog,
    { title: "Go to", onClose: close, class: "switcher", hideTitle: true },
    html`<input class="switcher-input" type="text" autofocus placeholder="Where to?" aria-label="Find people, channels and servers" role="combobox" aria-expanded="true" aria-controls="switcher-list" aria-activedescendant=${found[at] && `switcher-${at}`} value=${query} onInput=${(
      /** @type {any} */ e,
    ) => {
      setQuery(e.currentTarget.value);
      setAt(0);
    }} onKeyDown=${onKey} />
      <ul class="switcher-list" id="switcher-list" role="listbox">
        ${found.map(
          (
            entry,
            i,
          ) => html`<li key=${entry.key} id=${`switcher-${i}`} class="suggestion" role="option" aria-selected=${i === at} onPointerMove=${() => setAt(i)} onClick=${() => go(entry)}>
            ${entry.user ? h(Avatar, { user: entry.user, size: 24, presence: true }) : entry.channel ? h(ChannelIcon, { channel: entry.channel }) : h(Icon, { name: "house" })}
            <span class="suggestion-label" data-unread=${entry.boost > 0 || undefined}>${entry.name}</span><span class="suggestion-detail">${entry.detail}</span>
          </li>`,
        )}
      </ul>
      ${found.length === 0 && html`<p class="switcher-none">Nothing is called “${query}”.</p>`}
      <p class="switcher-hint">Begin with <kbd>@</kbd> for people, <kbd>#</kbd> for channels, <kbd>*</kbd> for servers.</p>`,
  );
}

/** @returns {Entry[]} */
function allEntries() {
  /** @type {Entry[]} */
  const entries = [];
  for (const channel of directChannels.peek()) {
    entries.push({
      key: channel.id,
      kind: "@",
      name: channelName(channel),
      detail: recipientOf(channel)?.username ?? "",
      boost: boostOf(channel.id),
      channel,
      user: recipientOf(channel),
      open: () => navigate(channelPath(undefined, channel.id)),
    });
  }
  for (const guild of guildList.peek()) {
    entries.push({
      key: guild.id,
      kind: "*",
      name: guild.name,
      detail: "Server",
      boost: 0,
      open: () => openGuild(guild.id),
    });
    for (const { channels } of channelTree(guild.id)) {
      for (const channel of channels) {
        entries.push({
          key: channel.id,
          kind: "#",
          name: channel.name ?? "",
          detail: guild.name,
          // A room of the same name is rarely meant when one looks for messages.
          boost: boostOf(channel.id) - Number(channel.type === ChannelType.VOICE),
          channel,
          open: () => navigate(channelPath(guild.id, channel.id)),
        });
      }
    }
  }
  const direct = new Set(directChannels.peek().map((channel) => recipientOf(channel)?.id));
  for (const user of users.values()) {
    if (user.id === myId.peek() || direct.has(user.id)) continue;
    entries.push({
      key: user.id,
      kind: "@",
      name: userName(user),
      detail: user.username,
      boost: 0,
      user,
      open: () => void openDirect(user.id),
    });
  }
  return entries;
}

/** @param {string} channelId */
function boostOf(channelId) {
  return mentionsIn(channelId) ? 30 : isUnread(channelId) ? 15 : 0;
}

/** @param {Entry[]} entries @param {string} query */
function search(entries, query) {
  const kind = /^[@#*!]/.test(query) ? query[0] : "";
  const words = fold(kind ? query.slice(1) : query).trim();
  return entries
    .filter((entry) => !kind || entry.kind === kind)
    .map((entry) => ({
      entry,
      score: Math.max(
        matchScore(entry.name, words),
        entry.user ? matchScore(entry.detail, words) : 0,
      ),
    }))
    .filter(
      ({ score, entry }) => score > 0 && (words || kind || entry.kind !== "@" || entry.channel),
    )
    .sort((a, b) => b.score + b.entry.boost - a.score - a.entry.boost)
    .slice(0, LIMIT)
    .map(({ entry }) => entry);
}
