/** @import { ShownMessage } from "app/types" */

import { isWritten } from "app/components/messages/rows.js";
import { ChannelType, isDirect } from "app/lib/channel-types.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel, timedOutUntil } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { myId } from "app/stores/session.js";

/** System messages that may be deleted like written ones. */
const DELETABLE = new Set([0, 6, 7, 19, 20, 23]);

/** What I may do with a message. @param {ShownMessage} message */
export function messageRights(message) {
  const id = message.channel_id;
  const channel = channels.get(id);
  const mine = message.author.id === myId.value;
  const free = !timedOutUntil(channel?.guild_id);
  const manages = !isDirect(channel) && canInChannel(id, Permission.MANAGE_MESSAGES);
  const sent = !message.state;
  return {
    react:
      sent && free && canInChannel(id, Permission.ADD_REACTIONS | Permission.READ_MESSAGE_HISTORY),
    reply: sent && free && isWritten(message) && canInChannel(id, Permission.SEND_MESSAGES),
    thread:
      sent &&
      isWritten(message) &&
      (channel?.type === ChannelType.TEXT || channel?.type === ChannelType.ANNOUNCEMENT) &&
      canInChannel(id, Permission.CREATE_PUBLIC_THREADS),
    edit: sent && mine && isWritten(message),
    pin: sent && isWritten(message) && (manages || isDirect(channel)),
    remove: sent && DELETABLE.has(message.type) && (mine || manages),
  };
}
