import assert from "node:assert/strict";
import { test } from "node:test";
import { markNodes } from "app/lib/mark-nodes.js";
import { markWords, readSearch, SearchProblem } from "app/lib/search-query.js";
import { timeOf } from "app/lib/snowflake.js";

test("words, phrases and filters are told apart", () => {
  const search = readSearch(
    'deploy "on friday" from:ada -has:link has:image in:#general pinned:true',
  );
  assert.deepEqual(search.contents, ["2|deploy", '0|"on friday"']);
  assert.deepEqual(search.words, ["deploy", "on", "friday"]);
  assert.deepEqual([search.from, search.places], [["ada"], ["general"]]);
  assert.deepEqual(search.query, { has: ["-link", "image"], pinned: "true" });
});

test("names may have spaces, and what looks like a filter elsewhere is a word", () => {
  const search = readSearch('from:"Ada Lovelace" mentions:@everyone http://example.org 10:30');
  assert.deepEqual([search.from, search.mentions], [["Ada Lovelace"], ["everyone"]]);
  assert.deepEqual(search.contents, ["2|http://example.org", "2|10:30"]);
});

test("days, months and years become ids", () => {
  const now = new Date(2026, 4, 20, 15);
  const day = readSearch("during:2026-02-28", now).query;
  assert.deepEqual(timeOf(day.max_id), new Date(2026, 2, 1));
  assert.deepEqual(timeOf(String(BigInt(day.min_id) + 1n)), new Date(2026, 1, 28));
  assert.deepEqual(timeOf(readSearch("before:today", now).query.max_id), new Date(2026, 4, 20));
  const after = readSearch("after:2025", now).query.min_id;
  assert.deepEqual(timeOf(String(BigInt(after) + 1n)), new Date(2026, 0, 1));
});

test("what cannot be searched for says why", () => {
  for (const text of [
    "has:money",
    "before:2026-02-30",
    "after:soon",
    "pinned:maybe",
    "author_type:cat",
  ]) {
    assert.throws(() => readSearch(text), SearchProblem, text);
  }
});

test("other forms of a word are marked, other words are not", () => {
  const marked = (text, ...words) =>
    markWords(text, words)
      .filter((part) => part.found)
      .map((part) => part.text);
  assert.deepEqual(marked("We deployed; the deployment of Café", "deploy", "cafe"), [
    "deployed",
    "deployment",
    "Café",
  ]);
  assert.deepEqual(marked("in inside india", "in"), ["in"]);
  assert.equal(
    markWords("a b, c", ["b"])
      .map((part) => part.text)
      .join(""),
    "a b, c",
  );
});

test("marks reach into what is bold or in a list", () => {
  const text = (value) => ({ type: "text", text: value });
  const marked = { type: "mark", children: [text("word")] };
  assert.deepEqual(markNodes([{ type: "strong", children: [text("a word")] }], ["word"]), [
    { type: "strong", children: [text("a "), marked] },
  ]);
  assert.deepEqual(markNodes([{ type: "list", start: null, items: [[text("word")]] }], ["word"]), [
    { type: "list", start: null, items: [[marked]] },
  ]);
  assert.deepEqual(markNodes([{ type: "code", text: "word" }], ["word"]), [
    { type: "code", text: "word" },
  ]);
});
