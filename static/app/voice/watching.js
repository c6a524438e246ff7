/** Which pictures of the others are on screen, and how large: nothing else is sent to me. */
/** @import { RoomConnection } from "app/voice/connection.js" */

import { SignalMap } from "app/lib/signal-map.js";
import { sentBy } from "app/stores/call.js";

/** @typedef {{ quality: string, size: number }} Wish quality: "auto" or a layer; size: lines on screen */

/** By the id of what is sent. @type {SignalMap<Wish>} */
const watched = new SignalMap();

/** @type {{ by: RoomConnection | null, wishes: Map<string, string> }} */
let asked = { by: null, wishes: new Map() };

/** A picture is on screen. @param {string} id @param {Wish} wish */
export function watch(id, wish) {
  const known = watched.peek(id);
  if (known?.quality !== wish.quality || known.size !== wish.size) watched.set(id, wish);
}

/** It is not any more. @param {string} id */
export const unwatch = (id) => watched.delete(id);

/** Tell the SFU what changed. @param {RoomConnection | null} connection */
export function askForPictures(connection) {
  if (asked.by !== connection) asked = { by: connection, wishes: new Map() };
  for (const userId of sentBy.keys()) {
    for (const { id, source } of sentBy.get(userId) ?? []) {
      if (source !== "camera" && source !== "screen") continue;
      const wish = watched.get(id);
      const key = wish ? `${wish.quality} ${wish.size}` : "off";
      if (!connection || asked.wishes.get(id) === key) continue;
      asked.wishes.set(id, key);
      connection.wish(id, wish?.quality ?? "off", wish?.size);
    }
  }
}
