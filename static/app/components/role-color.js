import { computed, signal } from "@preact/signals";
import { legible } from "app/lib/color.js";
import { theme } from "app/stores/preferences.js";

const prefersDark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
const systemIsDark = signal(prefersDark?.matches ?? true);
prefersDark?.addEventListener("change", (event) => {
  systemIsDark.value = event.matches;
});

/** Of the surfaces that names stand on in each theme the hardest to read on. @type {Record<string, [number, number, number]>} */
const SURFACES = {
  dark: [58, 53, 49],
  light: [224, 220, 212],
  midnight: [36, 33, 31],
  contrast: [36, 36, 36],
};

/** The theme in effect. */
export const activeTheme = computed(() => {
  if (theme.value !== "system") return theme.value;
  return systemIsDark.value ? "dark" : "light";
});

/** @type {Map<string, string>} */
const known = new Map();

/** A role's colour, legible on the surface of the theme; nothing for no colour. @param {number} color */
export function roleColor(color) {
  if (!color) return undefined;
  const key = `${activeTheme.value} ${color}`;
  let css = known.get(key);
  if (!css) {
    css = legible(color, SURFACES[activeTheme.value]);
    known.set(key, css);
  }
  return css;
}
