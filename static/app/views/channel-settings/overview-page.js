/** @import { Channel } from "app/types" */
import * as api from "app/api/guilds.js";
import { SelectField, Switch, TextField } from "app/components/fields.js";
import { SaveBar } from "app/components/save-bar.js";
import { useForm } from "app/components/use-form.js";
import { ChannelType, isForum, isVoice } from "app/lib/channel-types.js";
import { ARCHIVINGS, retentions, slowmodes } from "app/lib/durations.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { channels, channelsOf, putChannel } from "app/stores/channels.js";
import { ForumFields } from "app/views/channel-settings/forum-fields.js";
import { VoiceFields } from "app/views/channel-settings/voice-fields.js";

/** Posts need a tag. */
const REQUIRE_TAG = 1 << 4;

const KINDS = /** @type {[string, string][]} */ ([
  [String(ChannelType.TEXT), "Text"],
  [String(ChannelType.ANNOUNCEMENT), "Announcements, which other servers can follow"],
]);

/** @typedef {ReturnType<typeof savedOf>} Values */

/** @param {{ channelId: string }} props */
export function ChannelOverviewPage({ channelId }) {
  const channel = channels.get(channelId);
  const form = useForm(savedOf(channel), async ({ require_tag, ...changed }) => {
    const flags = channel?.flags ?? 0;
    const body = {
      ...changed,
      ...(require_tag !== undefined && {
        flags: require_tag ? flags | REQUIRE_TAG : flags & ~REQUIRE_TAG,
      }),
    };
    putChannel(await api.updateChannel(channelId, body));
  });
  if (!channel) return null;
  const { values, set } = form;
  const wrong = form.error?.fields ?? {};
  const isText = channel.type === ChannelType.TEXT || channel.type === ChannelType.ANNOUNCEMENT;
  const forum = isForum(channel);
  const voice = isVoice(channel);
  const categories = channelsOf(channel.guild_id ?? "").filter(
    (other) => other.type === ChannelType.CATEGORY,
  );
  return html`${h(TextField, { label: "Name", value: values.name, onInput: (name) => set({ name: isText || forum ? name.toLowerCase().replace(/\s+/g, "-") : name }), maxLength: 100, error: wrong.name })}
    ${isText && h(TextField, { label: "Topic", value: values.topic, onInput: (topic) => set({ topic }), maxLength: 1024, rows: 3, hint: "What this channel is for. Shown at its top.", error: wrong.topic })}
    ${forum && h(TextField, { label: "Guidelines", value: values.topic, onInput: (topic) => set({ topic }), maxLength: 4096, rows: 5, hint: "What belongs into a post. Shown to who writes one.", error: wrong.topic })}
    ${channel.type !== ChannelType.CATEGORY && h(SelectField, { label: "Category", value: values.parent_id ?? "", options: [["", "None"], ...categories.map((category) => /** @type {[string, string]} */ ([category.id, category.name ?? ""]))], onChange: (id) => set({ parent_id: id || null }) })}
    ${isText && h(SelectField, { label: "Kind", value: String(values.type), options: KINDS, onChange: (type) => set({ type: Number(type) }), error: wrong.type })}
    ${voice && h(VoiceFields, { values, set, wrong })}
    ${forum && h(ForumFields, { channel, values, set, wrong })}
    ${(isText || forum || voice) && h(Pace, { values, set, forum, threads: !voice })}
    ${(isText || forum || voice) && h(Retention, { values, set, saved: channel.message_retention_days })}
    ${(isText || forum || voice) && h(Switch, { label: "For adults only", hint: "People are asked whether they are old enough before they see it.", checked: values.nsfw, onChange: (nsfw) => set({ nsfw }) })}
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit, disabled: !values.name.trim() })}`;
}

/**
 * How fast people write, and how long threads stay.
 * @param {{ values: Values, set: (change: Partial<Values>) => void, forum: boolean, threads: boolean }} props
 */
function Pace({ values, set, forum, threads }) {
  const slow = values.rate_limit_per_user;
  const slowInThreads = values.default_thread_rate_limit_per_user;
  return html`<section class="settings-section">
    <h4>Pace</h4>
    ${h(SelectField, { label: "Slowmode", value: String(slow), options: slowmodes(slow), onChange: (value) => set({ rate_limit_per_user: Number(value) }), hint: forum ? "How long members wait between two posts." : "How long members wait between two messages." })}
    ${
      threads &&
      html`${h(SelectField, { label: forum ? "Slowmode in posts" : "Slowmode in new threads", value: String(slowInThreads), options: slowmodes(slowInThreads), onChange: (value) => set({ default_thread_rate_limit_per_user: Number(value) }) })}
        ${h(SelectField, { label: forum ? "Posts are archived after" : "Threads are archived after", value: String(values.default_auto_archive_duration), options: ARCHIVINGS, onChange: (value) => set({ default_auto_archive_duration: Number(value) }), hint: "Without a message, and unless whoever starts it says otherwise." })}`
    }
  </section>`;
}

/**
 * How long messages are kept.
 * @param {{ values: Values, set: (change: Partial<Values>) => void, saved?: number }} props
 */
function Retention({ values, set, saved }) {
  const days = values.message_retention_days;
  return html`<section class="settings-section">
    <h4>Keeping</h4>
    ${h(SelectField, {
      label: "Messages are kept",
      value: String(days ?? 0),
      options: retentions(saved),
      onChange: (value) => set({ message_retention_days: Number(value) || null }),
      hint: days
        ? `Messages older than ${plural(days, "day")} are deleted for good, here and in threads, with their files. Pinned messages stay. It cannot be undone.`
        : "Nothing is deleted by age.",
    })}
  </section>`;
}

/** @param {Channel | undefined} channel */
function savedOf(channel) {
  return {
    type: channel?.type ?? 0,
    name: channel?.name ?? "",
    topic: channel?.topic ?? "",
    parent_id: channel?.parent_id ?? null,
    nsfw: channel?.nsfw ?? false,
    rate_limit_per_user: channel?.rate_limit_per_user ?? 0,
    message_retention_days: channel?.message_retention_days ?? null,
    default_thread_rate_limit_per_user: channel?.default_thread_rate_limit_per_user ?? 0,
    default_auto_archive_duration: channel?.default_auto_archive_duration ?? 4320,
    available_tags: channel?.available_tags ?? NO_TAGS,
    require_tag: Boolean((channel?.flags ?? 0) & REQUIRE_TAG),
    default_reaction_emoji: channel?.default_reaction_emoji ?? null,
    default_sort_order: channel?.default_sort_order ?? null,
    default_forum_layout: channel?.default_forum_layout ?? 0,
    bitrate: channel?.bitrate ?? 64_000,
    user_limit: channel?.user_limit ?? 0,
    video_quality_mode: channel?.video_quality_mode ?? 1,
  };
}

/** @type {import("app/types").ForumTag[]} */
const NO_TAGS = [];
