/** The address is the state: what is on screen follows from it. */
import { computed, signal } from "@preact/signals";
import { drawer } from "app/stores/overlays.js";

/**
 * @typedef {{ name: string, params: Record<string, string> }} Route
 */

/** @type {[string, RegExp][]} */
const ROUTES = [
  ["thread", /^\/channels\/(?<guild>\d+)\/(?<parent>\d+)\/threads\/(?<channel>\d+)\/?$/],
  ["message", /^\/channels\/(?<guild>[^/]+)\/(?<channel>\d+)\/(?<message>\d+)\/?$/],
  ["channel", /^\/channels\/(?<guild>[^/]+)\/(?<channel>\d+)\/?$/],
  ["guild", /^\/channels\/(?<guild>@me|\d+)\/?$/],
  ["invite", /^\/invite\/(?<code>[^/]+)\/?$/],
  ["login", /^\/login\/?$/],
  ["return", /^\/login\/return\/?$/],
  ["register", /^\/register\/?$/],
  ["forgot", /^\/forgot\/?$/],
  ["reset", /^\/reset-password\/(?<key>[^/]+)\/?$/],
  ["verify", /^\/verify-email\/(?<key>[^/]+)\/?$/],
  ["authorize", /^\/oauth2\/authorize\/?$/],
  ["home", /^\/(?:app\/?|channels\/?)?$/],
];

export const path = signal(globalThis.location?.pathname ?? "/");

/** Counts arrivals: the same address asked for again is a wish to look there again. */
export const visits = signal(0);

export const route = computed(() => match(path.value));

/** @param {string} pathname @returns {Route} */
export function match(pathname) {
  for (const [name, pattern] of ROUTES) {
    const found = pattern.exec(pathname);
    if (found) return { name, params: { ...found.groups } };
  }
  return { name: "unknown", params: {} };
}

/** The guild on screen, or undefined at home. */
export const currentGuildId = computed(() => {
  const { guild } = route.value.params;
  return guild && guild !== "@me" ? guild : undefined;
});

export const currentChannelId = computed(() => route.value.params.channel ?? "");

/**
 * On a phone the lists give way to what was chosen in them, unless they are
 * still of use there.
 * @param {string} to
 * @param {{ replace?: boolean, keepDrawer?: boolean }} [options]
 */
export function navigate(to, { replace = false, keepDrawer = false } = {}) {
  const open = drawer.peek();
  if (to !== location.pathname) history[replace ? "replaceState" : "pushState"](null, "", to);
  arrive();
  if (keepDrawer) drawer.value = open;
}

/** Follow back and forward, and links of our own without loading the page. */
export function startRouting() {
  addEventListener("popstate", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const plain =
      event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download"))
      return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || match(url.pathname).name === "unknown") return;
    event.preventDefault();
    navigate(url.pathname + url.search);
  });
}

export const homePath = () => "/channels/@me";

/** @param {string | undefined} guildId @param {string} channelId */
export const channelPath = (guildId, channelId) => `/channels/${guildId ?? "@me"}/${channelId}`;

/** @param {string} guildId @param {string} parentId @param {string} threadId */
export const threadPath = (guildId, parentId, threadId) =>
  `${channelPath(guildId, parentId)}/threads/${threadId}`;

/** @param {string | undefined} guildId @param {string} channelId @param {string} messageId */
export const messagePath = (guildId, channelId, messageId) =>
  `${channelPath(guildId, channelId)}/${messageId}`;

/** @param {string} guildId @param {string} [channelId] */
export const guildPath = (guildId, channelId) =>
  channelId ? channelPath(guildId, channelId) : `/channels/${guildId}`;

function arrive() {
  path.value = location.pathname;
  visits.value += 1;
  drawer.value = null;
}
