/** What is muted stays quiet, and can still call by name. */
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { handle } from "app/gateway/handlers.js";
import { isChannelMuted, isQuiet, Level, levelOf } from "app/stores/muting.js";
import { guildUnread, isUnread, standsOut, unreadDirect } from "app/stores/read-states.js";
import { VIEW } from "./values.js";

const me = { id: "50", username: "me", avatar: null };
const ada = { id: "60", username: "ada", avatar: null };
const channel = (id, fields) => ({
  id,
  type: 0,
  name: `c${id}`,
  permission_overwrites: [],
  ...fields,
});
const mute = (end_time = null) => ({ muted: true, mute_config: { end_time } });
const settings = (fields) =>
  handle("USER_GUILD_SETTINGS_UPDATE", { guild_id: "1", channel_overrides: [], ...fields });
const override = (channel_id, end_time) => ({ channel_id, ...mute(end_time) });

function write(channel_id, fields) {
  handle("MESSAGE_CREATE", {
    id: "900",
    channel_id,
    content: "hello",
    author: ada,
    timestamp: "2026-01-01T00:00:00Z",
    attachments: [],
    embeds: [],
    ...fields,
  });
}

beforeEach(() => {
  const guild = {
    id: "1",
    name: "Guild",
    icon: null,
    owner_id: "60",
    roles: [{ id: "1", name: "@everyone", permissions: VIEW, color: 0, position: 0, hoist: false }],
    channels: [channel("3", { type: 4 }), channel("4", { parent_id: "3" }), channel("5")],
    members: [{ user: me, roles: [], joined_at: null, flags: 0 }],
  };
  handle("READY", {
    user: me,
    guilds: [guild],
    private_channels: [{ id: "8", type: 1, recipients: [ada] }],
    read_state: { entries: [] },
    user_guild_settings: { entries: [] },
  });
});

test("a muted channel does not stand out, and a mention there still counts", () => {
  write("4");
  assert.ok(standsOut("4"));
  settings({ channel_overrides: [override("4")] });
  assert.ok(isUnread("4"));
  assert.ok(!standsOut("4"));
  assert.deepEqual(guildUnread("1"), { unread: false, any: true, mentions: 0 });
  write("4", { id: "901", mentions: [me] });
  assert.equal(guildUnread("1").mentions, 1);
});

test("what stands in something muted is quiet without being muted itself", () => {
  settings({ channel_overrides: [override("3")] });
  assert.deepEqual([isQuiet("4"), isChannelMuted("4"), isQuiet("5")], [true, false, false]);
  settings(mute());
  assert.deepEqual([isQuiet("4"), isQuiet("5")], [true, true]);
});

test("a thread that I follow is muted by itself", () => {
  const member = { id: "6", user_id: "50" };
  handle("THREAD_CREATE", channel("6", { type: 11, guild_id: "1", parent_id: "5", member }));
  assert.ok(!isQuiet("6"));
  handle("THREAD_MEMBER_UPDATE", { ...member, guild_id: "1", ...mute() });
  assert.deepEqual([isQuiet("6"), isQuiet("5")], [true, false]);
  const added_members = [{ ...member, flags: 1 }];
  handle("THREAD_MEMBERS_UPDATE", { id: "6", member_count: 1, added_members });
  assert.ok(isQuiet("6"));
});

test("what one is notified of is decided by the nearest", () => {
  settings({ message_notifications: Level.MENTIONS });
  assert.deepEqual([levelOf("1", "4"), levelOf("1", "5")], [Level.MENTIONS, Level.MENTIONS]);
  const channel_overrides = [{ channel_id: "3", message_notifications: Level.NOTHING }];
  settings({ message_notifications: Level.INHERIT, channel_overrides });
  assert.deepEqual([levelOf("1", "4"), levelOf("1", "5")], [Level.NOTHING, Level.ALL]);
});

test("a muted conversation does not wait for anybody", () => {
  write("8");
  assert.deepEqual(
    unreadDirect().map(({ id }) => id),
    ["8"],
  );
  settings({ guild_id: null, channel_overrides: [override("8")] });
  assert.deepEqual(unreadDirect(), []);
});

test("a mute ends by itself", (context) => {
  context.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ["Date", "setTimeout"], now: Date.parse("2026-01-01T00:00:00Z") });
  settings({ channel_overrides: [override("5", "2026-01-01T01:00:00Z")] });
  assert.ok(isQuiet("5"));
  mock.timers.tick(3_600_000);
  assert.ok(!isQuiet("5"));
});
