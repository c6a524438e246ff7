/** @import { Status } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/users.js";
import { myCustomStatus, myStatus } from "app/stores/presences.js";

/** @param {Status} status */
export async function setStatus(status) {
  myStatus.value = status;
  await attempt(api.updateSettings({ status }));
}

/** @param {string} text */
export async function setCustomStatus(text) {
  myCustomStatus.value = text;
  await attempt(api.updateSettings({ custom_status: text ? { text } : null }));
}
