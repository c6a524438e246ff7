/** The shape of recordings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPlace } from "app/lib/time.js";
import { fromWaveform, toWaveform } from "app/lib/waveform.js";

const bytes = (/** @type {string} */ waveform) => [...Buffer.from(waveform, "base64")];

test("a shape is told in bytes, the loudest moment being the highest", () => {
  assert.deepEqual(bytes(toWaveform([0, 0.25, 0.5])), [0, 128, 255]);
  assert.deepEqual(bytes(toWaveform([0, 0])), [0, 0]);
  assert.deepEqual(bytes(toWaveform([])), [0]);
});

test("of a long recording no more than 256 moments are told, and no peak is lost", () => {
  const levels = Array(12_000).fill(0.1);
  levels[7777] = 1;
  const told = bytes(toWaveform(levels));
  assert.equal(told.length, 256);
  assert.equal(Math.max(...told), 255);
  assert.ok(toWaveform(levels).length <= 400);
});

test("a shape is drawn with as many bars as there is room for", () => {
  const drawn = fromWaveform(toWaveform([1, 0]), 4);
  assert.deepEqual(drawn, [1, 1, 0, 0]);
  assert.deepEqual(fromWaveform("not base64!", 3), [0, 0, 0]);
  assert.deepEqual(fromWaveform("", 2), [0, 0]);
});

test("places in a recording are told in minutes and seconds", () => {
  assert.equal(formatPlace(7.9), "0:07");
  assert.equal(formatPlace(750), "12:30");
});
