/** What lies over the main screen. @import { Anchor, Menu } from "app/types" @import { VNode } from "preact" */
import { signal } from "@preact/signals";

/** @typedef {{ key: number, render: (close: () => void) => VNode<any> }} Dialog */
/** @typedef {{ key: number, anchor: Anchor, label: string, render: (close: () => void) => VNode<any> }} Floating */

export const dialogs = signal(/** @type {Dialog[]} */ ([]));
/** One menu, picker or popover at a time. */
export const floating = signal(/** @type {Floating | null} */ (null));
export const toasts = signal(
  /** @type {{ key: number, text: string, tone: "plain" | "danger" }[]} */ ([]),
);
/** On a phone: what covers the conversation. On a desktop the lists are always there. */
export const drawer = signal(/** @type {"nav" | "members" | null} */ (null));
/** Read to people who listen instead of looking. */
export const announcement = signal("");

const TOAST_MS = 5000;
let lastKey = 0;

/** @param {Dialog["render"]} render */
export function openDialog(render) {
  lastKey += 1;
  const dialog = { key: lastKey, render };
  floating.value = null;
  dialogs.value = [...dialogs.value, dialog];
  return () => closeDialog(dialog.key);
}

/** @param {number} key */
export function closeDialog(key) {
  dialogs.value = dialogs.value.filter((dialog) => dialog.key !== key);
}

/**
 * @param {Anchor} anchor
 * @param {string} label
 * @param {Floating["render"]} render
 */
export function openFloating(anchor, label, render) {
  lastKey += 1;
  floating.value = { key: lastKey, anchor, label, render };
}

export function closeFloating() {
  floating.value = null;
}

/**
 * @param {string} text
 * @param {"plain" | "danger"} [tone]
 */
export function toast(text, tone = "plain") {
  lastKey += 1;
  const key = lastKey;
  toasts.value = [...toasts.value.slice(-2), { key, text, tone }];
  setTimeout(() => dismissToast(key), TOAST_MS);
}

/** @param {number} key */
export function dismissToast(key) {
  toasts.value = toasts.value.filter((shown) => shown.key !== key);
}

/** @param {string} text */
export function announce(text) {
  announcement.value = text;
}
