/** Addresses of pictures, as Discord lays them out. @import { Guild, User } from "app/types" */

import { bootstrap } from "app/stores/bootstrap.js";

/** @param {User} user @param {number} size in pixels of the screen */
export function avatarUrl(user, size) {
  return user.avatar
    ? `${bootstrap.cdn_url}/avatars/${user.id}/${user.avatar}.webp?size=${fit(size)}`
    : null;
}

/** @param {User} user */
export function bannerUrl(user) {
  return user.banner
    ? `${bootstrap.cdn_url}/banners/${user.id}/${user.banner}.webp?size=1024`
    : null;
}

/** @param {Pick<Guild, "id" | "icon">} guild @param {number} size */
export function iconUrl(guild, size) {
  return guild.icon
    ? `${bootstrap.cdn_url}/icons/${guild.id}/${guild.icon}.webp?size=${fit(size)}`
    : null;
}

/** @param {{ id: string, icon?: string | null }} group @param {number} size */
export function groupIconUrl(group, size) {
  return group.icon
    ? `${bootstrap.cdn_url}/channel-icons/${group.id}/${group.icon}.webp?size=${fit(size)}`
    : null;
}

/** @param {Pick<Guild, "id" | "banner">} guild */
export function guildBannerUrl(guild) {
  return guild.banner
    ? `${bootstrap.cdn_url}/banners/${guild.id}/${guild.banner}.webp?size=1024`
    : null;
}

/** @param {Pick<Guild, "id" | "splash">} guild */
export function splashUrl(guild) {
  return guild.splash
    ? `${bootstrap.cdn_url}/splashes/${guild.id}/${guild.splash}.webp?size=1024`
    : null;
}

/** The cover of a scheduled event. @param {{ id: string, image: string | null }} event */
export function eventImageUrl(event) {
  return event.image
    ? `${bootstrap.cdn_url}/guild-events/${event.id}/${event.image}.webp?size=1024`
    : null;
}

/** @param {{ id: string, icon?: string | null }} role */
export function roleIconUrl(role) {
  return role.icon ? `${bootstrap.cdn_url}/role-icons/${role.id}/${role.icon}.webp?size=64` : null;
}

/** @param {{ id: string, animated?: boolean }} emoji */
export function emojiUrl(emoji) {
  return `${bootstrap.cdn_url}/emojis/${emoji.id}.webp?size=64`;
}

/** @param {{ id: string, format_type: number }} sticker */
export function stickerUrl(sticker) {
  return `${bootstrap.cdn_url}/stickers/${sticker.id}.${sticker.format_type === 4 ? "gif" : "png"}`;
}

/** @param {{ sound_id: string }} sound */
export function soundUrl(sound) {
  return `${bootstrap.cdn_url}/soundboard-sounds/${sound.sound_id}`;
}

/** Twice the pixels for sharp screens, in the powers of two that the server makes. @param {number} size */
function fit(size) {
  let power = 16;
  while (power < size * 2) power *= 2;
  return power;
}
