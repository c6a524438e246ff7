import assert from "node:assert/strict";
import { test } from "node:test";
import { complete, suggestSearch, tokenAt } from "app/components/search/search-suggestions.js";
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

const at = (/** @type {string} */ text) => tokenAt(text, text.length);

test("what is typed last can be completed: a filter, or what follows it", () => {
  assert.deepEqual(at("oil fr"), { filter: "", query: "fr", start: 4 });
  assert.deepEqual(at("oil from:"), { filter: "from", query: "", start: 9 });
  assert.deepEqual(at("-has:im"), { filter: "has", query: "im", start: 5 });
  assert.deepEqual(at('from:"Ada L'), { filter: "from", query: "Ada L", start: 5 });
  assert.deepEqual(at("in:#gen"), { filter: "in", query: "gen", start: 3 });
  for (const text of ["", "oil ", "http://example.org", 'from:"Ada Lovelace"', '"on fri'])
    assert.equal(at(text)?.filter || null, null, text);
});

test("what is offered fits the place and what was typed", async () => {
  const offered = async (/** @type {string} */ text, guildId = "1") => {
    const token = at(text);
    return (await suggestSearch({ guildId, channelId: "2" }, token)).map(({ insert }) => insert);
  };
  assert.deepEqual(await offered("i"), ["in:"]);
  assert.deepEqual(await offered("i", ""), []);
  assert.deepEqual(await offered("has:im"), ["image"]);
  assert.deepEqual(await offered("author_type:"), ["user", "bot", "webhook"]);
  assert.deepEqual(await offered("before:to"), ["today"]);
  assert.deepEqual(await offered("from:m"), ["me"]);
});

test("what is chosen takes the place of what was typed, in quotation marks where it needs them", () => {
  const chosen = (/** @type {string} */ text, /** @type {string} */ insert) =>
    complete(text, text.length, at(text), insert);
  assert.deepEqual(chosen("oil fr", "from:"), { text: "oil from:", caret: 9 });
  assert.deepEqual(chosen("from:a", "ada"), { text: "from:ada ", caret: 9 });
  assert.deepEqual(chosen("in:rea", "reading room"), {
    text: 'in:"reading room" ',
    caret: 18,
  });
  const middle = complete("from:a oil", 6, tokenAt("from:a oil", 6), "ada");
  assert.deepEqual(middle, { text: "from:ada oil", caret: 9 });
});
