const FIRST_MS = 1000;
const LAST_MS = 30_000;

/**
 * How long to wait before another attempt: up to twice as long each time, with
 * full jitter, so that a restarted server is not met by everybody at once.
 * @param {number} attempt from 0
 * @param {() => number} [random]
 */
export function nextDelay(attempt, random = Math.random) {
  return random() * Math.min(LAST_MS, FIRST_MS * 2 ** attempt);
}
