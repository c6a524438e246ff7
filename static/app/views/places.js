/** What stands where a conversation would be. */

import { NavButton } from "app/components/channel-header.js";
import { AddGuildDialog } from "app/components/dialogs/add-guild.js";
import { ChannelDialog } from "app/components/dialogs/channel-dialog.js";
import { openQuickSwitcher } from "app/components/quick-switcher.js";
import { EmptyState } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { homePath } from "app/router.js";
import { canInGuild } from "app/stores/access.js";
import { guildList, guilds } from "app/stores/guilds.js";
import { drawer, openDialog } from "app/stores/overlays.js";
import { useEffect } from "preact/hooks";

/** @param {{ missing: boolean }} props whether the address names a conversation that is not mine */
export function Home({ missing }) {
  const none = guildList.value.length === 0;
  useEffect(() => {
    // A phone has no room for both: where there is nothing to read, the lists are of more use.
    if (!none && !missing && matchMedia("(max-width: 767px)").matches) drawer.value = "nav";
  }, []);
  let state;
  if (missing) {
    state = h(
      EmptyState,
      { icon: "message-circle", title: "This conversation is not here." },
      html`<a class="button" href=${homePath()}>Back to your messages</a>`,
    );
  } else if (none) {
    state = h(
      EmptyState,
      { icon: "house", title: "Make a place for your people, or join theirs." },
      html`<button type="button" class="button primary" onClick=${() => openDialog((close) => h(AddGuildDialog, { close }))}>Add a server</button>`,
    );
  } else {
    state = h(
      EmptyState,
      { icon: "message-circle", title: "Choose someone to write to." },
      html`<button type="button" class="button" onClick=${openQuickSwitcher}>Find people</button>`,
    );
  }
  return html`<header class="chat-header">${h(NavButton, {})}<h1>Direct messages</h1></header>${state}`;
}

/** @param {{ guildId: string, missing: boolean }} props */
export function NoChannel({ guildId, missing }) {
  const manages = canInGuild(guildId, Permission.MANAGE_CHANNELS);
  const name = guilds.get(guildId)?.name ?? "";
  const create = html`<button type="button" class="button primary" onClick=${() => openDialog((close) => h(ChannelDialog, { guildId, close }))}>Create channel</button>`;
  return html`<header class="chat-header">${h(NavButton, {})}<h1 class="truncate">${name}</h1></header>
    ${
      missing
        ? h(
            EmptyState,
            { icon: "hash", title: "This channel is not here, or not for you to see." },
            html`<a class="button" href=${`/channels/${guildId}`}>Back to ${name}</a>`,
          )
        : h(
            EmptyState,
            {
              icon: "hash",
              title: manages
                ? "There are no text channels yet."
                : "There is no channel here that you can see.",
            },
            manages ? create : null,
          )
    }`;
}

export function NoGuild() {
  return html`<header class="chat-header">${h(NavButton, {})}<h1>Not here</h1></header>
    ${h(EmptyState, { icon: "house", title: "You are not in this server." }, html`<a class="button" href=${homePath()}>Back to your messages</a>`)}`;
}
