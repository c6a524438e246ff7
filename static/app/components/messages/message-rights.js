/** @import { Channel, ShownMessage } from "app/types" */

import { isWritten } from "app/components/messages/rows.js";
import { ChannelType, isDirect } from "app/lib/channel-types.js";
import {
  CROSSPOSTED,
  IS_CROSSPOST,
  IS_VOICE_MESSAGE,
  SUPPRESS_EMBEDS,
} from "app/lib/message-flags.js";
import { Permission } from "app/lib/permissions.js";
import { canInChannel, timedOutUntil } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { myId } from "app/stores/session.js";

/** System messages that may be deleted like written ones. */
const DELETABLE = new Set([0, 6, 7, 12, 19, 20, 23, 46]);

/** @param {Channel | undefined} channel */
export function mayPin(channel) {
  return (
    isDirect(channel) ||
    [Permission.MANAGE_MESSAGES, Permission.PIN_MESSAGES].some((bit) =>
      canInChannel(channel?.id ?? "", bit),
    )
  );
}

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
    edit:
      sent &&
      mine &&
      isWritten(message) &&
      !message.poll &&
      !message.message_snapshots &&
      !((message.flags ?? 0) & IS_VOICE_MESSAGE),
    forward:
      sent &&
      isWritten(message) &&
      !message.poll &&
      canInChannel(id, Permission.READ_MESSAGE_HISTORY),
    publish:
      sent &&
      isWritten(message) &&
      !message.poll &&
      channel?.type === ChannelType.ANNOUNCEMENT &&
      !((message.flags ?? 0) & (CROSSPOSTED | IS_CROSSPOST)) &&
      canInChannel(id, Permission.SEND_MESSAGES) &&
      (mine || manages),
    removeFiles:
      sent &&
      mine &&
      isWritten(message) &&
      message.attachments.length > 0 &&
      !((message.flags ?? 0) & IS_VOICE_MESSAGE),
    hideEmbeds: sent && isWritten(message) && message.embeds.length > 0 && (mine || manages),
    showEmbeds:
      sent &&
      isWritten(message) &&
      Boolean((message.flags ?? 0) & SUPPRESS_EMBEDS) &&
      (mine || manages),
    seeEdits: sent && (mine || manages) && Boolean(message.edited_timestamp),
    endPoll:
      sent &&
      mine &&
      Boolean(message.poll) &&
      !message.poll?.results.is_finalized &&
      Date.parse(message.poll?.expiry ?? "") > Date.now(),
    pin: sent && isWritten(message) && mayPin(channel),
    remove: sent && DELETABLE.has(message.type) && (mine || manages),
  };
}
