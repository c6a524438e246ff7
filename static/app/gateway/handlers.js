/** @import { Handlers } from "app/types" */
import { applyReady } from "app/gateway/ready.js";
import { voiceServer } from "app/stores/call.js";
import * as channels from "app/stores/channels.js";
import { noteConnections } from "app/stores/connections.js";
import * as directCalls from "app/stores/direct-calls.js";
import * as expressions from "app/stores/expressions.js";
import * as guildSettings from "app/stores/guild-settings.js";
import * as guilds from "app/stores/guilds.js";
import * as inbox from "app/stores/inbox.js";
import * as joinRequests from "app/stores/join-requests.js";
import * as members from "app/stores/members.js";
import * as messages from "app/stores/messages.js";
import { putPresence } from "app/stores/presences.js";
import * as readStates from "app/stores/read-states.js";
import * as recordings from "app/stores/recordings.js";
import * as relationships from "app/stores/relationships.js";
import * as roles from "app/stores/roles.js";
import * as scheduledEvents from "app/stores/scheduled-events.js";
import { myId } from "app/stores/session.js";
import { applySettings } from "app/stores/settings.js";
import * as threads from "app/stores/threads.js";
import * as typing from "app/stores/typing.js";
import { updateUser } from "app/stores/users.js";
import * as voice from "app/stores/voice.js";

/** What each event does to the stores. @type {Handlers} */
export const handlers = {
  READY: applyReady,
  RESUMED: () => {},
  GUILD_CREATE: (data) => {
    guilds.receiveGuild(data);
    expressions.receiveExpressions(data);
    voice.receiveVoice(data);
    recordings.receiveRecordings(data);
    scheduledEvents.receiveEvents(data);
  },
  GUILD_UPDATE: guilds.updateGuild,
  GUILD_DELETE: (data) => {
    guilds.removeGuild(data);
    if (data.unavailable) return;
    expressions.forgetExpressionsOf(data.id);
    guildSettings.forgetGuildSettings(data.id);
    voice.forgetVoiceOf(data.id);
    recordings.forgetRecordingsOf(data.id);
    scheduledEvents.forgetEventsOf(data.id);
  },
  GUILD_JOIN_REQUEST_CREATE: joinRequests.receiveRequest,
  GUILD_JOIN_REQUEST_UPDATE: joinRequests.receiveRequest,
  GUILD_JOIN_REQUEST_DELETE: joinRequests.removeRequest,
  GUILD_EMOJIS_UPDATE: expressions.setEmojis,
  GUILD_STICKERS_UPDATE: expressions.setStickers,
  GUILD_SOUNDBOARD_SOUND_CREATE: expressions.putSound,
  GUILD_SOUNDBOARD_SOUND_UPDATE: expressions.putSound,
  GUILD_SOUNDBOARD_SOUND_DELETE: expressions.removeSound,
  GUILD_SOUNDBOARD_SOUNDS_UPDATE: expressions.setSounds,
  GUILD_ROLE_CREATE: roles.putRole,
  GUILD_ROLE_UPDATE: roles.putRole,
  GUILD_ROLE_DELETE: roles.removeRole,
  GUILD_MEMBER_ADD: (data) => {
    members.putMember(data.guild_id, data);
    guilds.countMember(data.guild_id, 1);
  },
  GUILD_MEMBER_UPDATE: (data) => members.putMember(data.guild_id, data),
  GUILD_MEMBER_REMOVE: (data) => {
    members.removeMember(data);
    guilds.countMember(data.guild_id, -1);
  },
  GUILD_MEMBERS_CHUNK: (data) => {
    for (const member of data.members) members.putMember(data.guild_id, member);
    for (const presence of data.presences ?? []) putPresence(presence);
  },
  CHANNEL_CREATE: channels.putChannel,
  CHANNEL_UPDATE: channels.putChannel,
  CHANNEL_DELETE: threads.removeChannelWithThreads,
  VOICE_CHANNEL_STATUS_UPDATE: ({ id, status }) => {
    const known = channels.channels.peek(id);
    if (known) channels.putChannel({ ...known, status });
  },
  VOICE_STATE_UPDATE: voice.updateVoiceState,
  CALL_CREATE: directCalls.putCall,
  CALL_UPDATE: directCalls.putCall,
  CALL_DELETE: directCalls.removeCall,
  VOICE_SERVER_UPDATE: (data) => {
    voiceServer.value = data;
  },
  STAGE_INSTANCE_CREATE: voice.putStage,
  STAGE_INSTANCE_UPDATE: voice.putStage,
  STAGE_INSTANCE_DELETE: voice.removeStage,
  VOICE_RECORDING_CREATE: recordings.putRecording,
  VOICE_RECORDING_UPDATE: recordings.putRecording,
  VOICE_RECORDING_DELETE: recordings.removeRecording,
  VOICE_RECORDING_FILE_UPDATE: (data) => {
    recordings.recordingFile.value = data;
  },
  GUILD_SCHEDULED_EVENT_CREATE: scheduledEvents.putEvent,
  GUILD_SCHEDULED_EVENT_UPDATE: scheduledEvents.putEvent,
  GUILD_SCHEDULED_EVENT_DELETE: scheduledEvents.removeEvent,
  GUILD_SCHEDULED_EVENT_USER_ADD: (data) => scheduledEvents.countInterest(data, 1),
  GUILD_SCHEDULED_EVENT_USER_REMOVE: (data) => scheduledEvents.countInterest(data, -1),
  CHANNEL_RECIPIENT_ADD: channels.addRecipient,
  CHANNEL_RECIPIENT_REMOVE: channels.removeRecipient,
  RELATIONSHIP_ADD: relationships.putRelationship,
  RELATIONSHIP_UPDATE: relationships.putRelationship,
  RELATIONSHIP_REMOVE: relationships.removeRelationship,
  THREAD_CREATE: channels.putChannel,
  THREAD_UPDATE: channels.putChannel,
  THREAD_DELETE: channels.removeChannel,
  THREAD_LIST_SYNC: threads.receiveThreads,
  THREAD_MEMBERS_UPDATE: threads.updateThreadMembers,
  THREAD_MEMBER_UPDATE: threads.putOwnMember,
  MESSAGE_CREATE: messages.receiveMessage,
  MESSAGE_UPDATE: messages.receiveUpdate,
  MESSAGE_DELETE: (data) => {
    messages.removeMessage(data);
    inbox.forgetMessages([data.id]);
  },
  MESSAGE_DELETE_BULK: (data) => {
    messages.removeMessages(data);
    inbox.forgetMessages(data.ids);
  },
  MESSAGE_REACTION_ADD: messages.addReaction,
  MESSAGE_REACTION_REMOVE: messages.removeReaction,
  MESSAGE_REACTION_REMOVE_ALL: messages.clearReactions,
  MESSAGE_REACTION_REMOVE_EMOJI: messages.clearReaction,
  MESSAGE_POLL_VOTE_ADD: messages.addVote,
  MESSAGE_POLL_VOTE_REMOVE: messages.removeVote,
  MESSAGE_ACK: (data) => {
    readStates.markRead(data.channel_id, data.message_id, data.mention_count ?? 0);
    inbox.readChannel(data.channel_id, data.message_id);
  },
  NOTIFICATION_CREATE: inbox.addEntry,
  NOTIFICATION_UPDATE: inbox.updateEntries,
  NOTIFICATION_DELETE: inbox.removeEntry,
  TYPING_START: (data) => {
    if (data.member?.user) {
      const guildId = channels.channels.peek(data.channel_id)?.guild_id;
      if (guildId) members.putMember(guildId, data.member);
    }
    if (data.user_id !== myId.peek()) typing.startTyping(data.channel_id, data.user_id);
  },
  PRESENCE_UPDATE: putPresence,
  USER_UPDATE: updateUser,
  USER_CONNECTIONS_UPDATE: noteConnections,
  USER_GUILD_SETTINGS_UPDATE: guildSettings.putGuildSettings,
  USER_SETTINGS_UPDATE: applySettings,
};

/**
 * @param {string} name
 * @param {any} data
 */
export function handle(name, data) {
  /** @type {Record<string, ((data: any) => void) | undefined>} */
  const table = handlers;
  table[name]?.(data);
}
