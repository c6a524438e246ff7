/** @import { Channel, VoiceState } from "app/types" */
import { Avatar } from "app/components/avatar.js";
import { Icon } from "app/components/icon.js";
import { openMemberMenu } from "app/components/member-menu.js";
import { openProfile } from "app/components/profile.js";
import { requestMembersById } from "app/gateway/connection.js";
import { ChannelType, isVoice } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { speaking } from "app/stores/call.js";
import { displayName, memberOf } from "app/stores/members.js";
import { users } from "app/stores/users.js";
import { stageIn, voiceStatesIn } from "app/stores/voice.js";
import { useEffect } from "preact/hooks";

/** What goes on in a voice channel: what it is about, and who is there. @param {{ channel: Channel, guildId: string }} props */
export function VoiceRows({ channel, guildId }) {
  if (!isVoice(channel)) return null;
  const states = voiceStatesIn(guildId, channel.id);
  const stage = stageIn(channel.id);
  const about = stage?.topic ?? channel.status;
  if (!states.length && !about) return null;
  const isStage = channel.type === ChannelType.STAGE;
  const shown = isStage ? states.filter((state) => speaks(state) || asks(state)) : states;
  const listening = states.length - shown.length;
  return html`<li class="voice-rows">
    ${about && html`<p class="voice-about truncate" title=${about}>${about}</p>`}
    ${states.length > 0 && h(MissingMembers, { guildId, states })}
    <ul aria-label=${`In ${channel.name}`}>
      ${shown.map((state) => h(VoiceRow, { key: state.user_id, state, guildId }))}
      ${listening > 0 && html`<li class="voice-listening">${plural(listening, "listener")}</li>`}
    </ul>
  </li>`;
}

/** Whether they wait to be let on the stage. @param {VoiceState} state */
const asks = (state) => state.suppress && Boolean(state.request_to_speak_timestamp);

/** @param {VoiceState} state */
const speaks = (state) => !state.suppress && !state.request_to_speak_timestamp;

/** @param {{ state: VoiceState, guildId: string }} props */
function VoiceRow({ state, guildId }) {
  const user = users.get(state.user_id);
  if (!user) return null;
  const name = displayName(guildId, user.id);
  const speaks = Boolean(speaking.get(user.id));
  return html`<li class="voice-row" data-speaking=${speaks || undefined} onContextMenu=${(/** @type {MouseEvent} */ e) => openMemberMenu(e, user, guildId)}>
    <button type="button" class="voice-person" onClick=${(/** @type {MouseEvent} */ e) => openProfile(/** @type {Element} */ (e.currentTarget), user, guildId)}>
      ${h(Avatar, { user, size: 20 })}<span class="truncate">${name}</span>
      ${speaks && html`<span class="visually-hidden">speaking</span>`}
      ${state.self_stream && html`<span class="tag live-tag" data-tip="Shares a screen">Live</span>`}
      ${marksOf(state).map(([icon, label]) => html`<span key=${icon} class="voice-mark" role="img" aria-label=${label} data-tip=${label}>${h(Icon, { name: icon, size: 14 })}</span>`)}
    </button>
  </li>`;
}

/** @param {VoiceState} state @returns {[string, string][]} */
function marksOf(state) {
  /** @type {[string, string][]} */
  const marks = [];
  if (asks(state)) marks.push(["hand", "Asks to speak"]);
  if (state.self_video) marks.push(["video", "Camera on"]);
  if (state.mute) marks.push(["mic-off", "Muted by a moderator"]);
  else if (state.suppress && !asks(state)) marks.push(["mic-off", "May not speak here"]);
  else if (state.self_mute) marks.push(["mic-off", "Muted"]);
  if (state.deaf) marks.push(["headphone-off", "Deafened by a moderator"]);
  else if (state.self_deaf) marks.push(["headphone-off", "Deafened"]);
  return marks;
}

/** Ask for those whom READY did not name. @param {{ guildId: string, states: VoiceState[] }} props */
function MissingMembers({ guildId, states }) {
  const missing = states
    .map((state) => state.user_id)
    .filter((id) => !memberOf(guildId, id) || !users.get(id))
    .join(" ");
  useEffect(() => {
    if (missing) requestMembersById(guildId, missing.split(" ").slice(0, 100));
  }, [guildId, missing]);
  return null;
}
