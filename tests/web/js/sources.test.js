/** What the client's own files must be like. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../../static/", import.meta.url);
const modules = readdirSync(new URL("app/", root), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".js"))
  .map((path) => ({ path, text: readFileSync(new URL(`app/${path}`, root), "utf8") }));
const icons = new Set(JSON.parse(readFileSync(new URL("app/icons.json", root), "utf8")));

test("every icon that is drawn is in the sprite", () => {
  const drawn = modules.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:icon: |h\(Icon, \{ name: )"([a-z0-9-]+)"/g)].map(([, icon]) => ({
      path,
      icon,
    })),
  );
  assert.ok(drawn.length > 50);
  for (const { path, icon } of drawn) assert.ok(icons.has(icon), `${icon} in ${path}`);
});

test("no module makes HTML or code of text", () => {
  for (const { path, text } of modules) {
    assert.doesNotMatch(
      text,
      /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|\beval\(|new Function/,
      path,
    );
  }
});

test("every stylesheet is linked, once", () => {
  const pages = ["base.html", "app.html"].map((name) =>
    readFileSync(new URL(`../templates/${name}`, root), "utf8"),
  );
  const linked = [...pages.join("").matchAll(/"(css\/[\w/-]+\.css)"/g)].map(([, path]) => path);
  const present = readdirSync(new URL("css/", root), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".css"))
    .map((path) => `css/${path}`);
  assert.deepEqual(linked.toSorted(), present.toSorted());
});

test("a module has one subject, and fits a page or three", () => {
  for (const { path, text } of modules) assert.ok(text.split("\n").length <= 300, path);
});
