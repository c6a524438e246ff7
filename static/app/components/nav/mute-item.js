/** @import { MenuItem } from "app/types" */
import { unmuteChannel } from "app/actions/muting.js";
import { askToMuteChannel } from "app/components/dialogs/mute-dialog.js";
import { isChannelMuted } from "app/stores/muting.js";

/** @param {string} channelId @param {string} noun what it is called @returns {MenuItem} */
export function muteItem(channelId, noun) {
  return isChannelMuted(channelId)
    ? { label: `Unmute ${noun}`, icon: "bell", run: () => void unmuteChannel(channelId) }
    : { label: `Mute ${noun}`, icon: "bell-off", run: () => askToMuteChannel(channelId) };
}
