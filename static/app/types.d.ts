// The shapes the client works with: Discord's names and fields, as the server sends them.

export type Snowflake = string;

export interface User {
  id: Snowflake;
  username: string;
  discriminator?: string;
  global_name?: string | null;
  avatar: string | null;
  banner?: string | null;
  accent_color?: number | null;
  bio?: string;
  pronouns?: string;
  bot?: boolean;
  system?: boolean;
  flags?: number;
}

export interface SelfUser extends User {
  email?: string | null;
  verified?: boolean;
  mfa_enabled?: boolean;
  locale?: string;
}

export interface Role {
  id: Snowflake;
  name: string;
  permissions: string;
  color: number;
  colors?: RoleColors;
  icon?: string | null;
  unicode_emoji?: string | null;
  hoist: boolean;
  position: number;
  managed: boolean;
  mentionable: boolean;
}

export interface RoleColors {
  primary_color: number;
  secondary_color?: number | null;
  tertiary_color?: number | null;
}

export interface Overwrite {
  id: Snowflake;
  type: 0 | 1;
  allow: string;
  deny: string;
}

export interface Channel {
  id: Snowflake;
  type: number;
  guild_id?: Snowflake;
  name?: string | null;
  topic?: string | null;
  position?: number;
  parent_id?: Snowflake | null;
  owner_id?: Snowflake;
  /** Of groups. */
  icon?: string | null;
  nsfw?: boolean;
  rate_limit_per_user?: number;
  /** Older messages are deleted for good; absent where they are kept. */
  message_retention_days?: number;
  last_message_id?: Snowflake | null;
  flags?: number;
  default_thread_rate_limit_per_user?: number;
  default_auto_archive_duration?: number;
  available_tags?: ForumTag[];
  applied_tags?: Snowflake[];
  default_reaction_emoji?: { emoji_id: Snowflake | null; emoji_name: string | null } | null;
  default_sort_order?: number | null;
  default_forum_layout?: number;
  bitrate?: number;
  user_limit?: number;
  status?: string | null;
  video_quality_mode?: number;
  permission_overwrites?: Overwrite[];
  recipients?: User[];
  /** Of threads that I follow. */
  member?: ThreadMember | null;
}

/** What somebody is in a thread; the rest only for themselves. */
export interface ThreadMember extends Partial<Mute> {
  id: Snowflake;
  user_id: Snowflake;
  /** 1 << 1 all messages, 1 << 2 mentions, 1 << 3 nothing */
  flags?: number;
}

export interface ForumTag {
  id?: Snowflake;
  name: string;
  moderated?: boolean;
  emoji_id?: Snowflake | null;
  emoji_name?: string | null;
}

export interface Member {
  user: User;
  nick?: string | null;
  avatar?: string | null;
  roles: Snowflake[];
  joined_at: string | null;
  communication_disabled_until?: string | null;
  pending?: boolean;
}

/** A member as the store keeps it: the user lives in the user store. */
export interface StoredMember {
  user_id: Snowflake;
  guild_id: Snowflake;
  nick: string | null;
  avatar: string | null;
  roles: Snowflake[];
  joined_at: string | null;
  communication_disabled_until: string | null;
  /** Has yet to agree to the rules, or to be let in. */
  pending: boolean;
}

export interface Guild {
  id: Snowflake;
  name: string;
  icon: string | null;
  banner?: string | null;
  description?: string | null;
  owner_id: Snowflake;
  splash?: string | null;
  features?: string[];
  system_channel_id?: Snowflake | null;
  system_channel_flags?: number;
  rules_channel_id?: Snowflake | null;
  public_updates_channel_id?: Snowflake | null;
  safety_alerts_channel_id?: Snowflake | null;
  afk_channel_id?: Snowflake | null;
  afk_timeout?: number;
  verification_level?: number;
  default_message_notifications?: number;
  explicit_content_filter?: number;
  mfa_level?: number;
  incidents_data?: {
    invites_disabled_until: string | null;
    dms_disabled_until: string | null;
  } | null;
  preferred_locale?: string;
  vanity_url_code?: string | null;
  premium_progress_bar_enabled?: boolean;
  member_count?: number;
  large?: boolean;
  unavailable?: boolean;
}

export interface CustomEmoji {
  id: Snowflake;
  name: string;
  roles?: Snowflake[];
  animated?: boolean;
  available?: boolean;
  user?: User;
}

export interface Sticker {
  id: Snowflake;
  guild_id: Snowflake;
  name: string;
  description: string | null;
  tags: string;
  /** 1 PNG, 2 APNG, 4 GIF */
  format_type: number;
  available?: boolean;
  user?: User;
}

export interface SoundboardSound {
  sound_id: Snowflake;
  guild_id: Snowflake;
  name: string;
  /** 0 to 1 */
  volume: number;
  emoji_id: Snowflake | null;
  emoji_name: string | null;
  available?: boolean;
  user?: User;
}

export type StickerItem = Pick<Sticker, "id" | "name" | "format_type">;

export interface AutoModAction {
  type: number;
  metadata: { channel_id?: Snowflake; duration_seconds?: number; custom_message?: string };
}

export interface AutoModRule {
  id: Snowflake;
  guild_id: Snowflake;
  name: string;
  event_type: number;
  trigger_type: number;
  trigger_metadata: {
    keyword_filter?: string[];
    regex_patterns?: string[];
    presets?: number[];
    allow_list?: string[];
    mention_total_limit?: number;
    mention_raid_protection_enabled?: boolean;
  };
  actions: AutoModAction[];
  enabled: boolean;
  exempt_roles: Snowflake[];
  exempt_channels: Snowflake[];
}

export interface GuildCreate extends Guild {
  roles: Role[];
  emojis?: CustomEmoji[];
  stickers?: Sticker[];
  soundboard_sounds?: SoundboardSound[];
  channels: Channel[];
  threads?: Channel[];
  members: Member[];
  presences?: PresenceUpdate[];
  voice_states?: VoiceState[];
  stage_instances?: StageInstance[];
  voice_recordings?: ActiveRecording[];
  guild_scheduled_events?: ScheduledEvent[];
}

export interface VoiceState {
  guild_id?: Snowflake | null;
  channel_id: Snowflake | null;
  user_id: Snowflake;
  session_id: string;
  member?: Member;
  deaf: boolean;
  mute: boolean;
  self_deaf: boolean;
  self_mute: boolean;
  self_stream?: boolean;
  self_video: boolean;
  suppress: boolean;
  request_to_speak_timestamp: string | null;
}

/** A call in a direct conversation. */
export interface DirectCall {
  channel_id: Snowflake;
  message_id: Snowflake;
  ringing: Snowflake[];
  /** Absent in updates. */
  voice_states?: VoiceState[];
}

/** A voice channel is being recorded. */
export interface ActiveRecording {
  id: Snowflake;
  guild_id: Snowflake;
  channel_id: Snowflake;
  started_by: Snowflake | null;
  started_at: string;
  consenting: Snowflake[];
}

export interface RecordedVoice {
  user: User;
  offset_ms: number;
  duration_ms: number;
  size: number;
  url: string;
}

/** A recording that is over. */
export interface Recording {
  id: Snowflake;
  guild_id: Snowflake;
  channel_id: Snowflake;
  started_by: User | null;
  status: "processing" | "ready" | "failed";
  end_reason: string | null;
  started_at: string;
  ended_at: string | null;
  duration_ms: number;
  size: number;
  url: string | null;
  voices: RecordedVoice[];
}

export interface RecordingFile {
  id: Snowflake;
  guild_id: Snowflake;
  channel_id: Snowflake;
  status: Recording["status"] | "deleted";
}

export interface StageInstance {
  id: Snowflake;
  guild_id: Snowflake;
  channel_id: Snowflake;
  topic: string;
}

export interface ScheduledEvent {
  id: Snowflake;
  guild_id: Snowflake;
  name: string;
  description: string | null;
  channel_id: Snowflake | null;
  creator_id: Snowflake | null;
  creator?: User;
  image: string | null;
  scheduled_start_time: string;
  scheduled_end_time: string | null;
  status: number;
  entity_type: number;
  entity_metadata: { location?: string } | null;
  recurrence_rule: { frequency: number; interval: number } | null;
  user_count?: number;
  user_rsvp?: { response: number } | null;
}

export interface ScheduledEventUser {
  guild_id: Snowflake;
  guild_scheduled_event_id: Snowflake;
  guild_scheduled_event_exception_id?: Snowflake;
  user_id: Snowflake;
}

export type Status = "online" | "idle" | "dnd" | "offline" | "invisible";

export interface Activity {
  name: string;
  type: number;
  state?: string | null;
  emoji?: { name: string; id?: Snowflake | null } | null;
}

export interface Presence {
  status: Status;
  activities: Activity[];
}

export interface PresenceUpdate extends Presence {
  user: { id: Snowflake };
  guild_id?: Snowflake;
}

export interface Attachment {
  id: Snowflake;
  filename: string;
  size: number;
  url: string;
  proxy_url?: string;
  content_type?: string;
  width?: number | null;
  height?: number | null;
  description?: string | null;
  flags?: number;
  /** Of recordings; the shape is base64. */
  duration_secs?: number;
  waveform?: string;
}

export interface EmbedMedia {
  url?: string;
  proxy_url?: string;
  width?: number;
  height?: number;
}

export interface Embed {
  title?: string;
  type?: string;
  description?: string;
  url?: string;
  timestamp?: string;
  color?: number;
  footer?: { text: string; icon_url?: string; proxy_icon_url?: string };
  image?: EmbedMedia;
  thumbnail?: EmbedMedia;
  provider?: { name?: string; url?: string };
  author?: { name: string; url?: string; icon_url?: string; proxy_icon_url?: string };
  fields?: { name: string; value: string; inline?: boolean }[];
}

export interface ComponentMedia extends EmbedMedia {
  content_type?: string;
}

/** Any of them: https://discord.com/developers/docs/components/reference */
export interface Component {
  type: number;
  id: number;
  components?: Component[];
  accessory?: Component;
  content?: string;
  style?: number;
  label?: string;
  emoji?: Partial<Emoji>;
  url?: string | null;
  disabled?: boolean;
  placeholder?: string;
  options?: { label: string; default?: boolean }[];
  media?: ComponentMedia;
  items?: { media: ComponentMedia; description?: string | null; spoiler?: boolean }[];
  file?: ComponentMedia;
  name?: string | null;
  size?: number | null;
  description?: string | null;
  spoiler?: boolean;
  accent_color?: number | null;
  spacing?: number;
  divider?: boolean;
}

export interface Emoji {
  id: Snowflake | null;
  name: string | null;
  animated?: boolean;
}

export interface Reaction {
  emoji: Emoji;
  count: number;
  me: boolean;
}

export interface PollAnswer {
  answer_id: number;
  poll_media: { text: string; emoji?: Emoji };
}

export interface Poll {
  question: { text: string };
  answers: PollAnswer[];
  expiry: string;
  allow_multiselect: boolean;
  results: {
    is_finalized: boolean;
    answer_counts: { id: number; count: number; me_voted: boolean }[];
  };
}

export interface VoteEvent {
  user_id: Snowflake;
  channel_id: Snowflake;
  message_id: Snowflake;
  answer_id: number;
}

/** What a forward shows: the message as it was. */
export type Snapshot = Pick<
  Message,
  "components" | "content" | "embeds" | "attachments" | "timestamp" | "edited_timestamp" | "flags"
>;

export interface MessageReference {
  type?: number;
  message_id?: Snowflake;
  channel_id?: Snowflake;
  guild_id?: Snowflake;
}

export interface Message {
  id: Snowflake;
  channel_id: Snowflake;
  guild_id?: Snowflake;
  type: number;
  content: string;
  author: User;
  /** Written through a webhook, which gives each message a name and picture of its own. */
  webhook_id?: Snowflake;
  member?: Omit<Member, "user"> & { user?: User };
  timestamp: string;
  edited_timestamp: string | null;
  /** Of the message of a call. */
  call?: { participants: Snowflake[]; ended_timestamp: string | null };
  pinned?: boolean;
  flags?: number;
  tts?: boolean;
  mention_everyone?: boolean;
  mentions?: User[];
  mention_roles?: Snowflake[];
  attachments: Attachment[];
  embeds: Embed[];
  components?: Component[];
  reactions?: Reaction[];
  sticker_items?: StickerItem[];
  message_reference?: MessageReference;
  referenced_message?: Message | null;
  poll?: Poll;
  message_snapshots?: { message: Snapshot }[];
  nonce?: string | number | null;
}

/** What the client adds to a message that it shows. */
export interface ShownMessage extends Message {
  /** Stays the same when the server's answer takes the place of the optimistic one. */
  key: string;
  state?: "sending" | "failed";
  failure?: string;
  uploads?: Upload[];
}

export interface Upload {
  id: string;
  file: File;
  spoiler: boolean;
  description: string;
  /** 0 to 1 */
  progress: number;
  preview: string | null;
  /** How the server knows it, once it is there. */
  uploaded?: string;
  voice?: { seconds: number; waveform: string };
}

/** What newcomers are asked; with a response once somebody answered. */
export interface FormField {
  field_type: "TERMS" | "TEXT_INPUT" | "PARAGRAPH" | "MULTIPLE_CHOICE";
  label: string;
  required: boolean;
  description?: string;
  /** The rules of TERMS. */
  values?: string[];
  /** Of MULTIPLE_CHOICE; the response is the index of one. */
  choices?: string[];
  placeholder?: string;
  response?: string | number | boolean;
}

export interface MemberVerification {
  version: string | null;
  form_fields: FormField[];
  description: string | null;
  /** For who is outside. */
  guild?: { id: Snowflake; name: string };
}

export interface JoinRequest {
  id: Snowflake;
  guild_id: Snowflake;
  user_id: Snowflake;
  created_at: string;
  application_status: "STARTED" | "SUBMITTED" | "APPROVED" | "REJECTED";
  rejection_reason: string | null;
  /** These two for moderators. */
  user?: User;
  form_responses?: FormField[] | null;
}

export interface JoinRequestEvent {
  guild_id: Snowflake;
  request: JoinRequest;
  status: JoinRequest["application_status"];
}

export interface Mute {
  muted: boolean;
  mute_config: { end_time: string | null; selected_time_window: number | null } | null;
}

/** How I hear of a guild, or (without one) of direct channels. */
export interface GuildSettings extends Mute {
  guild_id: Snowflake | null;
  /** 0 all messages, 1 mentions, 2 nothing, 3 as the guild has it */
  message_notifications: number;
  suppress_everyone: boolean;
  suppress_roles: boolean;
  hide_muted_channels: boolean;
  flags: number;
  channel_overrides: ChannelOverride[];
}

export interface ChannelOverride extends Mute {
  channel_id: Snowflake;
  message_notifications: number;
  collapsed: boolean;
  flags: number;
}

export interface ReadStateEntry {
  id: Snowflake;
  last_message_id: Snowflake | number | null;
  mention_count: number;
}

export interface ReadState {
  lastRead: Snowflake;
  mentions: number;
  /** The messages after it that called me, as far as they came while I was here. */
  called: Snowflake[];
}

export interface UserSettings {
  theme?: string;
  status?: Status;
  custom_status?: { text: string | null; expires_at?: string | null } | null;
  [name: string]: unknown;
}

export interface Invite {
  code: string;
  guild?: Guild | null;
  channel?: Channel | null;
  inviter?: User;
  uses?: number;
  max_uses?: number;
  max_age?: number;
  temporary?: boolean;
  created_at?: string;
  expires_at?: string | null;
  approximate_member_count?: number;
  approximate_presence_count?: number;
  /** Of one that was accepted: whether something is asked before one takes part. */
  show_verification_form?: boolean;
}

export interface Webhook {
  id: Snowflake;
  /** 1 posts by its address, 2 follows another channel, 3 is an application's. */
  type?: number;
  source_channel?: { id: Snowflake; name: string };
  source_guild?: { id: Snowflake; name: string; icon: string | null };
  channel_id: Snowflake;
  name: string;
  avatar: string | null;
  user?: User;
  url?: string;
  /** Whether requests to it have to be signed; the secret comes once, when it is set. */
  is_signed?: boolean;
  signing_secret?: string;
}

export interface Integration {
  id: Snowflake;
  name: string;
  type: string;
  enabled: boolean;
  user?: User;
  scopes?: string[];
  application?: { id: Snowflake; name: string; description?: string; bot?: User };
}

export interface WelcomeChannel {
  channel_id: Snowflake;
  description: string;
  emoji_id: Snowflake | null;
  emoji_name: string | null;
}

export interface WelcomeScreen {
  description: string | null;
  welcome_channels: WelcomeChannel[];
}

export interface OnboardingOption {
  id: Snowflake;
  title: string;
  description: string;
  emoji?: Emoji;
  role_ids: Snowflake[];
  channel_ids: Snowflake[];
}

export interface OnboardingPrompt {
  id: Snowflake;
  title: string;
  options: OnboardingOption[];
  single_select: boolean;
  required: boolean;
  in_onboarding: boolean;
  type: number;
}

export interface Onboarding {
  guild_id: Snowflake;
  prompts: OnboardingPrompt[];
  default_channel_ids: Snowflake[];
  enabled: boolean;
  mode: number;
  /** The options that I chose. */
  responses?: Snowflake[];
}

export interface Template {
  code: string;
  name: string;
  description: string | null;
  usage_count: number;
  creator?: User | null;
  created_at: string;
  updated_at: string;
  is_dirty: boolean | null;
}

export interface AuditChange {
  key: string;
  old_value?: unknown;
  new_value?: unknown;
}

export interface AuditEntry {
  id: Snowflake;
  action_type: number;
  user_id: Snowflake | null;
  target_id: Snowflake | null;
  changes?: AuditChange[];
  options?: Record<string, string>;
  reason?: string;
}

export interface AuditLog {
  audit_log_entries: AuditEntry[];
  users: User[];
  webhooks: Webhook[];
  threads: Channel[];
  integrations?: { id: Snowflake; name: string }[];
  auto_moderation_rules?: { id: Snowflake; name: string }[];
  guild_scheduled_events?: { id: Snowflake; name: string }[];
  application_commands?: { id: Snowflake; name: string }[];
}

export interface Ban {
  user: User;
  reason: string | null;
}

export interface Application {
  id: Snowflake;
  name: string;
  description: string;
  icon: string | null;
  bot?: User | null;
  bot_public?: boolean;
  bot_require_code_grant?: boolean;
  flags?: number;
  tags?: string[];
  redirect_uris?: string[];
  public_client?: boolean;
  terms_of_service_url?: string;
  privacy_policy_url?: string;
}

export interface LoginSession {
  id: number;
  ip: string;
  user_agent: string;
  created_at: number;
  last_seen_at?: number;
  is_current: boolean;
}

export interface Limits {
  max_message_length: number;
  max_attachment_size: number;
  max_attachments: number;
  max_avatar_size: number;
}

export interface Bootstrap {
  first_run: boolean;
  registration_mode: "open" | "invite" | "closed";
  csrf: string;
  user: SelfUser | null;
  instance_name: string;
  identity_providers: { id: string; name: string }[];
  password_login: boolean;
  has_password: boolean;
  webauthn_host: string;
  gateway_url: string;
  cdn_url: string;
  voice_recording: boolean;
  /** Whether the instance has pictures looked at where a server asks for it. */
  media_scanner: boolean;
  limits: Limits;
}

export interface Ready {
  v: number;
  user: SelfUser;
  session_id: string;
  resume_gateway_url: string;
  guilds: (GuildCreate | { id: Snowflake; unavailable: true })[];
  private_channels?: Channel[];
  read_state?: { entries: ReadStateEntry[] };
  user_guild_settings?: { entries: GuildSettings[] };
  guild_join_requests?: JoinRequest[];
  user_settings?: UserSettings;
  presences?: PresenceUpdate[];
  users?: User[];
  relationships?: Relationship[];
  calls?: DirectCall[];
}

/** What somebody is to me. */
export interface Relationship {
  id: Snowflake;
  type: number;
  user: User;
  notify_online?: boolean;
}

/** An entry of my inbox. */
export interface Notification {
  id: Snowflake;
  type: "message" | "mention" | "call_invite" | "user_online";
  related_user: User | null;
  related_message_id: Snowflake | null;
  channel_id: Snowflake | null;
  guild_id: Snowflake | null;
  content: string;
  read_at: string | null;
  created_at: string;
}

/** One entry was read, or all up to one. */
export interface NotificationUpdate {
  id?: Snowflake;
  up_to?: Snowflake;
  read_at: string;
}

/** Every event the client understands, with its data. */
export interface GatewayEvents {
  READY: Ready;
  RESUMED: object;
  GUILD_CREATE: GuildCreate;
  GUILD_UPDATE: Guild;
  GUILD_DELETE: { id: Snowflake; unavailable?: boolean };
  GUILD_EMOJIS_UPDATE: { guild_id: Snowflake; emojis: CustomEmoji[] };
  GUILD_STICKERS_UPDATE: { guild_id: Snowflake; stickers: Sticker[] };
  GUILD_SOUNDBOARD_SOUND_CREATE: SoundboardSound;
  GUILD_SOUNDBOARD_SOUND_UPDATE: SoundboardSound;
  GUILD_SOUNDBOARD_SOUND_DELETE: { guild_id: Snowflake; sound_id: Snowflake };
  GUILD_SOUNDBOARD_SOUNDS_UPDATE: { guild_id: Snowflake; soundboard_sounds: SoundboardSound[] };
  GUILD_ROLE_CREATE: { guild_id: Snowflake; role: Role };
  GUILD_ROLE_UPDATE: { guild_id: Snowflake; role: Role };
  GUILD_ROLE_DELETE: { guild_id: Snowflake; role_id: Snowflake };
  GUILD_MEMBER_ADD: Member & { guild_id: Snowflake };
  GUILD_MEMBER_UPDATE: Member & { guild_id: Snowflake };
  GUILD_MEMBER_REMOVE: { guild_id: Snowflake; user: User };
  GUILD_MEMBERS_CHUNK: {
    guild_id: Snowflake;
    members: Member[];
    presences?: PresenceUpdate[];
    chunk_index: number;
    chunk_count: number;
  };
  CHANNEL_CREATE: Channel;
  CHANNEL_UPDATE: Channel;
  CHANNEL_DELETE: Channel;
  VOICE_CHANNEL_STATUS_UPDATE: { id: Snowflake; guild_id: Snowflake; status: string | null };
  VOICE_STATE_UPDATE: VoiceState;
  VOICE_SERVER_UPDATE: { guild_id: Snowflake | null; token: string; endpoint: string | null };
  CALL_CREATE: DirectCall;
  CALL_UPDATE: DirectCall;
  CALL_DELETE: { channel_id: Snowflake };
  STAGE_INSTANCE_CREATE: StageInstance;
  STAGE_INSTANCE_UPDATE: StageInstance;
  STAGE_INSTANCE_DELETE: StageInstance;
  VOICE_RECORDING_CREATE: ActiveRecording;
  VOICE_RECORDING_UPDATE: ActiveRecording;
  VOICE_RECORDING_DELETE: ActiveRecording;
  VOICE_RECORDING_FILE_UPDATE: RecordingFile;
  GUILD_SCHEDULED_EVENT_CREATE: ScheduledEvent;
  GUILD_SCHEDULED_EVENT_UPDATE: ScheduledEvent;
  GUILD_SCHEDULED_EVENT_DELETE: ScheduledEvent;
  GUILD_SCHEDULED_EVENT_USER_ADD: ScheduledEventUser;
  GUILD_SCHEDULED_EVENT_USER_REMOVE: ScheduledEventUser;
  THREAD_CREATE: Channel;
  THREAD_UPDATE: Channel;
  THREAD_DELETE: Channel;
  THREAD_LIST_SYNC: { guild_id: Snowflake; threads: Channel[] };
  THREAD_MEMBERS_UPDATE: {
    id: Snowflake;
    member_count: number;
    added_members?: ThreadMember[];
    removed_member_ids?: Snowflake[];
  };
  THREAD_MEMBER_UPDATE: ThreadMember;
  MESSAGE_CREATE: Message;
  MESSAGE_UPDATE: Message;
  MESSAGE_DELETE: { id: Snowflake; channel_id: Snowflake; guild_id?: Snowflake };
  MESSAGE_DELETE_BULK: { ids: Snowflake[]; channel_id: Snowflake; guild_id?: Snowflake };
  MESSAGE_REACTION_ADD: ReactionEvent;
  MESSAGE_REACTION_REMOVE: ReactionEvent;
  MESSAGE_REACTION_REMOVE_ALL: { channel_id: Snowflake; message_id: Snowflake };
  MESSAGE_REACTION_REMOVE_EMOJI: { channel_id: Snowflake; message_id: Snowflake; emoji: Emoji };
  MESSAGE_POLL_VOTE_ADD: VoteEvent;
  MESSAGE_POLL_VOTE_REMOVE: VoteEvent;
  MESSAGE_ACK: { channel_id: Snowflake; message_id: Snowflake; mention_count?: number };
  CHANNEL_RECIPIENT_ADD: { channel_id: Snowflake; user: User };
  CHANNEL_RECIPIENT_REMOVE: { channel_id: Snowflake; user: User };
  RELATIONSHIP_ADD: Relationship;
  RELATIONSHIP_UPDATE: Relationship;
  RELATIONSHIP_REMOVE: { id: Snowflake };
  NOTIFICATION_CREATE: Notification;
  NOTIFICATION_UPDATE: NotificationUpdate;
  NOTIFICATION_DELETE: { id: Snowflake };
  TYPING_START: { channel_id: Snowflake; user_id: Snowflake; member?: Member };
  PRESENCE_UPDATE: PresenceUpdate;
  USER_UPDATE: SelfUser | User;
  GUILD_JOIN_REQUEST_CREATE: JoinRequestEvent;
  GUILD_JOIN_REQUEST_UPDATE: JoinRequestEvent;
  GUILD_JOIN_REQUEST_DELETE: { guild_id: Snowflake; id: Snowflake; user_id: Snowflake };
  USER_GUILD_SETTINGS_UPDATE: GuildSettings;
  USER_CONNECTIONS_UPDATE: { user_id: Snowflake };
  USER_SETTINGS_UPDATE: UserSettings;
}

export interface ReactionEvent {
  user_id: Snowflake;
  channel_id: Snowflake;
  message_id: Snowflake;
  emoji: Emoji;
}

export type EventName = keyof GatewayEvents;

/** One table from event to store function; a missing or wrong handler is a type error. */
export type Handlers = { [Name in EventName]: (data: GatewayEvents[Name]) => void };

export type ConnectionState = "idle" | "connecting" | "connected" | "waiting" | "ended";

/** Where something floats: beside an element or at a point. */
export type Anchor =
  | { element: Element; side?: "top" | "bottom" | "left" | "right" | "bottom-end" | "top-end" }
  | { x: number; y: number };

export interface MenuItem {
  label: string;
  icon?: string;
  danger?: boolean;
  checked?: boolean;
  run: () => void;
}

/** A value to set in a menu. */
export interface MenuSlider {
  label: string;
  value: number;
  max: number;
  unit: string;
  onInput: (value: number) => void;
}

/** Items of a context menu; null draws a line between groups. */
export type Menu = (MenuItem | MenuSlider | null)[];
