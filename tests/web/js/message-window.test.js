import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "app/components/messages/rows.js";
import * as windows from "app/stores/message-window.js";

const base = Date.UTC(2026, 0, 5, 12);
const message = (number, fields = {}) => ({
  id: String(1000 + number),
  channel_id: "1",
  type: 0,
  content: `message ${number}`,
  author: { id: "10", username: "ada" },
  timestamp: new Date(base + number * 1000).toISOString(),
  edited_timestamp: null,
  attachments: [],
  embeds: [],
  ...fields,
});
const range = (from, to) => Array.from({ length: to - from }, (_, i) => message(from + i));
const page = (from, to, edges = {}) =>
  windows.replace(windows.EMPTY, range(from, to), { hasOlder: false, hasNewer: false, ...edges });
const ids = (window) => window.messages.map((m) => Number(m.id) - 1000);
const pending = (key) => ({ ...message(500, { id: key, nonce: key }), key, state: "sending" });
const here = { following: true };

test("a page is shown in the order of ids", () => {
  const window = windows.replace(windows.EMPTY, range(0, 3).reverse(), {
    hasOlder: false,
    hasNewer: false,
  });
  assert.deepEqual(ids(window), [0, 1, 2]);
});

test("the server's message takes the place of the optimistic one, whichever way it comes first", () => {
  let window = windows.addPending(page(0, 2), pending("1500"));
  window = windows.receive(window, message(2, { nonce: "1500" }), here);
  window = windows.receive(window, message(2, { nonce: "1500" }), here);
  assert.deepEqual(ids(window), [0, 1, 2]);
  assert.equal(window.messages[2].key, "1500");
  assert.equal(window.messages[2].state, undefined);
});

test("messages that arrive while one is being sent stand before it", () => {
  let window = windows.addPending(page(0, 1), pending("1500"));
  window = windows.receive(window, message(1), here);
  assert.deepEqual(
    window.messages.map((m) => m.key),
    ["1000", "1001", "1500"],
  );
});

test("the window never holds more than its limit, and knows what it let go", () => {
  let window = page(0, windows.MAX_SHOWN);
  window = windows.receive(window, message(windows.MAX_SHOWN), here);
  assert.equal(window.messages.length, windows.MAX_SHOWN);
  assert.ok(window.hasOlder);

  window = windows.prepend(window, range(-50, 1), true);
  assert.equal(window.messages.length, windows.MAX_SHOWN);
  assert.ok(window.hasNewer);
  assert.equal(ids(window)[0], -50);
});

test("nothing moves under someone who reads above", () => {
  const window = windows.receive(page(0, windows.MAX_SHOWN), message(200), { following: false });
  assert.equal(ids(window)[0], 0);
  assert.ok(window.hasNewer);
  assert.equal(windows.receive(window, message(201), { following: false }).missed, 2);
});

test("messages do not land behind a gap", () => {
  const past = page(0, 50, { hasNewer: true });
  const window = windows.receive(past, message(90), here);
  assert.deepEqual(ids(window), ids(past));
  assert.deepEqual(ids(windows.append(window, range(50, 60), false)), [
    ...ids(past),
    ...range(50, 60).map((_, i) => 50 + i),
  ]);
});

test("an edit reaches the message and the replies that quote it, and keeps reactions", () => {
  const reactions = [{ emoji: { id: null, name: "👍" }, count: 1, me: false }];
  const original = message(0, { reactions });
  const reply = message(1, { type: 19, referenced_message: original });
  let window = windows.replace(windows.EMPTY, [original, reply], {
    hasOlder: false,
    hasNewer: false,
  });
  window = windows.update(window, { ...message(0), content: "changed" });
  assert.equal(window.messages[0].content, "changed");
  assert.deepEqual(window.messages[0].reactions, reactions);
  assert.equal(window.messages[1].referenced_message.content, "changed");
  assert.equal(windows.remove(window, ["1000"]).messages[0].referenced_message, null);
});

test("messages of one author within seven minutes stand under one name", () => {
  const at = (seconds, fields) => message(seconds, { id: String(10_000 + seconds), ...fields });
  const other = { author: { id: "11", username: "bob" } };
  const messages = [
    at(0),
    at(60),
    at(470),
    at(890),
    at(891, other),
    at(892),
    at(893, { type: 19 }),
  ];
  const heads = layOut(messages.map(windows.shown)).flatMap((row) =>
    row.kind === "message" ? row.head : [],
  );
  assert.deepEqual(heads, [true, false, false, true, true, true, true]);
});

test("a line stands above the first message that is new, and days are told apart", () => {
  const tomorrow = message(90, { timestamp: new Date(base + 86_400_000).toISOString() });
  const rows = layOut([...range(0, 3), tomorrow].map(windows.shown), {
    newAfter: "1001",
    myId: "99",
  });
  assert.deepEqual(
    rows.map((row) => row.kind),
    ["day", "message", "message", "new", "message", "day", "message"],
  );
  const own = layOut(range(0, 3).map(windows.shown), { newAfter: "1001", myId: "10" });
  assert.ok(!own.some((row) => row.kind === "new"));
});
