/** Who wants to be let in. @import { JoinRequest, JoinRequestEvent, Snowflake } from "app/types" */
import { SignalMap } from "app/lib/signal-map.js";
import { guilds } from "app/stores/guilds.js";
import { toast } from "app/stores/overlays.js";
import { myId } from "app/stores/session.js";

/** Where I have yet to be let in, by guild. @type {SignalMap<JoinRequest>} */
export const ownRequests = new SignalMap();

/** How often something changed about the requests of others, by guild. @type {SignalMap<number>} */
export const changesOfRequests = new SignalMap();

/** @param {JoinRequest[]} requests Those of READY: all that are open. */
export function setOwnRequests(requests) {
  ownRequests.clear();
  for (const request of requests) ownRequests.set(request.guild_id, request);
}

/** @param {JoinRequestEvent} event */
export function receiveRequest({ guild_id: guildId, request }) {
  noteChange(guildId);
  if (request.user_id !== myId.peek()) return;
  ownRequests.set(guildId, request);
  if (request.application_status === "REJECTED")
    toast(
      `${guilds.peek(guildId)?.name ?? "The server"} did not let you in. ${request.rejection_reason ?? ""}`,
    );
}

/** @param {{ guild_id: Snowflake, user_id: Snowflake }} event */
export function removeRequest({ guild_id: guildId, user_id: userId }) {
  noteChange(guildId);
  if (userId === myId.peek()) ownRequests.delete(guildId);
}

/** @param {string} guildId */
function noteChange(guildId) {
  changesOfRequests.set(guildId, (changesOfRequests.peek(guildId) ?? 0) + 1);
}
