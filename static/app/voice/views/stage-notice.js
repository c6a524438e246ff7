/** Audience or speaker: what I am on a stage, and how that changes. */
/** @import { VoiceState } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import { changeMyStageVoice } from "app/api/stages.js";
import { html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";

/** @param {{ state: VoiceState }} props mine, in a stage channel */
export function StageNotice({ state }) {
  const { guild_id: guildId, channel_id: channelId, suppress } = state;
  const asked = state.request_to_speak_timestamp !== null;
  if (!guildId || !channelId || (!suppress && !asked)) return null;
  /** @param {() => object} change @param {string} label */
  const act = (change, label) => {
    const run = () => void attempt(changeMyStageVoice(guildId, channelId, change()));
    return html`<button type="button" class="button small" onClick=${run}>${label}</button>`;
  };
  if (!suppress)
    return notice("You are invited to speak.", [
      act(withdraw, "Accept"),
      act(() => ({ suppress: true }), "Decline"),
    ]);
  if (asked) return notice("You have asked to speak.", [act(withdraw, "Withdraw")]);
  if (canInChannel(channelId, Permission.MUTE_MEMBERS))
    return notice("You are in the audience.", [act(() => ({ suppress: false }), "Speak")]);
  return notice(
    "You are in the audience.",
    canInChannel(channelId, Permission.REQUEST_TO_SPEAK) ? [act(ask, "Ask to speak")] : [],
  );
}

const ask = () => ({ request_to_speak_timestamp: new Date().toISOString() });
const withdraw = () => ({ request_to_speak_timestamp: null });

/** @param {string} text @param {unknown[]} buttons */
const notice = (text, buttons) =>
  html`<div class="call-notice"><p>${text}</p>${buttons.length > 0 && html`<div class="button-row">${buttons}</div>`}</div>`;
