/** @import { Channel } from "app/types" @import { Thread } from "app/stores/threads.js" @import { Place } from "app/views/chat.js" */
import { open } from "app/actions/threads.js";
import * as api from "app/api/threads.js";
import { ChannelHeader } from "app/components/channel-header.js";
import { PostDialog } from "app/components/dialogs/thread-dialog.js";
import { SearchBox } from "app/components/fields.js";
import { IconButton } from "app/components/icon-button.js";
import { openMenu } from "app/components/menu.js";
import { PostCard } from "app/components/post-card.js";
import { AfterPause, Boundary, EmptyState, ErrorState, useLoad } from "app/components/states.js";
import { ReactionMark } from "app/components/tag-pill.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { compare } from "app/lib/snowflake.js";
import { fold } from "app/lib/text.js";
import { canInChannel } from "app/stores/access.js";
import { channels, lastMessages } from "app/stores/channels.js";
import { openDialog } from "app/stores/overlays.js";
import { activeThreads, isPinnedPost } from "app/stores/threads.js";
import { useState } from "preact/hooks";

/** The posts of a forum. @param {{ guildId: string, channelId: string, wide: boolean, place: Place }} props */
export function Forum({ guildId, channelId, wide, place }) {
  const forum = channels.get(channelId);
  const [query, setQuery] = useState("");
  const [tags, setTags] = useState(/** @type {string[]} */ ([]));
  const [order, setOrder] = useState(forum?.default_sort_order ?? 0);
  const gallery = forum?.type === ChannelType.MEDIA || forum?.default_forum_layout === 2;
  const [grid, setGrid] = useState(gallery);
  if (!forum) return null;
  const write = () => openDialog((close) => h(PostDialog, { forumId: channelId, close }));
  /** @param {string} id */
  const toggle = (id) =>
    setTags(tags.includes(id) ? tags.filter((other) => other !== id) : [...tags, id]);
  /** @param {MouseEvent} event */
  const sort = (event) =>
    openMenu(
      { element: /** @type {Element} */ (event.currentTarget), side: "bottom-end" },
      "Order",
      () => [
        { label: "Latest activity first", checked: order === 0, run: () => setOrder(0) },
        { label: "Newest first", checked: order === 1, run: () => setOrder(1) },
      ],
    );
  return html`<div class="chat">
    ${h(ChannelHeader, { channelId, wide, place })}
    <section class="forum" aria-label="Posts">
      <div class="forum-bar">
        ${h(SearchBox, { label: "Find a post", value: query, onInput: setQuery })}
        ${canInChannel(channelId, Permission.SEND_MESSAGES) && html`<button type="button" class="button primary" onClick=${write}>New post</button>`}
      </div>
      <div class="forum-bar">
        <div class="tag-pills" role="group" aria-label="Only posts with these tags">
          ${(forum.available_tags ?? []).map((tag) => html`<button key=${tag.id} type="button" class="tag-pill" aria-pressed=${tags.includes(tag.id ?? "")} onClick=${() => toggle(tag.id ?? "")}>${(tag.emoji_id || tag.emoji_name) && h(ReactionMark, { reaction: tag })}${tag.name}</button>`)}
        </div>
        ${h(IconButton, { icon: "list-filter", label: "Order", size: 18, onClick: sort })}
        ${h(IconButton, { icon: grid ? "list" : "layout-grid", label: grid ? "Show a list" : "Show a gallery", size: 18, onClick: () => setGrid(!grid) })}
      </div>
      ${h(Boundary, { name: "The posts" }, h(Posts, { guildId, forum, query, tags, order, grid, write }))}
    </section>
  </div>`;
}

/**
 * @param {{ guildId: string, forum: Channel, query: string, tags: string[], order: number, grid: boolean, write: () => void }} props
 */
function Posts({ guildId, forum, query, tags, order, grid, write }) {
  const active = activeThreads(guildId, forum.id);
  const { data, failed, reload, change } = useLoad(
    () => api.archived(forum.id),
    [forum.id, active.length],
  );
  const known = new Set(active.map((one) => one.id));
  const archived = (data?.threads ?? []).filter((one) => !known.has(one.id));
  const words = fold(query).trim();
  /** @param {Thread} post */
  const fits = (post) =>
    (!words || fold(post.name ?? "").includes(words)) &&
    tags.every((tag) => post.applied_tags?.includes(tag));
  const shown = [
    { title: "", posts: sorted(active.filter(fits), order) },
    { title: "Archived", posts: archived.filter(fits) },
  ].filter(({ posts }) => posts.length);
  const more = async () => {
    const before = data?.threads.at(-1)?.thread_metadata?.archive_timestamp;
    const page = await api.archived(forum.id, before);
    change({ ...page, threads: [...(data?.threads ?? []), ...page.threads] });
  };
  if (!active.length && data && !archived.length)
    return h(
      EmptyState,
      { icon: "messages-square", title: "Nobody has posted yet." },
      canInChannel(forum.id, Permission.SEND_MESSAGES) &&
        html`<button type="button" class="button" onClick=${write}>Write the first post</button>`,
    );
  return html`
    ${shown.map(({ title, posts }) => html`${title && html`<h2 class="forum-title">${title}</h2>`}<ul key=${title} class="posts" data-grid=${grid || undefined}>${posts.map((post) => h(PostCard, { key: post.id, post, forum, onOpen: () => open(post) }))}</ul>`)}
    ${data && !shown.length && h(EmptyState, { icon: "search", title: "No post fits." })}
    ${failed && h(ErrorState, { title: "Archived posts could not be loaded.", onRetry: reload })}
    ${!failed && !data && h(AfterPause, {}, html`<p class="faint" role="status">Loading…</p>`)}
    ${data?.has_more && html`<button type="button" class="button small" onClick=${more}>Show older</button>`}`;
}

/** Pinned ones first. @param {Thread[]} posts @param {number} order */
function sorted(posts, order) {
  /** @param {Thread} post */
  const key = (post) => (order === 1 ? post.id : (lastMessages.get(post.id) ?? post.id));
  return posts.sort(
    (a, b) => Number(isPinnedPost(b)) - Number(isPinnedPost(a)) || compare(key(b), key(a)),
  );
}
