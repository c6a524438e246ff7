/** @import { Place } from "app/views/chat.js" */
import { toggleSearch } from "app/actions/search.js";
import { startCall } from "app/actions/voice.js";
import { Avatar } from "app/components/avatar.js";
import { ChannelIcon, channelName } from "app/components/channel-name.js";
import { openGroupPeople } from "app/components/dialogs/group-dialog.js";
import { IconButton } from "app/components/icon-button.js";
import { openPins } from "app/components/pins.js";
import { openProfile } from "app/components/profile.js";
import { ParentLink, ThreadTools } from "app/components/thread-tools.js";
import { ChannelType, isDirect, isForum } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";
import { callPlace } from "app/stores/call.js";
import { channels, recipientOf } from "app/stores/channels.js";
import { callIn } from "app/stores/direct-calls.js";
import { drawer } from "app/stores/overlays.js";
import { showMembers } from "app/stores/preferences.js";
import { searching } from "app/stores/search.js";
import { stageIn } from "app/stores/voice.js";

/**
 * @param {{ channelId: string, wide: boolean, place?: Place }} props wide: whether the members have a column of their own
 */
export function ChannelHeader({ channelId, wide, place = "alone" }) {
  const channel = channels.get(channelId);
  if (!channel) return html`<header class="chat-header">${h(NavButton, {})}</header>`;
  const person = recipientOf(channel);
  const membersOpen = wide ? showMembers.value : drawer.value === "members";
  const toggleMembers = () => {
    if (wide) showMembers.value = !showMembers.value;
    else drawer.value = membersOpen ? null : "members";
  };
  const title = person
    ? html`<button type="button" class="chat-person" onClick=${(/** @type {MouseEvent} */ e) => openProfile(/** @type {Element} */ (e.currentTarget), person, undefined)}>${channelName(channel)}</button>`
    : channelName(channel);
  return html`<header class="chat-header">
    ${place !== "beside" && h(NavButton, {})}
    ${place === "alone" && h(ParentLink, { channel })}
    ${person ? h(Avatar, { user: person, size: 24, presence: true }) : html`<span class="chat-icon">${h(ChannelIcon, { channel, size: channel.type === ChannelType.GROUP_DM ? 24 : 20 })}</span>`}
    ${place === "behind" ? html`<h2 class="truncate">${title}</h2>` : html`<h1 class="truncate">${title}</h1>`}
    ${channel.topic && html`<p class="chat-topic truncate" dir="auto" title=${channel.topic}>${renderNodes(parse(channel.topic.split("\n")[0]), channel.guild_id)}</p>`}
    ${h(StageTopic, { channelId })}
    <div class="chat-tools">
      ${isDirect(channel) && !person?.bot && !person?.system && callPlace.value?.channelId !== channelId && h(IconButton, { icon: "phone", label: callIn(channelId) ? "Join call" : "Start call", onClick: () => void startCall(channel) })}
      ${place !== "beside" && h(IconButton, { icon: "search", label: "Search", pressed: Boolean(searching.value), onClick: () => toggleSearch(channelId) })}
      ${!isForum(channel) && h(IconButton, { icon: "pin", label: "Pinned messages", onClick: (event) => openPins(/** @type {Element} */ (event.currentTarget), channelId) })}
      ${h(ThreadTools, { channel, wide, place })}
      ${channel.type === ChannelType.GROUP_DM && h(IconButton, { icon: "users", label: "Group and people", onClick: () => openGroupPeople(channelId) })}
      ${channel.guild_id && place === "alone" && h(IconButton, { icon: "users", label: membersOpen ? "Hide members" : "Show members", pressed: membersOpen, onClick: toggleMembers })}
    </div>
  </header>`;
}

/** What a live stage is about. @param {{ channelId: string }} props */
function StageTopic({ channelId }) {
  const stage = stageIn(channelId);
  if (!stage) return null;
  return html`<p class="chat-topic truncate" dir="auto" title=${stage.topic}><b class="live">Live</b> ${stage.topic}</p>`;
}

/** On a phone: back to the lists. */
export function NavButton() {
  return h(IconButton, {
    icon: "menu",
    label: "Show channels",
    class: "nav-button",
    onClick: () => {
      drawer.value = "nav";
    },
  });
}
