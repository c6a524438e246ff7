import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { effect } from "@preact/signals";
import { handle } from "app/gateway/handlers.js";
import { contrast, legible, rgbOf } from "app/lib/color.js";
import { SignalMap } from "app/lib/signal-map.js";
import { channelTree } from "app/stores/channel-tree.js";
import { guildList } from "app/stores/guilds.js";
import { byChannel, changeWindow } from "app/stores/messages.js";
import { isUnread, mentionsIn, reading } from "app/stores/read-states.js";
import { typingIn } from "app/stores/typing.js";
import { VIEW } from "./values.js";

const me = { id: "50", username: "me", avatar: null };
const ada = { id: "60", username: "ada", avatar: null };
const member = (user) => ({ user, roles: [], joined_at: null, flags: 0 });
const channel = (id, fields) => ({
  id,
  type: 0,
  name: `c${id}`,
  position: 0,
  permission_overwrites: [],
  ...fields,
});

function guild(channels) {
  return {
    id: "1",
    name: "Guild",
    icon: null,
    owner_id: "60",
    roles: [{ id: "1", name: "@everyone", permissions: VIEW, color: 0, position: 0, hoist: false }],
    channels,
    members: [member(me), member(ada)],
    member_count: 2,
  };
}

function message(id, fields) {
  const timestamp = "2026-01-01T00:00:00Z";
  const common = { type: 0, content: "hi", author: ada, timestamp, edited_timestamp: null };
  return {
    id,
    channel_id: "2",
    guild_id: "1",
    attachments: [],
    embeds: [],
    mentions: [],
    ...common,
    ...fields,
  };
}

beforeEach(() => {
  const channels = [
    channel("2", { last_message_id: "100" }),
    channel("3", { type: 4, position: 1 }),
    channel("4", {
      parent_id: "3",
      permission_overwrites: [{ id: "1", type: 0, allow: "0", deny: VIEW }],
    }),
    channel("5", { type: 2 }),
  ];
  reading.value = new Set();
  handle("READY", {
    user: me,
    guilds: [guild(channels)],
    private_channels: [],
    read_state: { entries: [{ id: "2", last_message_id: "100", mention_count: 0 }] },
    presences: [],
  });
});

test("READY replaces what was there", () => {
  assert.equal(guildList.value.length, 1);
  handle("READY", { user: me, guilds: [], private_channels: [], read_state: { entries: [] } });
  assert.equal(guildList.value.length, 0);
});

test("hidden channels and empty categories are not listed", () => {
  const shown = channelTree("1").flatMap((section) => section.channels.map((c) => c.id));
  assert.deepEqual(shown, ["2", "5"]);
  assert.deepEqual(
    channelTree("1").map((section) => section.category?.id),
    [undefined],
  );
});

test("a message makes its channel unread, and a mention counts", () => {
  assert.ok(!isUnread("2"));
  handle("MESSAGE_CREATE", message("101", {}));
  assert.ok(isUnread("2"));
  assert.equal(mentionsIn("2"), 0);
  handle("MESSAGE_CREATE", message("102", { mentions: [me] }));
  assert.equal(mentionsIn("2"), 1);
  handle("MESSAGE_ACK", { channel_id: "2", message_id: "102" });
  assert.ok(!isUnread("2"));
});

test("what somebody blocked writes counts as nothing", () => {
  handle("RELATIONSHIP_ADD", { id: ada.id, type: 2, user: ada });
  handle("MESSAGE_CREATE", message("101", { mentions: [me] }));
  assert.equal(mentionsIn("2"), 0);
  handle("RELATIONSHIP_REMOVE", { id: ada.id, type: 2 });
  handle("MESSAGE_CREATE", message("102", { mentions: [me] }));
  assert.equal(mentionsIn("2"), 1);
});

test("a mention stays counted when the news of what was read before comes late", () => {
  handle("MESSAGE_CREATE", message("105", { mentions: [me] }));
  handle("MESSAGE_CREATE", message("108", { mentions: [me] }));
  handle("MESSAGE_ACK", { channel_id: "2", message_id: "105", mention_count: 0 });
  assert.equal(mentionsIn("2"), 1);
  handle("MESSAGE_ACK", { channel_id: "2", message_id: "108", mention_count: 0 });
  assert.equal(mentionsIn("2"), 0);
});

test("a mention of everyone does not count where it is suppressed", () => {
  handle("MESSAGE_CREATE", message("200", { mention_everyone: true }));
  assert.equal(mentionsIn("2"), 1);
  const settings = { guild_id: "1", suppress_everyone: true, channel_overrides: [] };
  handle("USER_GUILD_SETTINGS_UPDATE", settings);
  handle("MESSAGE_CREATE", message("201", { mention_everyone: true }));
  assert.equal(mentionsIn("2"), 1);
  handle("MESSAGE_CREATE", message("202", { mention_everyone: true, mentions: [me] }));
  assert.equal(mentionsIn("2"), 2);
});

test("an own message is read", () => {
  handle("MESSAGE_CREATE", message("210", { author: me }));
  assert.ok(!isUnread("2"));
});

test("reactions of others and of mine are counted once", () => {
  changeWindow("2", () => ({ messages: [], hasOlder: false, hasNewer: false, missed: 0 }));
  handle("MESSAGE_CREATE", message("120", {}));
  const react = { channel_id: "2", message_id: "120", emoji: { id: null, name: "👍" } };
  handle("MESSAGE_REACTION_ADD", { ...react, user_id: "60" });
  handle("MESSAGE_REACTION_ADD", { ...react, user_id: "50" });
  handle("MESSAGE_REACTION_ADD", { ...react, user_id: "50" });
  const reactions = () => byChannel.peek("2").messages[0].reactions;
  assert.deepEqual(reactions(), [{ emoji: react.emoji, count: 2, me: true }]);
  handle("MESSAGE_REACTION_REMOVE", { ...react, user_id: "50" });
  handle("MESSAGE_REACTION_REMOVE", { ...react, user_id: "60" });
  assert.deepEqual(reactions(), []);
});

test("someone who writes is shown until their message is there", () => {
  handle("TYPING_START", { channel_id: "2", user_id: "60" });
  assert.deepEqual(typingIn("2"), ["60"]);
  handle("MESSAGE_CREATE", message("130", {}));
  assert.deepEqual(typingIn("2"), []);
});

test("a reader of one entry does not hear of the others", () => {
  /** @type {SignalMap<number>} */
  const map = new SignalMap();
  let reads = 0;
  const stop = effect(() => {
    map.get("a");
    reads += 1;
  });
  map.set("b", 1);
  assert.equal(reads, 1);
  map.set("a", 1);
  assert.equal(reads, 2);
  stop();
});

test("role colours are made legible on every surface", () => {
  const surfaces = [rgbOf(0x282421), rgbOf(0xfcfaf7), rgbOf(0)];
  for (const color of [0x000001, 0xffffff, 0x303060, 0xffee88, 0x808080]) {
    for (const surface of surfaces) {
      const rgb = legible(color, surface).match(/\d+/g)?.map(Number) ?? [255, 255, 255];
      assert.ok(
        contrast(/** @type {any} */ (rgb.length === 3 ? rgb : [255, 255, 255]), surface) >= 4.5,
      );
    }
  }
});
