import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ALL,
  basePermissions,
  channelPermissions,
  has,
  Permission as P,
} from "app/lib/permissions.js";
import { sameRules } from "app/views/channel-settings/category-sync.js";

const EVERYONE = "1";
const MODERATOR = "2";
const MUTED = "3";
const KING = "4";

const guild = {
  id: EVERYONE,
  ownerId: "100",
  roles: new Map([
    [EVERYONE, { permissions: String(P.VIEW_CHANNEL | P.SEND_MESSAGES | P.ATTACH_FILES) }],
    [MODERATOR, { permissions: String(P.MANAGE_MESSAGES) }],
    [MUTED, { permissions: "0" }],
    [KING, { permissions: String(P.ADMINISTRATOR) }],
  ]),
};
const member = (...roles) => ({ userId: "200", roles });
const rule = (id, type, allow, deny) => ({ id, type, allow: String(allow), deny: String(deny) });

test("roles add up", () => {
  assert.ok(has(basePermissions(guild, member(MODERATOR)), P.SEND_MESSAGES | P.MANAGE_MESSAGES));
  assert.ok(!has(basePermissions(guild, member()), P.MANAGE_MESSAGES));
});

test("the owner and administrators may everything, whatever a channel says", () => {
  const hidden = [rule(EVERYONE, 0, 0n, P.VIEW_CHANNEL)];
  assert.equal(channelPermissions(guild, { userId: "100", roles: [] }, hidden), ALL);
  assert.equal(channelPermissions(guild, member(KING), hidden), ALL);
});

test("what one role is denied another role is allowed", () => {
  const rules = [rule(MUTED, 0, 0n, P.SEND_MESSAGES), rule(MODERATOR, 0, P.SEND_MESSAGES, 0n)];
  assert.ok(!has(channelPermissions(guild, member(MUTED), rules), P.SEND_MESSAGES));
  assert.ok(has(channelPermissions(guild, member(MUTED, MODERATOR), rules), P.SEND_MESSAGES));
});

test("a rule for one member comes last", () => {
  const rules = [rule("200", 1, 0n, P.SEND_MESSAGES), rule(MODERATOR, 0, P.SEND_MESSAGES, 0n)];
  assert.ok(!has(channelPermissions(guild, member(MODERATOR), rules), P.SEND_MESSAGES));
});

test("a channel that is not seen permits nothing", () => {
  const rules = [rule(EVERYONE, 0, 0n, P.VIEW_CHANNEL)];
  assert.equal(channelPermissions(guild, member(), rules), 0n);
});

test("who cannot write cannot attach files either", () => {
  assert.ok(has(channelPermissions(guild, member(), []), P.ATTACH_FILES));
  const rules = [rule(EVERYONE, 0, 0n, P.SEND_MESSAGES)];
  assert.ok(!has(channelPermissions(guild, member(), rules), P.ATTACH_FILES));
});

test("a timeout leaves reading, until it ends, and spares administrators", () => {
  const until = "2026-01-01T00:00:00Z";
  const before = Date.parse(until) - 1;
  const timedOut = { ...member(), timedOutUntil: until };
  const rules = [rule("200", 1, P.SEND_MESSAGES, 0n)];
  assert.equal(channelPermissions(guild, timedOut, rules, before), P.VIEW_CHANNEL);
  assert.ok(has(channelPermissions(guild, timedOut, rules, before + 2), P.SEND_MESSAGES));
  assert.equal(basePermissions(guild, { ...member(KING), timedOutUntil: until }, before), ALL);
});

test("a channel has its category's rules whatever their order, and empty ones are none", () => {
  const muted = { id: MUTED, type: 0, allow: "0", deny: "2048" };
  const moderator = { id: MODERATOR, type: 0, allow: "1024", deny: "0" };
  const empty = { id: KING, type: 0, allow: "0", deny: "0" };
  assert.ok(sameRules([muted, moderator], [moderator, empty, muted]));
  assert.ok(!sameRules([muted], [{ ...muted, deny: "1024" }]));
  assert.ok(!sameRules([], [moderator]));
});
