/** Settings that follow the account. @import { UserSettings } from "app/types" */
import { myCustomStatus, myStatus } from "app/stores/presences.js";

/** @param {UserSettings} settings */
export function applySettings(settings) {
  if (settings.status) myStatus.value = settings.status;
  if (settings.custom_status !== undefined)
    myCustomStatus.value = settings.custom_status?.text ?? "";
}
