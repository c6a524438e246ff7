/** Which pictures of the others are on screen, and how large: nothing else is sent to me. */
/** @import { RoomConnection } from "app/voice/connection.js" */

import { SignalMap } from "app/lib/signal-map.js";
import { sentBy } from "app/stores/call.js";

/** @typedef {{ quality: string, size: number }} Wish quality: "auto" or a layer; size: lines on screen */

/** By the id of what is sent. @type {SignalMap<Wish>} */
const watched = new SignalMap();

/** Each place where a picture is shown. @type {Map<string, Map<object, Wish>>} */
const places = new Map();

/** @type {{ by: RoomConnection | null, wishes: Map<string, string> }} */
let asked = { by: null, wishes: new Map() };

/** A picture is on screen. @param {object} place that shows it @param {string} id @param {Wish} wish */
export function watch(place, id, wish) {
  const known = places.get(id) ?? new Map();
  places.set(id, known.set(place, wish));
  settle(id);
}

/** It is not any more. @param {object} place @param {string} id */
export function unwatch(place, id) {
  places.get(id)?.delete(place);
  settle(id);
}

/** The largest place decides. @param {string} id */
function settle(id) {
  const [best] = [...(places.get(id)?.values() ?? [])].sort((a, b) => b.size - a.size);
  const known = watched.peek(id);
  if (!best) watched.delete(id);
  else if (known?.quality !== best.quality || known.size !== best.size) watched.set(id, best);
}

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
