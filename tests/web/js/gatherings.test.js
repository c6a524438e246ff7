import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { handle } from "app/gateway/handlers.js";
import { fromLocal, toLocal } from "app/lib/time.js";
import { eventsOf, interestIn, learnInterest } from "app/stores/scheduled-events.js";
import { stageIn, voiceStatesIn } from "app/stores/voice.js";
import { VIEW } from "./values.js";

const me = { id: "50", username: "me", avatar: null };
const ada = { id: "60", username: "ada", avatar: null };
const member = (user) => ({ user, roles: [], joined_at: null, flags: 0 });
const state = (user, channel_id, fields) => ({
  guild_id: "1",
  user_id: user.id,
  channel_id,
  session_id: "s",
  ...fields,
});
const stage = { id: "9", guild_id: "1", channel_id: "3", topic: "Chess" };
const planned = (id, hour, fields) => ({
  id,
  guild_id: "1",
  name: `event ${id}`,
  status: 1,
  scheduled_start_time: `2026-01-01T${hour}:00:00Z`,
  ...fields,
});

beforeEach(() => {
  const guild = {
    id: "1",
    name: "Guild",
    icon: null,
    owner_id: "60",
    roles: [{ id: "1", name: "@everyone", permissions: VIEW, color: 0, position: 0, hoist: false }],
    channels: [],
    members: [member(me)],
    voice_states: [state(me, "2")],
    stage_instances: [stage],
    guild_scheduled_events: [planned("8", "20")],
  };
  handle("READY", { user: me, guilds: [guild], private_channels: [], read_state: { entries: [] } });
});

const names = (channelId) => voiceStatesIn("1", channelId).map((one) => one.user_id);

test("voice states say who is in a channel, by name", () => {
  handle("VOICE_STATE_UPDATE", state(ada, "2", { member: member(ada) }));
  assert.deepEqual(names("2"), ["60", "50"]);
  handle("VOICE_STATE_UPDATE", state(ada, "3"));
  assert.deepEqual([names("2"), names("3")], [["50"], ["60"]]);
  handle("VOICE_STATE_UPDATE", state(me, null));
  assert.deepEqual(names("2"), []);
});

test("who is in voice is forgotten with the guild and learnt anew when it is back", () => {
  handle("GUILD_DELETE", { id: "1" });
  assert.deepEqual(names("2"), []);
  assert.equal(stageIn("3"), undefined);
  assert.deepEqual(eventsOf("1"), []);
});

test("stages come, change and go", () => {
  assert.equal(stageIn("3").topic, "Chess");
  handle("STAGE_INSTANCE_UPDATE", { ...stage, topic: "Go" });
  assert.equal(stageIn("3").topic, "Go");
  handle("STAGE_INSTANCE_DELETE", stage);
  assert.equal(stageIn("3"), undefined);
});

test("events stand in their order until they are over", () => {
  handle("GUILD_SCHEDULED_EVENT_CREATE", planned("7", "10"));
  handle("GUILD_SCHEDULED_EVENT_CREATE", planned("6", "22", { status: 2 }));
  const order = () => eventsOf("1").map(({ id }) => id);
  assert.deepEqual(order(), ["6", "7", "8"]);
  handle("GUILD_SCHEDULED_EVENT_UPDATE", planned("6", "22", { status: 3 }));
  handle("GUILD_SCHEDULED_EVENT_DELETE", planned("7", "10"));
  assert.deepEqual(order(), ["8"]);
});

test("who is interested is counted for events that were asked for", () => {
  const said = (user_id, more) => ({
    guild_id: "1",
    guild_scheduled_event_id: "8",
    user_id,
    ...more,
  });
  handle("GUILD_SCHEDULED_EVENT_USER_ADD", said("60"));
  assert.equal(interestIn("8"), undefined);
  learnInterest([planned("8", "20", { user_count: 1, user_rsvp: null })]);
  handle("GUILD_SCHEDULED_EVENT_USER_ADD", said("50"));
  assert.deepEqual(interestIn("8"), { count: 2, mine: true });
  handle("GUILD_SCHEDULED_EVENT_USER_REMOVE", said("60"));
  handle("GUILD_SCHEDULED_EVENT_USER_ADD", said("60", { guild_scheduled_event_exception_id: "5" }));
  assert.deepEqual(interestIn("8"), { count: 1, mine: true });
});

test("a moment goes through a field for date and time unharmed", () => {
  const moment = new Date(2026, 5, 1, 18, 30);
  assert.equal(toLocal(moment), "2026-06-01T18:30");
  assert.equal(fromLocal(toLocal(moment)).getTime(), moment.getTime());
});
