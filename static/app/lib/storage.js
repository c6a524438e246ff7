/**
 * What this browser remembers. Storage may be full or forbidden: then nothing
 * is remembered, and nothing breaks.
 */

/**
 * @template T
 * @param {string} key
 * @param {T} fallback
 * @returns {T}
 */
export function recall(key, fallback) {
  try {
    const text = globalThis.localStorage?.getItem(`guildhall:${key}`);
    return text ? JSON.parse(text) : fallback;
  } catch {
    return fallback;
  }
}

/**
 * @param {string} key
 * @param {unknown} value undefined or null forgets it
 */
export function remember(key, value) {
  try {
    if (value === undefined || value === null)
      globalThis.localStorage?.removeItem(`guildhall:${key}`);
    else globalThis.localStorage?.setItem(`guildhall:${key}`, JSON.stringify(value));
  } catch {
    // Private windows and full disks: go on without memory.
  }
}

/** Forget everything of the person who leaves. */
export function forgetAll() {
  try {
    for (const key of Object.keys(globalThis.localStorage ?? {})) {
      if (key.startsWith("guildhall:") && key !== "guildhall:theme") localStorage.removeItem(key);
    }
  } catch {
    // As above.
  }
}
