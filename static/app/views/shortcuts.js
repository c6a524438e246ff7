/** Keys that work everywhere. */

import { openGuild } from "app/actions/guilds.js";
import { acknowledge } from "app/actions/reading.js";
import { openSearch } from "app/actions/search.js";
import { toggleDeaf, toggleMute } from "app/actions/voice.js";
import { openQuickSwitcher } from "app/components/quick-switcher.js";
import { channelPath, currentChannelId, currentGuildId, navigate } from "app/router.js";
import { callPlace } from "app/stores/call.js";
import { channelTree } from "app/stores/channel-tree.js";
import { directChannels } from "app/stores/channels.js";
import { guildList } from "app/stores/guilds.js";
import { dialogs, drawer, floating } from "app/stores/overlays.js";
import { showMembers } from "app/stores/preferences.js";
import { mentionsIn, standsOut } from "app/stores/read-states.js";

export function startShortcuts() {
  document.addEventListener("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openQuickSwitcher();
    } else if (control && event.shiftKey && !event.altKey && callPlace.peek() && acts(event)) {
      event.preventDefault();
    } else if (dialogs.peek().length || floating.peek()) {
      return;
    } else if (control && !event.altKey && event.key.toLowerCase() === "u") {
      event.preventDefault();
      showMembers.value = !showMembers.peek();
    } else if (control && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "f") {
      const channelId = currentChannelId.peek();
      if (!channelId) return;
      event.preventDefault();
      openSearch(channelId);
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const step = event.key === "ArrowUp" ? -1 : 1;
      if (control) stepGuild(step);
      else stepChannel(step, event.shiftKey);
    } else if (event.key === "Escape" && !event.defaultPrevented) {
      if (drawer.peek()) drawer.value = null;
      else if (currentChannelId.peek()) acknowledge(currentChannelId.peek());
    }
  });
}

/** What a key does in a call; says whether it does anything. @param {KeyboardEvent} event */
function acts(event) {
  const key = event.key.toLowerCase();
  if (key === "m") toggleMute();
  else if (key === "d") toggleDeaf();
  else return false;
  return true;
}

/**
 * @param {number} step
 * @param {boolean} unreadOnly
 */
function stepChannel(step, unreadOnly) {
  const guildId = currentGuildId.peek();
  const all = guildId
    ? channelTree(guildId).flatMap((section) => section.channels)
    : directChannels.peek();
  const ids = all.map((channel) => channel.id);
  const at = ids.indexOf(currentChannelId.peek());
  for (let i = 1; i <= ids.length; i += 1) {
    const id = ids[(at + step * i + ids.length * 2) % ids.length];
    if (unreadOnly && !standsOut(id) && !mentionsIn(id)) continue;
    navigate(channelPath(guildId, id));
    return;
  }
}

/** @param {number} step */
function stepGuild(step) {
  const ids = guildList.peek().map((guild) => guild.id);
  if (!ids.length) return;
  const at = ids.indexOf(currentGuildId.peek() ?? "");
  openGuild(ids[(at + step + ids.length) % ids.length]);
}
