/** The client's one connection, and what happens when it is lost and found. */
import { batch, effect, untracked } from "@preact/signals";
import { catchUp } from "app/actions/history.js";
import { handle } from "app/gateway/handlers.js";
import { GatewaySocket } from "app/gateway/socket.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { myActivities, myStatus } from "app/stores/presences.js";
import { connection, isReady, lostAt } from "app/stores/session.js";

/** @type {GatewaySocket | null} */
let socket = null;

let stopSharing = () => {};

/** @param {() => void} onSignedOut */
export function connect(onSignedOut) {
  socket = new GatewaySocket(bootstrap.gateway_url, {
    identity,
    onSignedOut,
    onState(state) {
      if (state === "connected") lostAt.value = null;
      else if (isReady.peek()) lostAt.value ??= Date.now();
      connection.value = state;
    },
    onEvent(name, data) {
      const wasHere = isReady.peek();
      batch(() => handle(name, data));
      // A fresh session tells nothing of the messages in between.
      if (name === "READY" && wasHere) catchUp();
    },
  });
  socket.connect();
  // Also when it was chosen in another window.
  stopSharing = effect(() => {
    const chosen = presence();
    if (isReady.value) socket?.sendPresence(chosen);
  });
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", probe);
}

export function disconnect() {
  removeEventListener("online", hurry);
  document.removeEventListener("visibilitychange", probe);
  stopSharing();
  socket?.close();
  socket = null;
}

export function hurry() {
  socket?.hurry();
}

/**
 * Everyone of a guild, when READY told only of some.
 * @param {string} guildId
 */
export function requestMembers(guildId) {
  socket?.requestMembers({ guild_id: guildId, query: "", limit: 0, presences: true });
}

/**
 * Some of a guild's people, at most a hundred.
 * @param {string} guildId
 * @param {string[]} userIds
 */
export function requestMembersById(guildId, userIds) {
  socket?.requestMembers({ guild_id: guildId, user_ids: userIds, limit: 0, presences: true });
}

/**
 * Where I want to be in voice, and what I do there.
 * @param {{ guild_id: string | null, channel_id: string | null, self_mute: boolean, self_deaf: boolean,
 *   self_video: boolean, self_stream: boolean }} state
 */
export function sendVoiceState(state) {
  socket?.sendVoiceState(state);
}

function probe() {
  if (document.visibilityState === "visible") socket?.probe();
}

function identity() {
  return {
    properties: { os: "", browser: "Guildhall Web", device: "" },
    large_threshold: 250,
    // At the start the server knows better what I chose last.
    ...(isReady.peek() && { presence: untracked(presence) }),
  };
}

function presence() {
  return { status: myStatus.value, since: 0, afk: false, activities: myActivities() };
}
