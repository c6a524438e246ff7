/** The buttons of a call, in the panel and under the pictures. */
import { leaveVoice, toggleDeaf, toggleMute } from "app/actions/voice.js";
import { IconButton } from "app/components/icon-button.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { callPlace, myCamera, myScreen } from "app/stores/call.js";
import { channels } from "app/stores/channels.js";
import { openDialog } from "app/stores/overlays.js";
import { mayRecord, recordingIn } from "app/stores/recordings.js";
import { myVoice } from "app/stores/voice.js";
import { voiceSettings } from "app/stores/voice-settings.js";
import { startCamera, stopCamera, stopScreen } from "app/voice/capture.js";
import { askToRecord } from "app/voice/views/recording-banner.js";
import { ShareDialog } from "app/voice/views/share-dialog.js";

/** Whether this browser can share a screen; phones cannot. */
const sharesScreens = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

/** @param {{ withLeave: boolean }} props */
export function CallControls({ withLeave }) {
  const { mute, deaf } = voiceSettings.value;
  const channelId = callPlace.value?.channelId ?? "";
  const mayShow = canInChannel(channelId, Permission.STREAM);
  const canRecord =
    channels.get(channelId)?.type === ChannelType.VOICE &&
    mayRecord(channelId) &&
    !recordingIn(channelId);
  const denied = mayShow ? undefined : "You may not show video in this channel";
  const camera = Boolean(myCamera.value);
  const screen = Boolean(myScreen.value);
  const share = () => openDialog((close) => h(ShareDialog, { close }));
  return html`<div class="call-controls" role="toolbar" aria-label="Call">
    ${h(IconButton, { icon: mute || deaf ? "mic-off" : "mic", label: mute || deaf ? "Unmute" : "Mute", tip: muteTip(mute || deaf), class: mute || deaf ? "off" : "", onClick: toggleMute })}
    ${h(IconButton, { icon: deaf ? "headphone-off" : "headphones", label: deaf ? "Undeafen" : "Deafen", class: deaf ? "off" : "", onClick: toggleDeaf })}
    ${h(IconButton, { icon: camera ? "video" : "video-off", label: camera ? "Turn off camera" : "Turn on camera", tip: denied, disabled: !mayShow, class: camera ? "on" : "", onClick: () => (camera ? stopCamera() : void startCamera()) })}
    ${sharesScreens() && h(IconButton, { icon: screen ? "monitor-off" : "monitor-up", label: screen ? "Stop sharing" : "Share screen", tip: denied, disabled: !mayShow, class: screen ? "on" : "", onClick: () => (screen ? stopScreen() : share()) })}
    ${canRecord && h(IconButton, { icon: "circle-dot", label: "Record", onClick: () => askToRecord(channelId) })}
    ${withLeave && h(LeaveButton, {})}
  </div>`;
}

export function LeaveButton() {
  return h(IconButton, {
    icon: "phone-off",
    label: "Disconnect",
    class: "leave-call",
    onClick: () => void leaveVoice(),
  });
}

/** @param {boolean} isMuted */
function muteTip(isMuted) {
  const state = myVoice.value;
  if (state?.mute) return "A moderator has muted you";
  if (state?.suppress) return "You may not speak here";
  return isMuted ? "Unmute" : "Mute";
}
