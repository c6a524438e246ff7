import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/users.js";
import { channelPath, homePath, navigate } from "app/router.js";
import { directChannels, putChannel, recipientOf, removeChannel } from "app/stores/channels.js";
import { closeFloating } from "app/stores/overlays.js";

/** Go to the conversation with someone, which begins now if there is none. @param {string} userId */
export async function openDirect(userId) {
  closeFloating();
  const known = directChannels.peek().find((channel) => recipientOf(channel)?.id === userId);
  const channel = known ?? (await attempt(api.openDirect(userId)));
  if (!channel) return;
  if (!known) putChannel(channel);
  navigate(channelPath(undefined, channel.id));
}

/** Take a conversation off the list; nothing is deleted. @param {string} channelId */
export async function closeDirect(channelId) {
  const closed = await attempt(api.closeDirect(channelId).then(() => true));
  if (!closed) return;
  removeChannel({ id: channelId });
  if (location.pathname.startsWith(channelPath(undefined, channelId))) navigate(homePath());
}
