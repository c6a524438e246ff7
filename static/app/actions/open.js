/** Screens that few need at once; their code is fetched when they are opened. */
import { attempt } from "app/actions/attempt.js";
import { ApiError } from "app/api/request.js";

/** @param {string} [page] */
export async function openSettings(page) {
  const module = await fetched(import("app/views/settings/settings.js"));
  module?.openSettings(page);
}

/** @param {string} guildId */
export async function openGuildSettings(guildId) {
  const module = await fetched(import("app/views/guild-settings/guild-settings.js"));
  module?.openGuildSettings(guildId);
}

/** @param {string} channelId */
export async function openChannelSettings(channelId) {
  const module = await fetched(import("app/views/channel-settings/channel-settings.js"));
  module?.openChannelSettings(channelId);
}

/**
 * @template T
 * @param {Promise<T>} module
 */
export function fetched(module) {
  const told = module.catch(() => {
    throw new ApiError(0, 0, "This could not be loaded. Check your connection and try again.");
  });
  return attempt(told);
}
