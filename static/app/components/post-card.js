/** @import { Channel, Message } from "app/types" @import { Thread } from "app/stores/threads.js" */
import * as api from "app/api/messages.js";
import { Avatar } from "app/components/avatar.js";
import { Icon } from "app/components/icon.js";
import { openContextMenu } from "app/components/menu.js";
import { TagPill, tagsOf } from "app/components/tag-pill.js";
import { threadMenu } from "app/components/thread-tools.js";
import { h, html } from "app/lib/html.js";
import { timeOf } from "app/lib/snowflake.js";
import { formatNumber, plural } from "app/lib/text.js";
import { formatRelative } from "app/lib/time.js";
import { plainText } from "app/markdown/parse.js";
import { lastMessages } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { mentionNames } from "app/stores/names.js";
import { isUnread } from "app/stores/read-states.js";
import { isPinnedPost } from "app/stores/threads.js";
import { users } from "app/stores/users.js";
import { useEffect, useRef, useState } from "preact/hooks";

const EXCERPT = 160;

/** A post as its forum shows it. @param {{ post: Thread, forum: Channel, onOpen: () => void }} props */
export function PostCard({ post, forum, onOpen }) {
  const ref = useRef(/** @type {HTMLLIElement | null} */ (null));
  const first = useFirstMessage(post.id, ref);
  const guildId = post.guild_id;
  const author = users.get(post.owner_id ?? "");
  const last = lastMessages.get(post.id) ?? post.last_message_id ?? post.id;
  const picture = first?.attachments.find((one) => one.content_type?.startsWith("image/"));
  const excerpt = first ? plainText(first.content, mentionNames(guildId)).slice(0, EXCERPT) : "";
  const tags = tagsOf(forum, post.applied_tags);
  const locked = post.thread_metadata?.locked;
  const count = post.message_count ?? 0;
  return html`<li ref=${ref} class="post" data-unread=${isUnread(post.id) || undefined} onContextMenu=${(/** @type {MouseEvent} */ e) => openContextMenu(e, post.name ?? "", () => threadMenu(post.id))}>
    <div class="post-main">
      ${tags.length > 0 && html`<p class="tag-pills">${tags.map((tag) => h(TagPill, { key: tag.id, tag }))}</p>`}
      <h3><button type="button" class="post-open" aria-label=${`Open ${post.name}`} onClick=${onOpen}>${isPinnedPost(post) && h(Icon, { name: "pin", size: 14 })}${locked && h(Icon, { name: "lock", size: 14 })}${post.name}</button></h3>
      ${excerpt && html`<p class="post-excerpt" dir="auto">${author && html`<b>${displayName(guildId, author.id)}</b> `}${excerpt}</p>`}
      <p class="post-facts">
        ${author && h(Avatar, { user: author, size: 16 })}
        <span title=${plural(count, "message")}>${h(Icon, { name: "message-circle", size: 14 })} ${formatNumber(count)}</span>
        <span>${formatRelative(timeOf(last))}</span>
      </p>
    </div>
    ${picture && html`<img class="post-picture" src=${picture.proxy_url ?? picture.url} alt=${picture.description ?? ""} loading="lazy" />`}
  </li>`;
}

/** What posts begin with; fetched once. @type {Map<string, Promise<Message | undefined>>} */
const firstMessages = new Map();

/** @param {string} postId */
function firstMessage(postId) {
  // A post has the id of its first message.
  const asked = firstMessages.get(postId) ?? api.message(postId, postId).catch(() => undefined);
  firstMessages.set(postId, asked);
  return asked;
}

/**
 * Fetched when the post comes into view.
 * @param {string} postId
 * @param {import("preact").RefObject<HTMLElement | null>} ref
 */
function useFirstMessage(postId, ref) {
  const [message, setMessage] = useState(/** @type {Message | undefined} */ (undefined));
  useEffect(() => {
    let stale = false;
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      seen.disconnect();
      void firstMessage(postId).then((found) => !stale && setMessage(found));
    });
    if (ref.current) seen.observe(ref.current);
    return () => {
      stale = true;
      seen.disconnect();
    };
  }, [postId]);
  return message;
}
