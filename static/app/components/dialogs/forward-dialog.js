/** @import { Channel, ShownMessage } from "app/types" */

import * as api from "app/api/messages.js";
import { Avatar } from "app/components/avatar.js";
import { ChannelIcon, channelName } from "app/components/channel-name.js";
import { FormDialog } from "app/components/dialog.js";
import { SearchBox } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { matchScore, plural } from "app/lib/text.js";
import { plainText } from "app/markdown/parse.js";
import { canInChannel } from "app/stores/access.js";
import { channelTree } from "app/stores/channel-tree.js";
import { directChannels, recipientOf } from "app/stores/channels.js";
import { guildList } from "app/stores/guilds.js";
import { toast } from "app/stores/overlays.js";
import { useMemo, useState } from "preact/hooks";

const MOST = 5;
const SHOWN = 50;
/** Channels that people write in directly. */
const TEXT = new Set([0, 2, 5, 13]);

/** @typedef {{ channel: Channel, detail: string }} Place */

/** Choose where a copy of a message goes. @param {{ message: ShownMessage, close: () => void }} props */
export function ForwardDialog({ message, close }) {
  const places = useMemo(allPlaces, []);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
  const found = useMemo(() => search(places, query), [places, query]);
  /** @param {string} id */
  const toggle = (id) =>
    setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const forward = async () => {
    for (const id of chosen) await api.forward(id, message);
    toast(chosen.length > 1 ? `Forwarded to ${plural(chosen.length, "place")}` : "Forwarded");
  };
  const copy = message.message_snapshots?.[0]?.message ?? message;
  const excerpt = plainText(copy.content).slice(0, 120) || "A message without text";
  return h(
    FormDialog,
    {
      title: "Forward the message",
      action: "Forward",
      onClose: close,
      onSubmit: forward,
      disabled: !chosen.length,
      class: "small",
    },
    html`<p class="forward-excerpt" dir="auto">${excerpt}</p>`,
    h(SearchBox, { label: "Find people and channels", value: query, onInput: setQuery }),
    html`<ul class="forward-places" aria-label="Where to">
      ${found.map(({ channel, detail }) => {
        const user = recipientOf(channel);
        const isChosen = chosen.includes(channel.id);
        return html`<li key=${channel.id}><label class="forward-place">
          ${user ? h(Avatar, { user, size: 24 }) : h(ChannelIcon, { channel })}
          <span class="truncate">${channelName(channel)}</span><span class="suggestion-detail">${detail}</span>
          <input type="checkbox" checked=${isChosen} disabled=${!isChosen && chosen.length >= MOST} onChange=${() => toggle(channel.id)} />
        </label></li>`;
      })}
    </ul>`,
    found.length === 0 && html`<p class="switcher-none">Nothing is called “${query}”.</p>`,
  );
}

/** @returns {Place[]} */
function allPlaces() {
  /** @type {Place[]} */
  const places = directChannels.peek().map((channel) => ({ channel, detail: "" }));
  for (const guild of guildList.peek()) {
    for (const { channels } of channelTree(guild.id)) {
      for (const channel of channels) {
        if (TEXT.has(channel.type) && canInChannel(channel.id, Permission.SEND_MESSAGES))
          places.push({ channel, detail: guild.name });
      }
    }
  }
  return places;
}

/** @param {Place[]} places @param {string} query */
function search(places, query) {
  if (!query.trim()) return places.slice(0, SHOWN);
  return places
    .map((place) => ({ place, score: matchScore(channelName(place.channel), query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN)
    .map(({ place }) => place);
}
