/** @import { Thread } from "app/stores/threads.js" */
import { open } from "app/actions/threads.js";
import * as api from "app/api/threads.js";
import { ThreadDialog } from "app/components/dialogs/thread-dialog.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { plural } from "app/lib/text.js";
import { canInChannel } from "app/stores/access.js";
import { closeFloating, openDialog, openFloating } from "app/stores/overlays.js";
import { activeThreads } from "app/stores/threads.js";

/** @param {Element} element @param {string} guildId @param {string} channelId */
export function openThreads(element, guildId, channelId) {
  openFloating({ element, side: "bottom-end" }, "Threads", () =>
    h(ThreadsPanel, { guildId, channelId }),
  );
}

/** @param {{ guildId: string, channelId: string }} props */
function ThreadsPanel({ guildId, channelId }) {
  const start = () => openDialog((close) => h(ThreadDialog, { channelId, close }));
  const mayStart = canInChannel(channelId, Permission.CREATE_PUBLIC_THREADS);
  return html`<section class="pins">
    <h2>Threads</h2>
    ${mayStart && html`<button type="button" class="button small" onClick=${start}>Start a thread</button>`}
    ${h(ThreadList, { guildId, channelId, none: "There are no threads here yet." })}
  </section>`;
}

/** Active and archived threads of a channel. @param {{ guildId: string, channelId: string, none: string }} props */
export function ThreadList({ guildId, channelId, none }) {
  const active = activeThreads(guildId, channelId);
  const load = async () => (await api.archived(channelId)).threads;
  const { data, failed, reload } = useLoad(load, [channelId, active.length]);
  const known = new Set(active.map((one) => one.id));
  const archived = (data ?? []).filter((one) => !known.has(one.id));
  return html`
    <ul>${active.map((one) => h(ThreadRow, { key: one.id, thread: one }))}</ul>
    ${failed && h(ErrorState, { title: "Archived threads could not be loaded.", onRetry: reload })}
    ${!failed && !data && h(Loading, {})}
    ${archived.length > 0 && html`<h3>Archived</h3><ul>${archived.map((one) => h(ThreadRow, { key: one.id, thread: one }))}</ul>`}
    ${data && !archived.length && !active.length && h(EmptyState, { icon: "messages-square", title: none })}
  `;
}

/** @param {{ thread: Thread }} props */
function ThreadRow({ thread }) {
  const go = () => {
    closeFloating();
    open(thread);
  };
  return html`<li class="pin">
    <div class="pin-main">
      <p class="pin-head"><b class="truncate">${thread.name}</b></p>
      <p class="faint">${plural(thread.message_count ?? 0, "message")}, ${plural(thread.member_count ?? 0, "member")}</p>
    </div>
    <div class="pin-tools"><button type="button" class="button small" aria-label=${`Open ${thread.name}`} onClick=${go}>Open</button></div>
  </li>`;
}
