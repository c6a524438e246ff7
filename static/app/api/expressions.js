/** @import { CustomEmoji, SoundboardSound, Sticker } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} guildId @param {{ name: string, image: string }} emoji @returns {Promise<CustomEmoji>} */
export const createEmoji = (guildId, emoji) =>
  request("POST", `/guilds/${guildId}/emojis`, { body: emoji });

/** @param {string} guildId @param {string} id @param {{ name?: string, roles?: string[] }} change @returns {Promise<CustomEmoji>} */
export const updateEmoji = (guildId, id, change) =>
  request("PATCH", `/guilds/${guildId}/emojis/${id}`, { body: change });

/** @param {string} guildId @param {string} id @returns {Promise<void>} */
export const deleteEmoji = (guildId, id) => request("DELETE", `/guilds/${guildId}/emojis/${id}`);

/** @param {string} guildId @param {{ name: string, tags: string, description: string, file: File }} sticker @returns {Promise<Sticker>} */
export function createSticker(guildId, sticker) {
  const body = new FormData();
  for (const [name, value] of Object.entries(sticker)) if (value) body.set(name, value);
  return request("POST", `/guilds/${guildId}/stickers`, { body });
}

/** @param {string} guildId @param {string} id @param {{ name: string, tags: string, description: string | null }} change @returns {Promise<Sticker>} */
export const updateSticker = (guildId, id, change) =>
  request("PATCH", `/guilds/${guildId}/stickers/${id}`, { body: change });

/** @param {string} guildId @param {string} id @returns {Promise<void>} */
export const deleteSticker = (guildId, id) =>
  request("DELETE", `/guilds/${guildId}/stickers/${id}`);

/** @typedef {{ name: string, volume: number, emoji_id: string | null, emoji_name: string | null }} SoundFields */

/** @param {string} guildId @param {SoundFields & { sound: string }} sound with its file as a data URL @returns {Promise<SoundboardSound>} */
export const createSound = (guildId, sound) =>
  request("POST", `/guilds/${guildId}/soundboard-sounds`, { body: sound });

/** @param {string} guildId @param {string} id @param {SoundFields} change @returns {Promise<SoundboardSound>} */
export const updateSound = (guildId, id, change) =>
  request("PATCH", `/guilds/${guildId}/soundboard-sounds/${id}`, { body: change });

/** @param {string} guildId @param {string} id @returns {Promise<void>} */
export const deleteSound = (guildId, id) =>
  request("DELETE", `/guilds/${guildId}/soundboard-sounds/${id}`);
