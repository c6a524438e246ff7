/** When Guildhall's snowflakes begin to count: the epoch of Discord's. */
const EPOCH = 1_420_070_400_000n;

/**
 * Order of two ids. Snowflakes exceed what a number holds, so they stay strings.
 * @param {string} a
 * @param {string} b
 */
export function compare(a, b) {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * @param {string | null | undefined} a
 * @param {string | null | undefined} b
 */
export function isAfter(a, b) {
  return compare(a ?? "0", b ?? "0") > 0;
}

/** @param {string} id */
export function timeOf(id) {
  return new Date(Number((BigInt(id) >> 22n) + EPOCH));
}

/** The lowest id of what was made from then on. @param {Date} moment */
export function firstIdAt(moment) {
  return ((BigInt(moment.getTime()) - EPOCH) << 22n).toString();
}

let increment = 0n;

/**
 * An id for a message the server has not seen yet: it sorts by time like the
 * real ones, and the server echoes it as the nonce.
 */
export function nonce(now = Date.now()) {
  increment = (increment + 1n) & 0xfffn;
  return (((BigInt(now) - EPOCH) << 22n) | increment).toString();
}
