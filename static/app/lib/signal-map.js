import { signal, untracked } from "@preact/signals-core";

/**
 * A map in which a reader depends only on the entry it reads, so that one
 * presence among thousands redraws one row.
 * @template V
 */
export class SignalMap {
  /** @type {Map<string, import("@preact/signals-core").Signal<V | undefined>>} */
  #entries = new Map();
  #keys = signal(0);

  /**
   * @param {string} key
   * @returns {V | undefined}
   */
  get(key) {
    return this.#entry(key).value;
  }

  /**
   * Read without depending on it.
   * @param {string} key
   * @returns {V | undefined}
   */
  peek(key) {
    return this.#entries.get(key)?.peek();
  }

  /**
   * @param {string} key
   * @param {V} value
   */
  set(key, value) {
    const entry = this.#entry(key);
    const isNew = entry.peek() === undefined;
    entry.value = value;
    if (isNew) this.#touch();
  }

  /** @param {string} key */
  delete(key) {
    const entry = this.#entries.get(key);
    if (entry?.peek() === undefined) return;
    entry.value = undefined;
    this.#touch();
  }

  clear() {
    for (const entry of this.#entries.values()) entry.value = undefined;
    this.#touch();
  }

  /** The present keys; depends on entries coming and going, not on their values. */
  keys() {
    this.#keys.value;
    return untracked(() =>
      [...this.#entries].filter(([, entry]) => entry.peek() !== undefined).map(([key]) => key),
    );
  }

  /** The present values; depends on all of them. */
  values() {
    return this.keys().map((key) => /** @type {V} */ (this.get(key)));
  }

  #touch() {
    this.#keys.value = this.#keys.peek() + 1;
  }

  /** @param {string} key */
  #entry(key) {
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = signal(/** @type {V | undefined} */ (undefined));
      this.#entries.set(key, entry);
    }
    return entry;
  }
}
