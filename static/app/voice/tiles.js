/** What a call shows: each who is here, and each screen. */
/** @import { Sent } from "app/stores/call.js" */

import { ChannelType } from "app/lib/channel-types.js";
import { myCamera, myScreen, sentBy } from "app/stores/call.js";
import { channels } from "app/stores/channels.js";
import { myId } from "app/stores/session.js";
import { voiceStatesIn } from "app/stores/voice.js";

/**
 * @typedef {object} Tile
 * @property {string} key
 * @property {string} userId
 * @property {"camera" | "screen"} source
 * @property {boolean} isMine
 * @property {Sent} [sent] of the others
 * @property {MediaStreamTrack} [track] absent: an avatar stands for it
 */

/** Screens first, then people; an audience is not shown. @param {string} guildId @param {string} channelId @returns {Tile[]} */
export function tilesOf(guildId, channelId) {
  const isStage = channels.get(channelId)?.type === ChannelType.STAGE;
  const people = voiceStatesIn(guildId, channelId).filter(
    (state) => !isStage || !state.suppress || state.user_id === myId.value,
  );
  /** @type {Tile[]} */
  const screens = [];
  /** @type {Tile[]} */
  const faces = [];
  for (const { user_id: userId } of people) {
    const isMine = userId === myId.value;
    const screen = isMine ? mine(myScreen.value) : theirs(userId, "screen");
    if (screen)
      screens.push({ key: `${userId} screen`, userId, source: "screen", isMine, ...screen });
    const camera = isMine ? mine(myCamera.value) : theirs(userId, "camera");
    faces.push({ key: userId, userId, source: "camera", isMine, ...camera });
  }
  return [...screens, ...faces];
}

/** @param {MediaStream | null} stream */
function mine(stream) {
  const track = stream?.getVideoTracks()[0];
  return track && { track };
}

/** @param {string} userId @param {"camera" | "screen"} source */
function theirs(userId, source) {
  const sent = sentBy.get(userId)?.find((one) => one.source === source);
  return sent?.track && { sent, track: sent.track };
}
