import { request } from "app/api/request.js";

/**
 * Call people of a direct conversation whose call I am in.
 * @param {string} channelId
 * @param {string[]} [recipients] everybody who is not in it, if nobody is named
 * @returns {Promise<void>}
 */
export const ring = (channelId, recipients) =>
  request("POST", `/channels/${channelId}/call/ring`, {
    body: { ...(recipients && { recipients }) },
  });

/** Decline. @param {string} channelId @returns {Promise<void>} */
export const stopRinging = (channelId) =>
  request("POST", `/channels/${channelId}/call/stop-ringing`, { body: {} });

/** @type {Promise<RTCIceServer[]> | null} */
let known = null;
let until = 0;

/** Helpers for those whose network lets no UDP through; none when there are none. */
export function iceServers() {
  if (!known || Date.now() > until) {
    until = Date.now() + 600_000;
    known = request("GET", "/voice/ice-servers").then(
      (answer) => answer.ice_servers ?? [],
      () => {
        known = null;
        return [];
      },
    );
  }
  return known;
}
