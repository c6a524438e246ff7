/** The inbox: what comes, what is read elsewhere, what is gone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as inbox from "app/stores/inbox.js";

/** @param {string} id @param {Partial<import("app/types").Notification>} [about] @returns {import("app/types").Notification} */
const entry = (id, about = {}) => ({
  id,
  type: "mention",
  related_user: { id: "5", username: "ada", avatar: null },
  related_message_id: `${Number(id) - 1}`,
  channel_id: "7",
  guild_id: "9",
  content: "look",
  read_at: null,
  created_at: "2026-01-01T00:00:00+00:00",
  ...about,
});
const ids = () => inbox.entries.value?.map(({ id }) => id);

test("entries are counted until they are read, here or elsewhere", () => {
  inbox.receivePage({ notifications: [entry("20"), entry("10")], has_more: true, unread: 5 });
  inbox.addEntry(entry("30"));
  inbox.addEntry(entry("30"));
  assert.deepEqual([ids(), inbox.unread.value], [["30", "20", "10"], 6]);
  inbox.readChannel("7", "19");
  assert.equal(inbox.unread.value, 4);
  inbox.updateEntries({ id: "30", read_at: "now" });
  assert.equal(inbox.unread.value, 3);
  inbox.updateEntries({ up_to: "30", read_at: "now" });
  assert.equal(inbox.unread.value, 0);
});

test("of a friend who comes and goes the last time is kept, of a deleted message nothing", () => {
  const online = { type: /** @type {const} */ ("user_online"), related_message_id: null };
  inbox.receivePage({ notifications: [entry("20", online)], has_more: false, unread: 1 });
  inbox.addEntry(entry("40", online));
  inbox.addEntry(entry("50", { related_message_id: "49" }));
  assert.deepEqual([ids(), inbox.unread.value], [["50", "40"], 2]);
  inbox.forgetMessages(["49"]);
  assert.deepEqual([ids(), inbox.unread.value], [["40"], 1]);
});
