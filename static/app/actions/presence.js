/** @import { Status } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/users.js";
import { myCustomStatus, myStatus } from "app/stores/presences.js";

/** @param {Status} status */
export async function setStatus(status) {
  myStatus.value = status;
  await attempt(api.updateSettings({ status }));
}

/** @param {string} text @param {number} [minutes] after which it ends by itself; 0: never */
export async function setCustomStatus(text, minutes = 0) {
  myCustomStatus.value = text;
  const ends = minutes ? new Date(Date.now() + minutes * 60_000).toISOString() : null;
  const status = text ? { text, expires_at: ends } : null;
  await attempt(api.updateSettings({ custom_status: status }));
}
