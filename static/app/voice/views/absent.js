/** Who of a group is not in its call, to call them one by one. */
/** @import { User } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import { ring } from "app/api/voice.js";
import { Avatar } from "app/components/avatar.js";
import { h, html } from "app/lib/html.js";
import { channels } from "app/stores/channels.js";
import { callIn } from "app/stores/direct-calls.js";
import { userName, users } from "app/stores/users.js";
import { voiceStateOf } from "app/stores/voice.js";

/** @param {{ channelId: string }} props of a direct conversation */
export function Absent({ channelId }) {
  const recipients = channels.get(channelId)?.recipients ?? [];
  const absent = recipients.filter(
    ({ id, bot }) => !bot && voiceStateOf("", id)?.channel_id !== channelId,
  );
  if (recipients.length < 2 || absent.length === 0) return null;
  return html`<ul class="call-absent" aria-label="Not in the call">${absent.map((user) => h(Person, { key: user.id, user, channelId }))}</ul>`;
}

/** @param {{ user: User, channelId: string }} props */
function Person({ user, channelId }) {
  const name = userName(users.get(user.id) ?? user);
  const rings = callIn(channelId)?.ringing.includes(user.id) ?? false;
  const call = () => void attempt(ring(channelId, [user.id]));
  return html`<li data-ringing=${rings || undefined}>
    ${h(Avatar, { user, size: 32 })}
    <span class="truncate">${name}</span>
    ${
      rings
        ? html`<span class="faint" role="status">Ringing…</span>`
        : html`<button type="button" class="button small" aria-label=${`Ring ${name}`} onClick=${call}>Ring</button>`
    }
  </li>`;
}
