/** Coming and going. Both load the page anew: nothing of one person is left for the next. */

import { attempt } from "app/actions/attempt.js";
import * as auth from "app/api/auth.js";
import { disconnect } from "app/gateway/connection.js";
import { forgetAll } from "app/lib/storage.js";

const RENEWAL_MS = 13 * 3_600_000;

/** Go on where someone wanted to go before signing in. */
export function enter() {
  location.assign(nextPath() ?? "/channels/@me");
}

/** The path to return to; only within this site. */
export function nextPath() {
  const next = new URLSearchParams(location.search).get("next");
  return next?.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") ? next : null;
}

export async function leave() {
  disconnect();
  await attempt(auth.logOut());
  forgetAll();
  location.assign("/login");
}

/** Keep the session while this page is open, however long that is. */
export function startKeepingSession() {
  setInterval(() => auth.session().catch(() => {}), RENEWAL_MS);
}

/** The session ended elsewhere. */
export function signedOut() {
  forgetAll();
  const next = encodeURIComponent(location.pathname + location.search);
  location.assign(`/login?next=${next}`);
}
