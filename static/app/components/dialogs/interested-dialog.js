/** @import { ScheduledEvent } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/scheduled-events.js";
import { Avatar } from "app/components/avatar.js";
import { Dialog } from "app/components/dialog.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { displayName } from "app/stores/members.js";
import { openDialog } from "app/stores/overlays.js";

/** Who wants to come. @param {ScheduledEvent} event */
export function openInterested(event) {
  openDialog((close) => h(InterestedDialog, { event, close }));
}

/** @param {{ event: ScheduledEvent, close: () => void }} props */
function InterestedDialog({ event, close }) {
  const { data, failed, reload, change } = useLoad(() => api.interested(event), [event.id]);
  const more = async () => {
    const page = await attempt(api.interested(event, data?.at(-1)?.user.id));
    if (page && data) change([...data, ...page]);
  };
  const hasMore = data && data.length > 0 && data.length % api.INTERESTED_PAGE === 0;
  return h(
    Dialog,
    { title: `Interested in ${event.name}`, onClose: close, class: "small" },
    html`<div class="dialog-body">
      ${failed && h(ErrorState, { title: "They could not be loaded.", onRetry: reload })}
      ${!failed && !data && h(Loading, {})}
      ${data?.length === 0 && h(EmptyState, { icon: "star", title: "Nobody yet." })}
      <ul class="friend-list">${data?.map(({ user }) => html`<li key=${user.id} class="friend">${h(Avatar, { user, size: 32 })}<span class="truncate">${displayName(event.guild_id, user.id, user)}</span></li>`)}</ul>
      ${hasMore && html`<button type="button" class="button small wide" onClick=${more}>Show more</button>`}
    </div>`,
  );
}
