/** @import { GuildCreate, Ready } from "app/types" */
import { batch } from "@preact/signals";
import { forgetDirectChannels, putChannel } from "app/stores/channels.js";
import { setCalls } from "app/stores/direct-calls.js";
import { receiveExpressions } from "app/stores/expressions.js";
import { setGuildSettings } from "app/stores/guild-settings.js";
import { guilds, receiveGuild, removeGuild } from "app/stores/guilds.js";
import { setOwnRequests } from "app/stores/join-requests.js";
import { forgetPresences, putPresence } from "app/stores/presences.js";
import { setReadStates } from "app/stores/read-states.js";
import { receiveRecordings } from "app/stores/recordings.js";
import { setRelationships } from "app/stores/relationships.js";
import { receiveEvents } from "app/stores/scheduled-events.js";
import { gatewaySession, isReady } from "app/stores/session.js";
import { applySettings } from "app/stores/settings.js";
import { learnUser, updateSelf } from "app/stores/users.js";
import { receiveVoice } from "app/stores/voice.js";

/**
 * The whole state anew. What the client held before and READY does not name is
 * gone: the client was away too long to hear of it.
 * @param {Ready} data
 */
export function applyReady(data) {
  batch(() => {
    updateSelf(data.user);
    for (const user of data.users ?? []) learnUser(user);

    const present = new Set(data.guilds.map((guild) => guild.id));
    for (const id of guilds.keys()) if (!present.has(id)) removeGuild({ id });
    forgetPresences();
    for (const guild of data.guilds) {
      // Those that are still unavailable follow as GUILD_CREATE.
      if (!("channels" in guild)) continue;
      receiveGuild(/** @type {GuildCreate} */ (guild));
      receiveExpressions(/** @type {GuildCreate} */ (guild));
      receiveVoice(/** @type {GuildCreate} */ (guild));
      receiveRecordings(/** @type {GuildCreate} */ (guild));
      receiveEvents(/** @type {GuildCreate} */ (guild));
    }
    forgetDirectChannels(new Set((data.private_channels ?? []).map((channel) => channel.id)));
    for (const channel of data.private_channels ?? []) putChannel(channel);
    setCalls(data.calls ?? []);
    setRelationships(data.relationships ?? []);
    for (const presence of data.presences ?? []) putPresence(presence);
    setGuildSettings(data.user_guild_settings?.entries ?? []);
    setOwnRequests(data.guild_join_requests ?? []);
    setReadStates(data.read_state?.entries ?? []);
    if (data.user_settings) applySettings(data.user_settings);
    gatewaySession.value = data.session_id;
    isReady.value = true;
  });
}
