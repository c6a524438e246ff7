import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, placeIn } from "app/lib/together.js";

/** An audio element as far as it matters. */
function element(currentTime = 0, paused = true) {
  return {
    currentTime,
    paused,
    muted: false,
    playbackRate: 1,
    pause() {
      this.paused = true;
    },
    async play() {
      this.paused = false;
    },
  };
}

test("a voice is silent before it begins and after it ends", () => {
  const part = { offset: 2, duration: 3 };
  assert.deepEqual(
    [1.9, 2, 4, 5].map((time) => placeIn(part, time)),
    [null, 0, 2, null],
  );
});

test("whoever is left out is not heard, the others are, at their places", () => {
  const clock = element(10, false);
  const parts = [
    { offset: 4, duration: 20, element: element() },
    { offset: 0, duration: 30, element: element(10, false) },
  ];
  follow(clock, parts, []);
  assert.equal(clock.muted, false);
  assert.ok(parts.every((part) => part.element.paused));
  follow(clock, parts.slice(0, 1), parts.slice(1));
  assert.equal(clock.muted, true);
  assert.deepEqual(
    parts.map((part) => part.element.paused),
    [false, true],
  );
  assert.equal(parts[0].element.currentTime, 6);
  clock.pause();
  follow(clock, parts.slice(0, 1), parts.slice(1));
  assert.ok(parts[0].element.paused);
});
