/** @import { Notification } from "app/types" */
import { loadInbox, loadMore, markAllRead, openEntry, removeFromInbox } from "app/actions/inbox.js";
import { Avatar } from "app/components/avatar.js";
import { channelTitle } from "app/components/channel-name.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { EmptyState, ErrorState, Loading } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { formatFull, formatMoment } from "app/lib/time.js";
import { parse } from "app/markdown/parse.js";
import { renderNodes } from "app/markdown/render.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { entries, hasMore, unread } from "app/stores/inbox.js";
import { displayName } from "app/stores/members.js";
import { useEffect, useState } from "preact/hooks";

const ICONS = Object.freeze({
  message: "message-circle",
  mention: "at-sign",
  call_invite: "phone",
  user_online: "bell",
});

/** What people wrote to me, where they called me, and who came. */
export function NotificationList() {
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    loadInbox().catch(() => setFailed(true));
  };
  useEffect(() => {
    if (!entries.peek()) load();
  }, []);
  const list = entries.value;
  if (!list)
    return failed
      ? h(ErrorState, { title: "Your notifications could not be loaded.", onRetry: load })
      : h(Loading, {});
  if (!list.length)
    return h(EmptyState, {
      icon: "inbox",
      title: "Nothing new.",
      children: "Direct messages, mentions and calls that you missed will wait here.",
    });
  return html`
    ${
      unread.value > 0 &&
      html`<p class="inbox-tools"><button type="button" class="button small" onClick=${() => void markAllRead()}>Mark all as read</button></p>`
    }
    <ul>${list.map((entry) => h(Entry, { key: entry.id, entry }))}</ul>
    ${hasMore.value && html`<button type="button" class="button" onClick=${() => void loadMore()}>Show older</button>`}
  `;
}

/** @param {{ entry: Notification }} props */
function Entry({ entry }) {
  const moment = new Date(entry.created_at);
  const user = entry.related_user;
  const guildId = entry.guild_id ?? undefined;
  const name = user ? displayName(guildId, user.id, user) : "A webhook";
  return html`<li class="notification" data-unread=${!entry.read_at}>
    <button type="button" class="notification-main" onClick=${() => openEntry(entry)}>
      ${user ? h(Avatar, { user, size: 32 }) : h(Icon, { name: ICONS[entry.type], size: 32 })}
      <span class="notification-text">
        <span class="notification-head"><b>${name}</b> ${happened(entry)}${!entry.read_at && html` <span class="visually-hidden">(unread)</span>`}</span>
        ${
          entry.related_message_id &&
          html`<span class="notification-said" dir="auto">${entry.content ? renderNodes(parse(entry.content.replace(/\s+/g, " ")), guildId) : "Sent a file"}</span>`
        }
        <time class="faint" dateTime=${entry.created_at} title=${formatFull(moment)}>${formatMoment(moment)}</time>
      </span>
    </button>
    ${h(IconButton, { icon: "x", label: `Remove the notification by ${name}`, size: 16, onClick: () => void removeFromInbox(entry) })}
  </li>`;
}

/** @param {Notification} entry */
function happened(entry) {
  const channel = channels.get(entry.channel_id ?? "");
  const guild = entry.guild_id ? guilds.get(entry.guild_id)?.name : undefined;
  if (entry.type === "message") return "wrote to you";
  if (entry.type === "call_invite") return "called you";
  if (entry.type === "user_online") return "came online";
  const place = [channel && channelTitle(channel), guild].filter(Boolean).join(", ");
  return place ? `mentioned you in ${place}` : "mentioned you";
}
