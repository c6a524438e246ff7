/** @import { Message } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import { jumpTo } from "app/actions/messages.js";
import * as api from "app/api/search.js";
import { channelTitle } from "app/components/channel-name.js";
import { IconButton } from "app/components/icon-button.js";
import { NotificationList } from "app/components/notification-list.js";
import { FoundMessage } from "app/components/search/found-message.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { learnFrom } from "app/stores/messages.js";
import { closeFloating, openFloating } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

/** @param {Element} element */
export function openInbox(element) {
  openFloating({ element, side: "top" }, "Inbox", () => h(Inbox, {}));
}

/** What waits for me, and who called me in the last days. */
function Inbox() {
  const [tab, setTab] = useState("notifications");
  /** @param {string} name @param {string} label */
  const tabButton = (name, label) =>
    html`<button type="button" role="tab" id=${`inbox-${name}`} aria-selected=${tab === name} aria-controls="inbox-list" onClick=${() => setTab(name)}>${label}</button>`;
  return html`<section class="pins inbox">
    <h2>Inbox</h2>
    <div class="tabs" role="tablist" aria-label="Inbox">${tabButton("notifications", "For you")}${tabButton("mentions", "Mentions")}</div>
    <div id="inbox-list" role="tabpanel" aria-labelledby=${`inbox-${tab}`}>
      ${tab === "mentions" ? h(Mentions, {}) : h(NotificationList, {})}
    </div>
  </section>`;
}

function Mentions() {
  const [everyone, setEveryone] = useState(true);
  const [roles, setRoles] = useState(true);
  const load = async () => {
    const found = await api.mentions({ everyone, roles });
    learnFrom(found);
    return found;
  };
  const { data, failed, reload, change } = useLoad(load, [everyone, roles]);
  /** @param {Message} message */
  const dismiss = async (message) => {
    const done = await attempt(api.dismissMention(message.id).then(() => true));
    if (done && data) change(data.filter((one) => one.id !== message.id));
  };
  return html`
    <div class="inbox-filters">
      ${h(Filter, { label: "@everyone", on: everyone, change: setEveryone })}
      ${h(Filter, { label: "Roles", on: roles, change: setRoles })}
    </div>
    ${failed && h(ErrorState, { title: "Your mentions could not be loaded.", onRetry: reload })}
    ${!failed && !data && h(Loading, {})}
    ${data?.length === 0 && h(EmptyState, { icon: "at-sign", title: "Nobody has mentioned you this week." })}
    <ul>${data?.map((message) => h(Mention, { key: message.id, message, onDismiss: () => void dismiss(message) }))}</ul>`;
}

/** @param {{ message: Message, onDismiss: () => void }} props */
function Mention({ message, onDismiss }) {
  const channel = channels.get(message.channel_id);
  const guild = channel?.guild_id ? guilds.get(channel.guild_id)?.name : undefined;
  const jump = () => {
    closeFloating();
    jumpTo(message.channel_id, message.id);
  };
  return html`<li class="inbox-mention">
    <p class="faint truncate">${[channelTitle(channel), guild].filter(Boolean).join(", ")}</p>
    <ul>${h(
      FoundMessage,
      { message, guildId: channel?.guild_id, onJump: jump },
      h(IconButton, { icon: "check", label: "Done", size: 16, onClick: onDismiss }),
    )}</ul>
  </li>`;
}

/** @param {{ label: string, on: boolean, change: (on: boolean) => void }} props */
function Filter({ label, on, change }) {
  return html`<label class="inbox-filter"><input type="checkbox" checked=${on} onChange=${(/** @type {any} */ e) => change(e.currentTarget.checked)} /> ${label}</label>`;
}
