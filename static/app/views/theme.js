import { effect } from "@preact/signals";
import { activeTheme } from "app/components/role-color.js";
import { fontSize } from "app/stores/preferences.js";

/** Paint the page in the theme in effect. */
export function startTheme() {
  effect(() => {
    document.documentElement.dataset.theme = activeTheme.value;
    document.documentElement.style.setProperty("--message-size", `${fontSize.value}px`);
    const color = getComputedStyle(document.documentElement).getPropertyValue("--surface-nav");
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", color);
  });
}
