/** Emoji, stickers and sounds of the servers I am in. @import { CustomEmoji, SoundboardSound, Sticker } from "app/types" */
import { Permission } from "app/lib/permissions.js";
import { SignalMap } from "app/lib/signal-map.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { guildList, guilds } from "app/stores/guilds.js";
import { memberOf } from "app/stores/members.js";
import { myId } from "app/stores/session.js";

/** @type {SignalMap<CustomEmoji[]>} */
const emojis = new SignalMap();
/** @type {SignalMap<Sticker[]>} */
const stickers = new SignalMap();
/** @type {SignalMap<SoundboardSound[]>} */
const sounds = new SignalMap();

/** @param {string} guildId */
export const emojisOf = (guildId) => emojis.get(guildId) ?? [];

/** @param {string} guildId */
export const stickersOf = (guildId) => stickers.get(guildId) ?? [];

/** @param {string} guildId */
export const soundsOf = (guildId) => sounds.get(guildId) ?? [];

/** @param {{ id: string, emojis?: CustomEmoji[], stickers?: Sticker[], soundboard_sounds?: SoundboardSound[] }} guild */
export function receiveExpressions(guild) {
  if (guild.emojis) emojis.set(guild.id, guild.emojis);
  if (guild.stickers) stickers.set(guild.id, guild.stickers);
  if (guild.soundboard_sounds) sounds.set(guild.id, guild.soundboard_sounds);
}

/** @param {{ guild_id: string, emojis: CustomEmoji[] }} data */
export function setEmojis(data) {
  emojis.set(data.guild_id, data.emojis);
}

/** @param {{ guild_id: string, stickers: Sticker[] }} data */
export function setStickers(data) {
  stickers.set(data.guild_id, data.stickers);
}

/** @param {{ guild_id: string, soundboard_sounds: SoundboardSound[] }} data */
export function setSounds(data) {
  sounds.set(data.guild_id, data.soundboard_sounds);
}

/** A new one, or one that has changed. @param {SoundboardSound} sound */
export function putSound(sound) {
  const known = sounds.peek(sound.guild_id) ?? [];
  const at = known.findIndex(({ sound_id }) => sound_id === sound.sound_id);
  sounds.set(sound.guild_id, at < 0 ? [...known, sound] : known.with(at, sound));
}

/** @param {{ guild_id: string, sound_id: string }} data */
export function removeSound({ guild_id, sound_id }) {
  const known = sounds.peek(guild_id) ?? [];
  sounds.set(
    guild_id,
    known.filter((sound) => sound.sound_id !== sound_id),
  );
}

/** @param {string} guildId */
export function forgetExpressionsOf(guildId) {
  emojis.delete(guildId);
  stickers.delete(guildId);
  sounds.delete(guildId);
}

/**
 * What I may use in a channel, by server; that of the channel's own comes first.
 * @param {string} channelId
 * @returns {{ guildId: string, name: string, emojis: CustomEmoji[] }[]}
 */
export function usableEmojis(channelId) {
  return serversFor(channelId, Permission.USE_EXTERNAL_EMOJIS).flatMap(({ id, name }) => {
    const mine = new Set(memberOf(id, myId.value)?.roles ?? []);
    const usable = emojisOf(id).filter(
      ({ available, roles }) =>
        available !== false && (!roles?.length || roles.some((role) => mine.has(role))),
    );
    return usable.length ? [{ guildId: id, name, emojis: usable }] : [];
  });
}

/**
 * What may stand on something of a server: its own emoji.
 * @param {string} guildId
 * @returns {{ guildId: string, name: string, emojis: CustomEmoji[] }[]}
 */
export function ownEmojis(guildId) {
  const usable = emojisOf(guildId).filter(({ available }) => available !== false);
  const name = guilds.get(guildId)?.name ?? "";
  return usable.length ? [{ guildId, name, emojis: usable }] : [];
}

/**
 * @param {string} channelId
 * @returns {{ guildId: string, name: string, stickers: Sticker[] }[]}
 */
export function usableStickers(channelId) {
  return serversFor(channelId, Permission.USE_EXTERNAL_STICKERS).flatMap(({ id, name }) => {
    const usable = stickersOf(id).filter(({ available }) => available !== false);
    return usable.length ? [{ guildId: id, name, stickers: usable }] : [];
  });
}

/** @param {string} channelId @param {bigint} needed to use what is another server's */
function serversFor(channelId, needed) {
  const own = channels.get(channelId)?.guild_id;
  const here = own ? guilds.get(own) : undefined;
  const others = canInChannel(channelId, needed) ? guildList.value : [];
  return [...(here ? [here] : []), ...others.filter(({ id }) => id !== own)];
}

/** Write ":name:" of a server's emoji as it is sent. @param {string} text @param {string} channelId */
export function customToWire(text, channelId) {
  if (!/:\w+:/.test(text)) return text;
  const known = usableEmojis(channelId).flatMap((group) => group.emojis);
  return text.replace(/(?<![<\w]|<a):(\w{2,32}):(?!\d)/g, (whole, name) => {
    const found = known.find((emoji) => emoji.name === name);
    return found ? `<${found.animated ? "a" : ""}:${found.name}:${found.id}>` : whole;
  });
}
