/** Coming into voice, and what one does there. Its code is fetched by the first who wants it. */
/** @import { Channel } from "app/types" */
import { fetched } from "app/actions/open.js";
import { ChannelType } from "app/lib/channel-types.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel } from "app/stores/access.js";
import { callPlace, callViews } from "app/stores/call.js";
import { voiceStatesIn } from "app/stores/voice.js";
import { changeVoice, voiceSettings } from "app/stores/voice-settings.js";

/** Why a channel cannot be joined, for people; empty when it can. @param {Channel} channel */
export function obstacleTo(channel) {
  if (!canInChannel(channel.id, Permission.CONNECT)) return "You may not join this channel.";
  const { user_limit: limit = 0, guild_id: guildId = "" } = channel;
  const isFull =
    channel.type === ChannelType.VOICE &&
    limit > 0 &&
    voiceStatesIn(guildId, channel.id).length >= limit;
  if (isFull && !canInChannel(channel.id, Permission.MOVE_MEMBERS)) return "This channel is full.";
  return "";
}

/** @param {Channel} channel */
export async function joinVoice(channel) {
  if (callPlace.peek()?.channelId === channel.id || obstacleTo(channel)) return;
  const voice = await fetchVoice();
  voice?.call.join(channel.guild_id ?? "", channel.id);
}

export async function leaveVoice() {
  const voice = await fetchVoice();
  voice?.call.leave();
}

export function toggleMute() {
  const { mute, deaf } = voiceSettings.peek();
  // Who wants to speak wants to hear.
  changeVoice(mute || deaf ? { mute: false, deaf: false } : { mute: true });
  void sound(mute || deaf ? "unmute" : "mute");
}

export function toggleDeaf() {
  const { deaf } = voiceSettings.peek();
  changeVoice({ deaf: !deaf });
  void sound(deaf ? "undeafen" : "deafen");
}

/** @param {string} name */
async function sound(name) {
  if (!callPlace.peek()) return;
  const voice = await fetchVoice();
  voice?.cue(name);
}

async function fetchVoice() {
  const module = await fetched(import("app/voice/views/views.js"));
  if (module) callViews.value = module;
  return module;
}
