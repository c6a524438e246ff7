/** @import { Phase, Quality } from "app/stores/call.js" */
import { openSettings } from "app/actions/open.js";
import { channelName } from "app/components/channel-name.js";
import { Icon } from "app/components/icon.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { channelPath } from "app/router.js";
import {
  callPhase,
  callPlace,
  isSilenced,
  microphoneProblem,
  pushes,
  quality,
} from "app/stores/call.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { openFloating } from "app/stores/overlays.js";
import { myVoice } from "app/stores/voice.js";
import { voiceSettings } from "app/stores/voice-settings.js";
import { wakeAudio } from "app/voice/audio.js";
import { retryInput } from "app/voice/input.js";
import { keyName } from "app/voice/keys.js";
import { grade } from "app/voice/statistics.js";
import { CallControls, LeaveButton } from "app/voice/views/controls.js";
import { Details } from "app/voice/views/details.js";
import { RecordingBanner } from "app/voice/views/recording-banner.js";
import { StageNotice } from "app/voice/views/stage-notice.js";

/** @type {Record<Phase, string>} */
const WORDS = {
  idle: "",
  asking: "Joining…",
  waiting: "Joining…",
  connecting: "Connecting…",
  connected: "Connected",
  restarting: "Reconnecting…",
};

/** The call that I am in, under the channels. */
export function CallPanel() {
  const place = callPlace.value;
  if (!place) return null;
  const channel = channels.get(place.channelId);
  const guild = guilds.get(place.guildId);
  const phase = callPhase.value;
  const now = quality.value;
  const mark = phase !== "connected" ? "busy" : now ? grade(now) : "good";
  /** @param {MouseEvent} event */
  const open = (event) =>
    openFloating(
      { element: /** @type {Element} */ (event.currentTarget), side: "top" },
      "Connection",
      (close) => h(Details, { close }),
    );
  return html`<section class="call-panel" aria-label="Voice">
    <div class="call-head">
      <button type="button" class="call-state" data-grade=${mark} aria-haspopup="dialog" data-tip="Connection details" onClick=${open}>
        ${h(Icon, { name: "signal", size: 18 })}
        <span role="status">${WORDS[phase]}</span>
        ${phase === "connected" && now && now.ping !== null && html`<span class="call-ping">${Math.round(now.ping)} ms</span>`}
      </button>
      ${h(LeaveButton, {})}
    </div>
    <a class="call-place truncate" href=${channelPath(place.guildId || undefined, place.channelId)}>${channelName(channel)}${guild && html`<span class="faint"> / ${guild.name}</span>`}</a>
    ${h(RecordingBanner, { channelId: place.channelId, isSmall: true })}
    ${h(Notice, {})}
    ${h(CallControls, { withLeave: false })}
  </section>`;
}

/** What keeps me from being heard or from hearing. */
function Notice() {
  const state = myVoice.value;
  if (isSilenced.value)
    return html`<button type="button" class="button primary small wide" onClick=${() => void wakeAudio()}>Click to hear the others</button>`;
  const isOnStage = channels.get(state?.channel_id ?? "")?.type === ChannelType.STAGE;
  if (state && isOnStage && (state.suppress || state.request_to_speak_timestamp))
    return h(StageNotice, { state });
  if (state?.suppress)
    return html`<p class="call-notice">You are listening: you may not speak here.</p>`;
  if (microphoneProblem.value)
    return html`<p class="call-notice" role="alert">${microphoneProblem.value} <button type="button" class="link" onClick=${retryInput}>Try again</button> · <button type="button" class="link" onClick=${() => void openSettings("voice")}>Settings</button></p>`;
  if (state?.mute) return html`<p class="call-notice">A moderator has muted you.</p>`;
  if (pushes.value && !voiceSettings.value.mute && !voiceSettings.value.deaf)
    return html`<p class="call-notice">Hold <kbd>${keyName(voiceSettings.value.pushKey)}</kbd> to talk.</p>`;
  return null;
}
