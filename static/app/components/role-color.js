import { computed, signal } from "@preact/signals";
import { legible } from "app/lib/color.js";
import { theme } from "app/stores/preferences.js";

const prefersDark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
const systemIsDark = signal(prefersDark?.matches ?? true);
prefersDark?.addEventListener("change", (event) => {
  systemIsDark.value = event.matches;
});

/** The surface that names stand on in each theme, as the style sheet paints it. @type {Record<string, [number, number, number]>} */
const SURFACES = {
  dark: [40, 36, 33],
  light: [252, 250, 247],
  midnight: [14, 12, 11],
  contrast: [0, 0, 0],
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
