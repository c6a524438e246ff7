/** Forms with changes that are not saved. */
import { signal } from "@preact/signals";
import { holdPage } from "app/lib/leaving.js";
import { announce } from "app/stores/overlays.js";

/** How many there are. */
const open = signal(0);
/** Counts attempts to leave them, so that they can draw attention. */
export const nudges = signal(0);

/** @returns {() => void} call it when the changes are saved or dropped */
export function noteUnsaved() {
  open.value += 1;
  const letPageGo = holdPage();
  return () => {
    open.value -= 1;
    letPageGo();
  };
}

/** Whether nothing would be lost by leaving; if something would, people are told. */
export function mayLeave() {
  if (open.peek() === 0) return true;
  nudges.value += 1;
  announce("Save or reset your changes first.");
  return false;
}
