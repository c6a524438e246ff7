/** The audit log in sentences. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { putChannel } from "app/stores/channels.js";
import { learnUser } from "app/stores/users.js";
import { ACTIONS } from "app/views/guild-settings/audit-actions.js";
import { actorOf, changesOf, sentenceOf } from "app/views/guild-settings/audit-text.js";

const GUILD = "100";
const LOG = { audit_log_entries: [], users: [], webhooks: [], threads: [] };

/** @param {Partial<import("app/types").AuditEntry>} entry */
function entry(entry) {
  return { id: "1", action_type: 1, user_id: "5", target_id: null, ...entry };
}

/** @param {Partial<import("app/types").AuditEntry>} about */
function said(about) {
  const told = entry(about);
  const words = sentenceOf(told, LOG, GUILD).map(({ text }) => text);
  return `${actorOf(told, GUILD)} ${words.join("")}`;
}

learnUser({ id: "5", username: "ada", avatar: null });
learnUser({ id: "6", username: "bob", avatar: null });
putChannel({ id: "7", type: 0, guild_id: GUILD, name: "general" });

test("every action that the server writes has a sentence", () => {
  const source = readFileSync(
    new URL("../../../guilds/models/audit_log.py", import.meta.url),
    "utf8",
  );
  const types = [...source.matchAll(/^ {4}[A-Z_]+ = (\d+)$/gm)].map(([, type]) => Number(type));
  assert.ok(types.length > 40);
  for (const type of types) {
    assert.ok(ACTIONS.has(type), `action ${type}`);
    assert.doesNotMatch(said({ action_type: type, target_id: "6" }), /undefined|\{|something/);
  }
});

test("sentences name whom and what they are about", () => {
  assert.equal(said({ action_type: 20, target_id: "6" }), "ada kicked bob");
  assert.equal(said({ action_type: 11, target_id: "7" }), "ada changed #general");
  assert.equal(
    said({ action_type: 72, target_id: "6", options: { channel_id: "7", count: "2" } }),
    "ada deleted 2 messages by bob in #general",
  );
  const gone = [{ key: "name", old_value: "cellar" }];
  assert.equal(said({ action_type: 12, target_id: "8", changes: gone }), "ada deleted #cellar");
});

test("changes are lines that people can read", () => {
  /** @param {import("app/types").AuditChange[]} changes */
  const lines = (...changes) => changesOf(entry({ changes }), GUILD);
  assert.deepEqual(lines({ key: "name", old_value: "a", new_value: "b" }), ["Name: “a” → “b”"]);
  assert.deepEqual(lines({ key: "nsfw", old_value: false, new_value: true }), ["For adults: yes"]);
  assert.deepEqual(lines({ key: "nsfw", old_value: true, new_value: false }), ["For adults: no"]);
  assert.deepEqual(lines({ key: "rate_limit_per_user", old_value: 0, new_value: 60 }), [
    "Slowmode: off → 1 min",
  ]);
  assert.deepEqual(lines({ key: "permissions", old_value: "2", new_value: "4" }), [
    "Given: ban members",
    "Taken: kick members",
  ]);
  assert.deepEqual(lines({ key: "$add", new_value: [{ id: "9", name: "Warden" }] }), [
    "Given: Warden",
  ]);
  assert.deepEqual(lines({ key: "volume", old_value: 1, new_value: 0.25 }), [
    "Volume: 100 % → 25 %",
  ]);
  assert.deepEqual(lines({ key: "icon_hash", new_value: "abc" }), ["Icon added"]);
});

test("rules of AutoMod are told in words, not as they are stored", () => {
  const changes = [
    { key: "event_type", new_value: 1 },
    { key: "trigger_type", new_value: 1 },
    {
      key: "trigger_metadata",
      old_value: { keyword_filter: ["cat*"], presets: [], allow_list: [] },
      new_value: { keyword_filter: ["cat*", "dog"], presets: [1], allow_list: [] },
    },
    { key: "actions", old_value: [{ type: 1 }], new_value: [{ type: 1 }, { type: 2 }] },
    { key: "exempt_channels", old_value: [], new_value: ["7"] },
  ];
  assert.deepEqual(changesOf(entry({ action_type: 141, changes }), GUILD), [
    "Words: “cat*” → “cat*” and “dog”",
    "Word lists: Swearing",
    "What it does: blocks → blocks and alerts",
    "Not in: #general",
  ]);
});
