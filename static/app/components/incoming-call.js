/** Somebody calls me. */
import { answerCall, declineCall, startRinging } from "app/actions/voice.js";
import { Avatar } from "app/components/avatar.js";
import { channelName } from "app/components/channel-name.js";
import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { channels, recipientOf } from "app/stores/channels.js";
import { ringingCall } from "app/stores/direct-calls.js";
import { useEffect } from "preact/hooks";

export function IncomingCall() {
  const channelId = ringingCall.value?.channel_id;
  useEffect(() => (channelId ? startRinging() : undefined), [channelId]);
  const channel = channels.get(channelId ?? "");
  if (!channelId || !channel) return null;
  const person = recipientOf(channel);
  const name = channelName(channel);
  return html`<section class="incoming-call" role="alert" aria-label=${`${name} is calling`}>
    ${person ? h(Avatar, { user: person, size: 40 }) : h(Icon, { name: "users", size: 32 })}
    <p><b class="truncate">${name}</b><span>is calling</span></p>
    <button type="button" class="button small" onClick=${() => declineCall(channelId)}>Decline</button>
    <button type="button" class="button primary small" onClick=${() => answerCall(channel)}>Accept</button>
  </section>`;
}
