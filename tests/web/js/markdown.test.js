import assert from "node:assert/strict";
import { test } from "node:test";
import { toTyped, toWire } from "app/markdown/compose.js";
import { isOnlyEmoji, parse, plainText } from "app/markdown/parse.js";

const text = (value) => ({ type: "text", text: value });
const kinds = (source) => parse(source).map((node) => node.type);

test("marks nest", () => {
  assert.deepEqual(parse("**a *b* c**"), [
    { type: "strong", children: [text("a "), { type: "em", children: [text("b")] }, text(" c")] },
  ]);
  assert.deepEqual(parse("***x***"), [
    { type: "strong", children: [{ type: "em", children: [text("x")] }] },
  ]);
});

test("unclosed marks, names with underscores and escapes stay as they were typed", () => {
  for (const source of ["**open", "snake_case_name", "2 * 3 * 4", "a || b"]) {
    assert.deepEqual(parse(source), [text(source)]);
  }
  assert.deepEqual(parse("\\*plain\\*"), [text("*plain*")]);
});

test("code keeps its text", () => {
  assert.deepEqual(parse("`**a**`"), [{ type: "code", text: "**a**" }]);
  assert.deepEqual(parse("```js\nlet a = `b`;\n```"), [
    { type: "codeblock", language: "js", text: "let a = `b`;" },
  ]);
  assert.deepEqual(kinds("before\n```\nx\n```\nafter"), ["text", "codeblock", "text"]);
});

test("quotes, headings, lists and small print are blocks of their line", () => {
  assert.deepEqual(kinds("> a\n> b\nc"), ["quote", "text"]);
  assert.deepEqual(kinds("# A\n## B\n-# c\n#not"), ["heading", "heading", "subtext", "text"]);
  const [list] = parse("1. a\n2. b\n   - c");
  assert.equal(list.start, 1);
  assert.deepEqual(
    list.items.map((item) => item.map((node) => node.type)),
    [["text"], ["text", "list"]],
  );
});

test("only web addresses become links, and a label cannot pose as another address", () => {
  assert.deepEqual(kinds("javascript:alert(1) [x](javascript:alert(1))"), ["text"]);
  const [link] = parse("https://example.org/a_(b).");
  assert.equal(link.href, "https://example.org/a_(b)");
  const nodes = parse("[https://bank.example](https://thief.example)");
  assert.ok(nodes.every((node) => !node.masked));
});

test("mentions, emoji and times have nodes of their own", () => {
  assert.deepEqual(kinds("<@1><@&2><#3>@here<:a_b:4><t:5:R>😀"), [
    "user",
    "role",
    "channel",
    "everyone",
    "customEmoji",
    "time",
    "emoji",
  ]);
  assert.deepEqual(kinds("5 #1"), ["text"]);
});

test("a few emoji alone are large", () => {
  assert.ok(isOnlyEmoji(parse("👍🏽 ❤️\n👩‍👩‍👧")));
  assert.ok(!isOnlyEmoji(parse("👍 ok")));
  assert.ok(!isOnlyEmoji(parse("😀".repeat(31))));
});

test("plain text hides spoilers", () => {
  assert.equal(plainText("**Look**: ||secret||\n`x`"), "Look: ▇▇▇ x");
});

test("hostile text is parsed to an end, as long as a message may be", () => {
  // What backtracks would not come back from here.
  for (const piece of ["*_~|`<[", "**", "*a ", "[", "`a", "> ", "||", "```"])
    assert.ok(parse(piece.repeat(Math.ceil(4000 / piece.length))).length > 0, piece);
});

const names = {
  userId: (name) => ({ ada: "1", "ada.b": "2" })[name],
  username: (id) => ({ 1: "ada", 2: "ada.b" })[id],
  channelId: (name) => ({ general: "7" })[name],
  channelName: (id) => ({ 7: "general" })[id],
  roleName: (id) => ({ 9: "Night watch" })[id],
  roles: [["Night watch", "9"]],
};

test("names are sent as mentions, and come back as names to edit", () => {
  const typed = "@ada. and @ada.b, see #general, @Night watch";
  const sent = "<@1>. and <@2>, see <#7>, <@&9>";
  assert.equal(toWire(typed, names), sent);
  assert.equal(toTyped(sent, names), typed);
});

test("mail addresses, code and unknown names are no mentions", () => {
  for (const source of ["mail@ada", "`@ada`", "@nobody #nowhere", "https://example.org/@ada"]) {
    assert.equal(toWire(source, names), source);
  }
});
