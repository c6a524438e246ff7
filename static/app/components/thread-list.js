/** @import { Thread } from "app/stores/threads.js" */
import { open } from "app/actions/threads.js";
import * as api from "app/api/threads.js";
import { ThreadDialog } from "app/components/dialogs/thread-dialog.js";
import { Icon } from "app/components/icon.js";
import { openContextMenu } from "app/components/menu.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { threadMenu } from "app/components/thread-tools.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { timeOf } from "app/lib/snowflake.js";
import { plural } from "app/lib/text.js";
import { formatRelative } from "app/lib/time.js";
import { canInChannel } from "app/stores/access.js";
import { lastMessages } from "app/stores/channels.js";
import { closeFloating, openDialog, openFloating } from "app/stores/overlays.js";
import { isUnread } from "app/stores/read-states.js";
import { activeThreads } from "app/stores/threads.js";
import { useState } from "preact/hooks";

/** @param {Element} element @param {string} guildId @param {string} channelId */
export function openThreads(element, guildId, channelId) {
  openFloating({ element, side: "bottom-end" }, "Threads", () =>
    h(ThreadsPanel, { guildId, channelId }),
  );
}

/** @param {{ guildId: string, channelId: string }} props */
function ThreadsPanel({ guildId, channelId }) {
  const [tab, setTab] = useState(/** @type {"active" | "archived"} */ ("active"));
  const start = () => openDialog((close) => h(ThreadDialog, { channelId, close }));
  const mayStart =
    canInChannel(channelId, Permission.CREATE_PUBLIC_THREADS) ||
    canInChannel(channelId, Permission.CREATE_PRIVATE_THREADS);
  const active = activeThreads(guildId, channelId);
  const joined = active.filter((one) => one.member);
  const others = active.filter((one) => !one.member);
  /** @param {"active" | "archived"} name @param {string} label */
  const tabButton = (name, label) =>
    html`<button type="button" role="tab" id=${`threads-${name}`} aria-selected=${tab === name} aria-controls="threads-list" onClick=${() => setTab(name)}>${label}</button>`;
  return html`<section class="pins threads">
    <div class="panel-head">
      <h2>Threads</h2>
      ${mayStart && html`<button type="button" class="button small" onClick=${start}>Start a thread</button>`}
    </div>
    <div class="tabs" role="tablist" aria-label="Threads">${tabButton("active", "Active")}${tabButton("archived", "Archived")}</div>
    <div id="threads-list" role="tabpanel" aria-labelledby=${`threads-${tab}`}>
      ${
        tab === "archived"
          ? h(ArchivedThreads, { guildId, channelId })
          : active.length
            ? html`${h(Rows, { title: others.length ? "Followed" : "", threads: joined })}${h(Rows, { title: joined.length ? "Others" : "", threads: others })}`
            : h(EmptyState, { icon: "messages-square", title: "There are no active threads here." })
      }
    </div>
  </section>`;
}

/** @param {{ guildId: string, channelId: string }} props */
function ArchivedThreads({ guildId, channelId }) {
  const count = activeThreads(guildId, channelId).length;
  const load = async () => {
    const all = canInChannel(channelId, Permission.MANAGE_THREADS);
    const [open, hidden] = await Promise.all([
      api.archived(channelId),
      api.archivedPrivate(channelId, all),
    ]);
    return { threads: [...hidden.threads, ...open.threads], hasMore: open.has_more };
  };
  const { data, failed, reload, change } = useLoad(load, [channelId, count]);
  if (failed)
    return h(ErrorState, { title: "Archived threads could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const last = data.threads.findLast((one) => one.type !== ChannelType.PRIVATE_THREAD);
  const more = async () => {
    const page = await api.archived(channelId, last?.thread_metadata?.archive_timestamp);
    change({ threads: [...data.threads, ...page.threads], hasMore: page.has_more });
  };
  if (!data.threads.length)
    return h(EmptyState, { icon: "archive", title: "No thread was archived yet." });
  return html`${h(Rows, { title: "", threads: data.threads })}
    ${data.hasMore && html`<button type="button" class="button small wide" onClick=${more}>Show older</button>`}`;
}

/** @param {{ title: string, threads: Thread[] }} props */
function Rows({ title, threads }) {
  if (!threads.length) return null;
  return html`${title && html`<h3>${title}</h3>`}<ul>${threads.map((one) => h(ThreadRow, { key: one.id, thread: one }))}</ul>`;
}

/** @param {{ thread: Thread }} props */
function ThreadRow({ thread }) {
  const go = () => {
    closeFloating();
    open(thread);
  };
  const hidden = thread.type === ChannelType.PRIVATE_THREAD;
  const locked = thread.thread_metadata?.locked;
  const last = lastMessages.get(thread.id) ?? thread.last_message_id;
  return html`<li>
    <button type="button" class="thread-row" aria-label=${`Open ${thread.name}`} data-unread=${isUnread(thread.id) || undefined} onClick=${go} onContextMenu=${(/** @type {MouseEvent} */ e) => openContextMenu(e, thread.name ?? "", () => threadMenu(thread.id))}>
      ${h(Icon, { name: hidden || locked ? "lock" : "messages-square", size: 18 })}
      <span class="row-text">
        <b class="truncate">${thread.name}</b>
        <span>${[plural(thread.message_count ?? 0, "message"), last && formatRelative(timeOf(last))].filter(Boolean).join(" · ")}</span>
      </span>
    </button>
  </li>`;
}
