/** How near the end counts as reading along. */
const NEAR_PX = 80;

/**
 * Keeps what the reader sees where it is while messages come and go around it:
 * either the end of the list, or the first visible message.
 */
export class ScrollKeeper {
  /** @type {HTMLElement | null} */
  #box = null;
  /** @type {{ key: string, top: number } | null} */
  #anchor = null;
  #sticks = true;
  #aim = "";
  #started = false;
  /** The newest message that was in view at the end of the list. */
  lastSeenId = "0";

  attach = (/** @type {HTMLElement | null} */ element) => {
    this.#box = element;
  };

  /** Whether the first messages were placed. */
  get ready() {
    return this.#started;
  }

  /** Follow changes of size: pictures, the composer, the phone's keyboard. */
  watch() {
    const box = this.#box;
    if (!box) return undefined;
    const resized = new ResizeObserver(() => this.restore());
    resized.observe(box);
    if (box.firstElementChild) resized.observe(box.firstElementChild);
    return () => resized.disconnect();
  }

  /** Remember where the reader is. */
  note() {
    const box = this.#box;
    if (!box) return;
    this.#sticks = this.isAtBottom();
    this.#anchor = null;
    const top = box.getBoundingClientRect().top;
    for (const element of box.querySelectorAll("[data-key]")) {
      const rect = element.getBoundingClientRect();
      if (rect.bottom < top) continue;
      this.#anchor = { key: element.getAttribute("data-key") ?? "", top: rect.top - top };
      break;
    }
    if (this.#sticks) this.#seen();
  }

  /** Put the reader back where they were, after the list changed. */
  restore() {
    const box = this.#box;
    if (!box?.querySelector("[data-key]")) return;
    if (this.#aim) this.#takeAim(box);
    else if (!this.#started) this.#start(box);
    else if (this.#sticks) this.toBottom();
    else if (this.#anchor) {
      const element = box.querySelector(`[data-key="${this.#anchor.key}"]`);
      if (!element) return;
      const top = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
      if (Math.abs(top - this.#anchor.top) >= 1) box.scrollTop += top - this.#anchor.top;
    }
  }

  /** Bring a message into the middle as soon as it is there. @param {string} id */
  aimAt(id) {
    this.#aim = id;
    this.restore();
  }

  /** Bring the line above what is new into view. */
  toNew() {
    const line = this.#box?.querySelector("[data-new]");
    if (!this.#box || !line) return;
    this.#sticks = false;
    this.#box.scrollTop +=
      line.getBoundingClientRect().top - this.#box.getBoundingClientRect().top - 80;
    this.note();
  }

  toBottom() {
    if (!this.#box) return;
    this.#sticks = true;
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#seen();
  }

  /** @param {1 | -1} direction */
  page(direction) {
    this.#box?.scrollBy({ top: direction * this.#box.clientHeight * 0.85 });
  }

  isAtBottom() {
    return this.fromBottom() < NEAR_PX;
  }

  fromTop() {
    return this.#box?.scrollTop ?? 0;
  }

  fromBottom() {
    const box = this.#box;
    return box ? box.scrollHeight - box.scrollTop - box.clientHeight : 0;
  }

  /** Whether the line above what is new is above the view. */
  isNewAbove() {
    const line = this.#box?.querySelector("[data-new]");
    if (!this.#box) return false;
    return line
      ? line.getBoundingClientRect().bottom < this.#box.getBoundingClientRect().top
      : true;
  }

  /** @param {HTMLElement} box */
  #start(box) {
    this.#started = true;
    const line = box.querySelector("[data-new]");
    this.toBottom();
    if (line && line.getBoundingClientRect().top < box.getBoundingClientRect().top) this.toNew();
    this.note();
  }

  /** @param {HTMLElement} box */
  #takeAim(box) {
    const element = box.querySelector(`[data-id="${this.#aim}"]`);
    if (!element) {
      if (!this.#started) this.#start(box);
      return;
    }
    this.#aim = "";
    this.#started = true;
    element.scrollIntoView({ block: "center" });
    this.note();
    if (element instanceof HTMLElement) element.focus({ preventScroll: true });
  }

  #seen() {
    const shown = this.#box?.querySelectorAll("[data-id]:not([data-state])") ?? [];
    this.lastSeenId = shown[shown.length - 1]?.getAttribute("data-id") ?? this.lastSeenId;
  }
}
