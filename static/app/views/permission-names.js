/** What each permission lets one do, in plain words. */
import { Permission as P } from "app/lib/permissions.js";

/** @typedef {{ bit: bigint, label: string, hint?: string, channel?: "text" | "voice" | "all" }} PermissionName */

/** @type {{ title: string, permissions: PermissionName[] }[]} */
export const permissionGroups = [
  {
    title: "Server",
    permissions: [
      { bit: P.VIEW_CHANNEL, label: "View channels", channel: "all" },
      {
        bit: P.MANAGE_CHANNELS,
        label: "Manage channels",
        hint: "Create, change and delete them",
        channel: "all",
      },
      {
        bit: P.MANAGE_ROLES,
        label: "Manage roles",
        hint: "Those below their own highest role",
        channel: "all",
      },
      { bit: P.VIEW_AUDIT_LOG, label: "View the audit log" },
      { bit: P.MANAGE_GUILD, label: "Manage the server", hint: "Its name, icon and invites" },
      { bit: P.MANAGE_WEBHOOKS, label: "Manage webhooks", channel: "text" },
      {
        bit: P.CREATE_GUILD_EXPRESSIONS,
        label: "Create emoji, stickers and sounds",
        hint: "And change or delete their own",
      },
      {
        bit: P.MANAGE_GUILD_EXPRESSIONS,
        label: "Manage emoji, stickers and sounds",
        hint: "Also those of others",
      },
      { bit: P.CREATE_EVENTS, label: "Create events", channel: "voice" },
      { bit: P.MANAGE_EVENTS, label: "Manage events", channel: "voice" },
    ],
  },
  {
    title: "Members",
    permissions: [
      { bit: P.CREATE_INSTANT_INVITE, label: "Invite people", channel: "all" },
      { bit: P.CHANGE_NICKNAME, label: "Change own nickname" },
      { bit: P.MANAGE_NICKNAMES, label: "Change nicknames of others" },
      { bit: P.KICK_MEMBERS, label: "Kick members" },
      { bit: P.BAN_MEMBERS, label: "Ban members" },
      { bit: P.MODERATE_MEMBERS, label: "Time out members" },
    ],
  },
  {
    title: "Messages",
    permissions: [
      {
        bit: P.SEND_MESSAGES,
        label: "Send messages",
        hint: "In forums: write posts",
        channel: "text",
      },
      { bit: P.SEND_MESSAGES_IN_THREADS, label: "Send messages in threads", channel: "text" },
      { bit: P.CREATE_PUBLIC_THREADS, label: "Start public threads", channel: "text" },
      { bit: P.CREATE_PRIVATE_THREADS, label: "Start private threads", channel: "text" },
      { bit: P.EMBED_LINKS, label: "Embed links", channel: "text" },
      { bit: P.ATTACH_FILES, label: "Attach files", channel: "text" },
      { bit: P.ADD_REACTIONS, label: "Add reactions", channel: "text" },
      { bit: P.USE_EXTERNAL_EMOJIS, label: "Use emoji of other servers", channel: "text" },
      { bit: P.USE_EXTERNAL_STICKERS, label: "Use stickers of other servers", channel: "text" },
      { bit: P.MENTION_EVERYONE, label: "Mention everyone and all roles", channel: "text" },
      {
        bit: P.MANAGE_MESSAGES,
        label: "Manage messages",
        hint: "Delete those of others, remove their embeds",
        channel: "text",
      },
      { bit: P.PIN_MESSAGES, label: "Pin messages", channel: "text" },
      {
        bit: P.MANAGE_THREADS,
        label: "Manage threads",
        hint: "Rename, lock and delete them, and see private ones",
        channel: "text",
      },
      { bit: P.BYPASS_SLOWMODE, label: "Not be held up by slowmode", channel: "text" },
      { bit: P.READ_MESSAGE_HISTORY, label: "Read message history", channel: "text" },
      { bit: P.SEND_TTS_MESSAGES, label: "Send messages that are read aloud", channel: "text" },
      { bit: P.SEND_VOICE_MESSAGES, label: "Send voice messages", channel: "text" },
      { bit: P.SEND_POLLS, label: "Create polls", channel: "text" },
    ],
  },
  {
    title: "Voice",
    permissions: [
      { bit: P.CONNECT, label: "Connect", channel: "voice" },
      { bit: P.SPEAK, label: "Speak", channel: "voice" },
      { bit: P.STREAM, label: "Share video", channel: "voice" },
      { bit: P.USE_VAD, label: "Speak without push-to-talk", channel: "voice" },
      { bit: P.USE_SOUNDBOARD, label: "Play sounds", channel: "voice" },
      { bit: P.USE_EXTERNAL_SOUNDS, label: "Play sounds of other servers", channel: "voice" },
      { bit: P.REQUEST_TO_SPEAK, label: "Ask to speak on stages", channel: "voice" },
      { bit: P.SET_VOICE_CHANNEL_STATUS, label: "Say what a room is about", channel: "voice" },
      { bit: P.PRIORITY_SPEAKER, label: "Priority speaker", channel: "voice" },
      { bit: P.MUTE_MEMBERS, label: "Mute members", channel: "voice" },
      { bit: P.DEAFEN_MEMBERS, label: "Deafen members", channel: "voice" },
      { bit: P.MOVE_MEMBERS, label: "Move members", channel: "voice" },
    ],
  },
  {
    title: "Apps",
    permissions: [
      { bit: P.USE_APPLICATION_COMMANDS, label: "Use commands of apps", channel: "all" },
      {
        bit: P.USE_EXTERNAL_APPS,
        label: "Use apps of their own",
        hint: "Without it only they see what such an app answers",
        channel: "all",
      },
    ],
  },
  {
    title: "Everything",
    permissions: [
      {
        bit: P.ADMINISTRATOR,
        label: "Administrator",
        hint: "Has every permission and passes every channel's rules. Give it with care.",
      },
    ],
  },
];
