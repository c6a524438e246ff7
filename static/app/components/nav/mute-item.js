/** @import { MenuItem } from "app/types" */
import { unmuteChannel, unmuteThread } from "app/actions/muting.js";
import { askToMuteChannel, askToMuteThread } from "app/components/dialogs/mute-dialog.js";
import { isChannelMuted } from "app/stores/muting.js";

/** @param {string} channelId @param {string} noun what it is called @returns {MenuItem} */
export function muteItem(channelId, noun) {
  return isChannelMuted(channelId)
    ? { label: `Unmute ${noun}`, icon: "bell", run: () => void unmuteChannel(channelId) }
    : { label: `Mute ${noun}`, icon: "bell-off", run: () => askToMuteChannel(channelId) };
}

/** @param {string} threadId one that I follow @param {string} noun @returns {MenuItem} */
export function muteThreadItem(threadId, noun) {
  return isChannelMuted(threadId)
    ? { label: `Unmute ${noun}`, icon: "bell", run: () => void unmuteThread(threadId) }
    : { label: `Mute ${noun}`, icon: "bell-off", run: () => askToMuteThread(threadId) };
}
