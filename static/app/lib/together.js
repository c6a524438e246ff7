/**
 * Plays some voices of a recording beside the file that has them all. That
 * one is the clock: it is heard while nobody is left out, and is silent else.
 */

/** Seconds that a voice may be off before it is put right. */
const TOLERANCE = 0.15;

/** @typedef {{ offset: number, duration: number, element: HTMLMediaElement }} Part seconds */

/**
 * Let the parts follow the clock.
 * @param {HTMLMediaElement} clock
 * @param {Part[]} heard
 * @param {Part[]} silent
 */
export function follow(clock, heard, silent) {
  clock.muted = silent.length > 0;
  for (const { element } of silent) element.pause();
  for (const part of heard) {
    const at = placeIn(part, clock.currentTime);
    if (at === null || !clock.muted || clock.paused) {
      part.element.pause();
      continue;
    }
    part.element.playbackRate = clock.playbackRate;
    if (Math.abs(part.element.currentTime - at) > TOLERANCE) part.element.currentTime = at;
    if (part.element.paused) void part.element.play().catch(() => {});
  }
}

/** Where a part is when the whole is at a time; null: it is silent then. @param {{ offset: number, duration: number }} part @param {number} time */
export function placeIn({ offset, duration }, time) {
  const at = time - offset;
  return at >= 0 && at < duration ? at : null;
}
