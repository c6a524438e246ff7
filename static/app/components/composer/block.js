import { isDirect } from "app/lib/channel-types.js";
import { Permission } from "app/lib/permissions.js";
import { formatDuration, formatMoment } from "app/lib/time.js";
import { canInChannel, timedOutUntil } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { useEffect, useReducer, useState } from "preact/hooks";

/** When I last wrote in a channel with slowmode. @type {Map<string, number>} */
const lastSent = new Map();

/**
 * Why nothing can be sent here now, and until when.
 * @param {string} channelId
 * @returns {{ reason: string, note: string, waits: boolean, sent: () => void }}
 */
export function useBlock(channelId) {
  const channel = channels.get(channelId);
  const [, redraw] = useReducer((/** @type {number} */ n) => n + 1, 0);
  const [sentAt, setSentAt] = useState(lastSent.get(channelId) ?? 0);
  const until = timedOutUntil(channel?.guild_id);
  const pause = isSlow(channelId) ? (channel?.rate_limit_per_user ?? 0) : 0;
  const left = Math.max(0, Math.ceil((sentAt + pause * 1000 - Date.now()) / 1000));

  useEffect(() => {
    if (!until && !left) return undefined;
    const timer = setInterval(() => redraw(0), 1000);
    return () => clearInterval(timer);
  }, [Boolean(until), Boolean(left)]);

  const sent = () => {
    if (!pause) return;
    lastSent.set(channelId, Date.now());
    setSentAt(Date.now());
  };
  let reason = "";
  if (until)
    reason = `You are timed out. You can write again ${formatMoment(until).replace(/^T/, "t")}.`;
  else if (!canInChannel(channelId, Permission.SEND_MESSAGES))
    reason = "You do not have permission to write in this channel.";
  const note = pause
    ? left
      ? `Slowmode: you can write again in ${formatDuration(left)}.`
      : `Slowmode: one message every ${formatDuration(pause)}.`
    : "";
  return { reason, note, waits: left > 0, sent };
}

/** Whether slowmode holds for me here. @param {string} channelId */
function isSlow(channelId) {
  if (isDirect(channels.get(channelId))) return false;
  return (
    !canInChannel(channelId, Permission.MANAGE_MESSAGES) &&
    !canInChannel(channelId, Permission.MANAGE_CHANNELS)
  );
}
