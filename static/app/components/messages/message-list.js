import {
  loadAround,
  loadLatest,
  loadNewer,
  loadOlder,
  onScreen,
  openChannel,
} from "app/actions/history.js";
import { acknowledge } from "app/actions/reading.js";
import { ChannelBeginning } from "app/components/messages/beginning.js";
import { JumpBar, UnreadBar } from "app/components/messages/list-bars.js";
import { Message } from "app/components/messages/message.js";
import { moveAmongMessages } from "app/components/messages/message-keys.js";
import { layOut } from "app/components/messages/rows.js";
import { ScrollKeeper } from "app/components/messages/scroll-keeper.js";
import { MessageSkeletons } from "app/components/messages/skeletons.js";
import { AfterPause, ErrorState } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { isAfter } from "app/lib/snowflake.js";
import { formatDay } from "app/lib/time.js";
import { visits } from "app/router.js";
import { channels } from "app/stores/channels.js";
import { loading } from "app/stores/loading.js";
import { byChannel, followed } from "app/stores/messages.js";
import { isUnread, readStates, setReading } from "app/stores/read-states.js";
import { myId } from "app/stores/session.js";
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";

/** How near an edge the next page is fetched. */
const EDGE_PX = 800;
const HIGHLIGHT_MS = 2000;

/** A channel's messages. Give it the channel's id as key. @param {{ channelId: string, messageId?: string }} props */
export function MessageList({ channelId, messageId }) {
  const guildId = channels.get(channelId)?.guild_id;
  const window = byChannel.get(channelId);
  const state = loading.get(channelId);
  const keeper = useMemo(() => new ScrollKeeper(), []);
  // Unknown before the first messages stand in their place: nothing is read until then.
  const [atBottom, setAtBottom] = useState(/** @type {boolean | null} */ (null));
  const [newAfter, setNewAfter] = useState(() => unreadFrom(channelId));
  const target = useTarget(channelId, messageId, keeper);
  useReading(channelId, atBottom === true && !window?.hasNewer, setNewAfter);

  const messages = window?.messages ?? [];
  const rows = useMemo(
    () => layOut(messages, { newAfter, myId: myId.value }),
    [messages, newAfter, myId.value],
  );
  useLayoutEffect(() => keeper.restore());
  useEffect(() => keeper.watch(), []);

  const onScroll = () => {
    keeper.note();
    const bottom = keeper.isAtBottom();
    setAtBottom(bottom);
    if (bottom && !byChannel.peek(channelId)?.hasNewer) followed.add(channelId);
    else followed.delete(channelId);
    if (keeper.fromTop() < EDGE_PX) loadOlder(channelId);
    if (keeper.fromBottom() < EDGE_PX) loadNewer(channelId);
  };
  // A page may be shorter than the screen.
  useEffect(() => {
    if (window && keeper.ready && state !== "failed") onScroll();
  }, [messages]);

  const toPresent = async () => {
    if (byChannel.peek(channelId)?.hasNewer) await loadLatest(channelId);
    keeper.toBottom();
    onScroll();
  };
  const markRead = () => {
    acknowledge(channelId);
    setNewAfter(null);
  };

  if (!window && state === "failed") {
    return html`<div class="message-area">${h(ErrorState, { title: "Messages could not be loaded.", onRetry: () => void openChannel(channelId) })}</div>`;
  }
  const missed = window?.hasNewer
    ? window.missed
    : atBottom
      ? 0
      : messages.filter((m) => isAfter(m.id, keeper.lastSeenId)).length;
  return html`<div class="message-area">
    ${newAfter && h(UnreadBar, { channelId, newAfter, keeper, onRead: markRead })}
    <div ref=${keeper.attach} class="message-scroller" tabindex="0" onScroll=${onScroll} onKeyDown=${(/** @type {KeyboardEvent} */ e) => moveAmongMessages(e, channelId)}>
      <section class="message-list" aria-label="Messages">
        ${
          !window
            ? h(AfterPause, {}, h(MessageSkeletons, { count: 7 }))
            : window.hasOlder
              ? html`<div class="older">${state === "failed" ? h(ErrorState, { title: "Older messages could not be loaded.", onRetry: () => void loadOlder(channelId) }) : h(MessageSkeletons, { count: 3 })}</div>`
              : h(ChannelBeginning, { channelId })
        }
        ${rows.map((row) => {
          if (row.kind === "day")
            return html`<div key=${row.key} class="divider" role="separator"><span>${formatDay(row.date)}</span></div>`;
          if (row.kind === "new")
            return html`<div key=${row.key} class="divider new" role="separator" data-new><span>New</span></div>`;
          return h(Message, {
            key: row.key,
            message: row.message,
            head: row.head,
            guildId,
            target: row.message.id === target,
          });
        })}
      </section>
    </div>
    ${(window?.hasNewer || atBottom === false) && h(JumpBar, { missed, past: Boolean(window?.hasNewer), onJump: toPresent })}
  </div>`;
}

/** Where the reader was, if something came since. @param {string} channelId */
function unreadFrom(channelId) {
  const lastRead = readStates.peek(channelId)?.lastRead ?? "0";
  return lastRead !== "0" && isUnread(channelId) ? lastRead : null;
}

/**
 * Load what to show: the asked-for message, or where the reader left off.
 * @param {string} channelId
 * @param {string | undefined} messageId
 * @param {ScrollKeeper} keeper
 */
function useTarget(channelId, messageId, keeper) {
  const [target, setTarget] = useState("");
  const visit = visits.value;
  useEffect(() => {
    onScreen.add(channelId);
    followed.add(channelId);
    return () => {
      onScreen.delete(channelId);
      followed.delete(channelId);
    };
  }, [channelId]);
  useEffect(() => {
    if (!messageId) {
      openChannel(channelId);
      return undefined;
    }
    let stale = false;
    const show = async () => {
      const held = byChannel.peek(channelId)?.messages.some((m) => m.id === messageId);
      if (!held) await loadAround(channelId, messageId);
      if (stale) return;
      keeper.aimAt(messageId);
      setTarget(messageId);
    };
    show();
    const timer = setTimeout(() => setTarget(""), HIGHLIGHT_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [channelId, messageId, visit]);
  return target;
}

/**
 * What is on screen at its end, in a window that has the focus, is being read.
 * @param {string} channelId
 * @param {boolean} atEnd
 * @param {(lastRead: string | null) => void} setNewAfter
 */
function useReading(channelId, atEnd, setNewAfter) {
  useEffect(() => {
    const update = () => {
      const here = document.visibilityState === "visible" && document.hasFocus();
      setReading(channelId, here && atEnd);
    };
    const onBlur = () => {
      update();
      // What comes while nobody looks stands below a line of its own.
      if (!isUnread(channelId)) setNewAfter(readStates.peek(channelId)?.lastRead ?? null);
    };
    update();
    addEventListener("focus", update);
    addEventListener("blur", onBlur);
    document.addEventListener("visibilitychange", update);
    return () => {
      setReading(channelId, false);
      removeEventListener("focus", update);
      removeEventListener("blur", onBlur);
      document.removeEventListener("visibilitychange", update);
    };
  }, [channelId, atEnd]);
}
