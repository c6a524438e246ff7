/** @import { Channel } from "app/types" */
import { joinVoice, obstacleTo } from "app/actions/voice.js";
import { Icon } from "app/components/icon.js";
import { isDirect, isVoice } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { callPlace, callViews } from "app/stores/call.js";
import { channels } from "app/stores/channels.js";
import { callIn } from "app/stores/direct-calls.js";
import { recordingIn } from "app/stores/recordings.js";
import { voiceStatesIn } from "app/stores/voice.js";

/** The call that I am in, at the foot of the channel list. */
export function VoiceDock() {
  const views = callViews.value;
  return callPlace.value && views ? h(views.CallPanel, {}) : null;
}

/** What is said in a channel, above what is written in it. @param {{ channelId: string }} props */
export function VoiceStage({ channelId }) {
  const channel = channels.get(channelId);
  const isHere = isVoice(channel) || (isDirect(channel) && callIn(channelId));
  if (!channel || !isHere) return null;
  const views = callViews.value;
  if (callPlace.value?.channelId === channelId && views) return h(views.CallView, { channelId });
  return h(JoinBar, { channel });
}

/** @param {{ channel: Channel }} props */
function JoinBar({ channel }) {
  const present = voiceStatesIn(channel.guild_id ?? "", channel.id).length;
  const obstacle = obstacleTo(channel);
  return html`<div class="join-bar">
    ${h(Icon, { name: "volume-2", size: 18 })}
    <p>${isDirect(channel) ? "A call goes on." : present ? `${plural(present, "person is", "people are")} here.` : "Nobody is here yet."}${recordingIn(channel.id) ? " It is being recorded." : ""}</p>
    <button type="button" class="button primary small" disabled=${Boolean(obstacle)} data-tip=${obstacle || undefined} onClick=${() => joinVoice(channel)}>${isDirect(channel) ? "Join call" : "Join voice"}</button>
  </div>`;
}
