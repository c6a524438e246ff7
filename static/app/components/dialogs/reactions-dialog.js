/** @import { Emoji, ShownMessage } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/messages.js";
import { Avatar } from "app/components/avatar.js";
import { confirm } from "app/components/confirm.js";
import { Dialog } from "app/components/dialog.js";
import { IconButton } from "app/components/icon-button.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { emojiUrl } from "app/lib/assets.js";
import { isDirect } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { currentOf } from "app/stores/messages.js";
import { myId } from "app/stores/session.js";
import { useState } from "preact/hooks";

/** As addresses have it. @param {Emoji} emoji */
const keyOf = (emoji) => (emoji.id ? `${emoji.name}:${emoji.id}` : (emoji.name ?? ""));

/** Who reacted with what; moderators take it back. @param {{ message: ShownMessage, close: () => void }} props */
export function ReactionsDialog({ message, close }) {
  const { channel_id: channelId, id } = message;
  const reactions = currentOf(message)?.reactions ?? [];
  const [chosen, setChosen] = useState("");
  const open = reactions.find(({ emoji }) => keyOf(emoji) === chosen) ?? reactions[0];
  const moderates =
    !isDirect(channels.get(channelId)) && canInChannel(channelId, Permission.MANAGE_MESSAGES);
  const key = open && keyOf(open.emoji);
  const clearAll = () =>
    confirm({
      title: "Remove all reactions?",
      text: "Those of everybody are gone then. This cannot be undone.",
      action: "Remove all",
      run: () => api.clearReactions(channelId, id),
    });
  return h(
    Dialog,
    { title: "Reactions", onClose: close, class: "small" },
    html`<div class="dialog-body">
      ${!open && h(EmptyState, { icon: "smile", title: "Nobody reacts to this any more." })}
      <div class="reactions" role="group" aria-label="Emoji">
        ${reactions.map(
          ({
            emoji,
            count,
          }) => html`<button key=${keyOf(emoji)} type="button" class="reaction" aria-pressed=${emoji === open?.emoji} aria-label=${`${emoji.name}, ${count}`} onClick=${() => setChosen(keyOf(emoji))}>
            ${emoji.id ? html`<img class="emoji" src=${emojiUrl({ id: emoji.id })} alt="" />` : html`<span class="emoji">${emoji.name}</span>`}
            <span class="reaction-count">${count}</span>
          </button>`,
        )}
      </div>
      ${open && key && h(Reactors, { key, channelId, messageId: id, emoji: key, count: open.count, moderates })}
    </div>
    ${
      moderates &&
      open &&
      key &&
      html`<footer class="dialog-footer">
        <button type="button" class="button danger" onClick=${clearAll}>Remove all</button>
        <button type="button" class="button" onClick=${() => void attempt(api.clearReactions(channelId, id, key))}>Remove ${open.emoji.name}</button>
      </footer>`
    }`,
  );
}

/** @param {{ channelId: string, messageId: string, emoji: string, count: number, moderates: boolean }} props */
function Reactors({ channelId, messageId, emoji, count, moderates }) {
  const guildId = channels.peek(channelId)?.guild_id;
  const { data, failed, reload, change } = useLoad(
    () => api.reactors(channelId, messageId, emoji),
    [count],
  );
  if (failed) return h(ErrorState, { title: "They could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const more = async () => {
    const page = await attempt(api.reactors(channelId, messageId, emoji, data.at(-1)?.id));
    if (page) change([...data, ...page]);
  };
  return html`<ul class="friend-list">
      ${data.map((user) => {
        const name = displayName(guildId, user.id, user);
        const take = () => void attempt(api.removeReaction(channelId, messageId, emoji, user.id));
        return html`<li key=${user.id} class="friend">
          ${h(Avatar, { user, size: 32 })}<span class="truncate">${name}</span>
          ${moderates && user.id !== myId.value && html`<span class="friend-tools">${h(IconButton, { icon: "x", label: `Remove the reaction of ${name}`, tip: "Remove", size: 16, onClick: take })}</span>`}
        </li>`;
      })}
    </ul>
    ${data.length < count && data.length >= api.REACTORS_PAGE && html`<button type="button" class="button small wide" onClick=${more}>Show more</button>`}`;
}
