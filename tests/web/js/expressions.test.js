/** Emoji and sounds of servers, and where they may stand. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { mediaOf } from "app/components/dialogs/poll-dialog.js";
import { handle } from "app/gateway/handlers.js";
import { ownEmojis, soundsOf } from "app/stores/expressions.js";
import { VIEW } from "./values.js";

const me = { id: "50", username: "me", avatar: null };
const sound = (id, fields) => ({ sound_id: id, guild_id: "1", name: id, volume: 1, ...fields });
const names = () => soundsOf("1").map(({ name }) => name);

beforeEach(() => {
  const guild = {
    id: "1",
    name: "Guild",
    icon: null,
    owner_id: "60",
    roles: [{ id: "1", name: "@everyone", permissions: VIEW, color: 0, position: 0, hoist: false }],
    channels: [],
    members: [{ user: me, roles: [], joined_at: null, flags: 0 }],
    emojis: [
      { id: "20", name: "party", available: true },
      { id: "21", name: "lost", available: false },
    ],
    soundboard_sounds: [sound("30"), sound("31")],
  };
  handle("READY", { user: me, guilds: [guild], private_channels: [], read_state: { entries: [] } });
});

test("sounds come, change in their place and go", () => {
  handle("GUILD_SOUNDBOARD_SOUND_CREATE", sound("32", { name: "quack" }));
  handle("GUILD_SOUNDBOARD_SOUND_UPDATE", sound("30", { name: "moo" }));
  assert.deepEqual(names(), ["moo", "31", "quack"]);
  handle("GUILD_SOUNDBOARD_SOUND_DELETE", { guild_id: "1", sound_id: "31" });
  assert.deepEqual(names(), ["moo", "quack"]);
  handle("GUILD_SOUNDBOARD_SOUNDS_UPDATE", { guild_id: "1", soundboard_sounds: [sound("33")] });
  assert.deepEqual(names(), ["33"]);
  handle("GUILD_DELETE", { id: "1" });
  assert.deepEqual(names(), []);
});

test("on what is a server's only its own emoji stand, as far as they can be used", () => {
  const [group] = ownEmojis("1");
  assert.deepEqual(
    group.emojis.map(({ name }) => name),
    ["party"],
  );
  assert.deepEqual(ownEmojis("2"), []);
});

test("an answer of a poll names its emoji by what the API knows it by", () => {
  const answer = { text: " Yes ", emoji_id: null, emoji_name: null };
  assert.deepEqual(mediaOf(answer), { text: "Yes" });
  assert.deepEqual(mediaOf({ ...answer, emoji_name: "🍵" }), {
    text: "Yes",
    emoji: { name: "🍵" },
  });
  assert.deepEqual(mediaOf({ ...answer, emoji_id: "20", emoji_name: "party" }), {
    text: "Yes",
    emoji: { id: "20" },
  });
});
