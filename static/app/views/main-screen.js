/** @import { Channel } from "app/types" */

import { ConnectionBanner } from "app/components/connection-banner.js";
import { QuestionsOutside } from "app/components/dialogs/rules-dialog.js";
import { greet } from "app/components/dialogs/welcome-dialog.js";
import { IncomingCall } from "app/components/incoming-call.js";
import { MemberList } from "app/components/member-list.js";
import { ChannelList } from "app/components/nav/channel-list.js";
import { DirectList } from "app/components/nav/direct-list.js";
import { GuildRail } from "app/components/nav/guild-rail.js";
import { UserPanel } from "app/components/nav/user-panel.js";
import { SearchPanel } from "app/components/search/search-panel.js";
import { Boundary } from "app/components/states.js";
import { useSwipe } from "app/components/swipe.js";
import { VoiceDock } from "app/components/voice-dock.js";
import { isForum, isReadable, isThread } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { channelPath, currentChannelId, currentGuildId, navigate, route } from "app/router.js";
import { canInChannel } from "app/stores/access.js";
import { firstChannel } from "app/stores/channel-tree.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { drawer } from "app/stores/overlays.js";
import { lastSeen, noteSeen, showMembers } from "app/stores/preferences.js";
import { searching } from "app/stores/search.js";
import { isReady } from "app/stores/session.js";
import { AgeGate } from "app/views/age-gate.js";
import { Chat } from "app/views/chat.js";
import { Forum } from "app/views/forum.js";
import { LoadingScreen } from "app/views/loading-screen.js";
import { Home, NoChannel, NoGuild } from "app/views/places.js";
import { useEffect, useState } from "preact/hooks";

/** From here on the members have a column of their own. */
const WIDE = "(min-width: 1100px)";

export function MainScreen() {
  const wide = useMedia(WIDE);
  const swipe = useSwipe();
  if (!isReady.value) return h(LoadingScreen, {});
  const guildId = currentGuildId.value;
  const channelId = currentChannelId.value;
  const guildGone = Boolean(guildId) && !guilds.get(guildId ?? "");
  const channel = channels.get(channelId);
  const visible =
    channel &&
    isReadable(channel) &&
    canInChannel(channelId, Permission.VIEW_CHANNEL) &&
    channel.guild_id === guildId;
  const search = searching.value;
  const searchOpen =
    search &&
    channelId &&
    search.guildId === guildId &&
    (guildId || search.channelId === channelId);
  const beside = wide && visible && !searchOpen ? parentBeside(channel) : undefined;
  const withMembers = Boolean(guildId && visible && !beside);
  const membersOpen =
    withMembers && !searchOpen && (wide ? showMembers.value : drawer.value === "members");

  return html`<div class="main-screen" data-drawer=${drawer.value ?? undefined} ...${swipe}>
    <a class="skip-link" href="#messages">Skip to messages</a>
    <div class="nav-pane">
      ${h(Boundary, { name: "The server list" }, h(GuildRail, {}))}
      <div class="nav-column">
        ${h(Boundary, { name: "The channel list" }, guildId ? !guildGone && h(ChannelList, { guildId }) : h(DirectList, {}))} ${h(Boundary, { name: "The call" }, h(VoiceDock, {}))} ${h(UserPanel, {})}
      </div>
    </div>
    <main class="main-pane" id="messages" tabindex="-1" aria-label=${channel?.name ?? "Direct messages"}>
      ${h(ConnectionBanner, {})} ${h(IncomingCall, {})} ${h(QuestionsOutside, {})}
      ${h(
        Boundary,
        { name: "This conversation" },
        guildGone
          ? h(NoGuild, {})
          : visible
            ? h(Conversation, {
                key: beside?.id ?? channelId,
                channel: beside ?? channel,
                messageId: route.value.params.message,
                wide,
                beside: Boolean(beside),
              })
            : h(Place, { guildId, channelId }),
      )}
    </main>
    ${beside && html`<section class="thread-pane" aria-label=${`Thread ${channel?.name}`}>${h(Boundary, { name: "This thread" }, h(AgeGate, { channel: beside }, h(Chat, { key: channelId, channelId, wide, place: "beside" })))}</section>`}
    ${membersOpen && guildId && html`<aside class="member-pane" aria-label="Members">${h(Boundary, { name: "The member list" }, h(MemberList, { key: guildId, guildId, channelId }))}</aside>`}
    ${searchOpen && h(Boundary, { name: "The search" }, h(SearchPanel, {}))}
    <button type="button" class="drawer-shade" aria-label="Close" tabindex="-1" onClick=${() => {
      drawer.value = null;
    }}></button>
    ${h(Remember, { guildId, channelId, visible: Boolean(visible) })}
  </div>`;
}

/**
 * @param {{ channel: Channel, messageId?: string, wide: boolean, beside: boolean }} props beside: whether one of its threads is open
 */
function Conversation({ channel, messageId, wide, beside }) {
  const { id: channelId, guild_id: guildId } = channel;
  const place = beside ? "behind" : "alone";
  if (isForum(channel) && guildId)
    return h(AgeGate, { channel }, h(Forum, { guildId, channelId, wide, place }));
  return h(
    AgeGate,
    { channel },
    h(Chat, { channelId, messageId: beside ? undefined : messageId, wide, place }),
  );
}

/** The channel that stands beside its thread where there is room. @param {Channel | undefined} channel */
function parentBeside(channel) {
  if (route.value.name !== "thread" || !isThread(channel)) return undefined;
  const parent = channels.get(channel?.parent_id ?? "");
  return parent && canInChannel(parent.id, Permission.VIEW_CHANNEL) ? parent : undefined;
}

/** No conversation is open: go to one, or say why there is none. @param {{ guildId?: string, channelId: string }} props */
function Place({ guildId, channelId }) {
  const seen = guildId ? lastSeen.value[guildId] : undefined;
  const usable = seen && canInChannel(seen, Permission.VIEW_CHANNEL) ? seen : undefined;
  const first = guildId && !channelId ? (usable ?? firstChannel(guildId)?.id) : undefined;
  useEffect(() => {
    if (guildId && first) navigate(channelPath(guildId, first), { replace: true });
  }, [guildId, first]);
  if (!guildId) return h(Home, { missing: Boolean(channelId) });
  return first ? null : h(NoChannel, { guildId, missing: Boolean(channelId) });
}

/** @param {{ guildId?: string, channelId: string, visible: boolean }} props */
function Remember({ guildId, channelId, visible }) {
  useEffect(() => {
    if (guildId && visible) void greet(guildId);
  }, [guildId, visible]);
  useEffect(() => {
    if (visible) noteSeen(guildId ?? "@me", channelId);
  }, [guildId, channelId, visible]);
  return null;
}

/** @param {string} query */
function useMedia(query) {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const update = () => setMatches(media.matches);
    media.addEventListener("change", update);
    return () => media.removeEventListener("change", update);
  }, [query]);
  return matches;
}
