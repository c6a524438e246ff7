/**
 * What completes the word at the caret.
 * @import { EmojiEntry } from "app/lib/emoji.js"
 * @import { User } from "app/types"
 */
import { ChannelType } from "app/lib/channel-types.js";
import { knownEmoji, loadEmoji, searchEmoji, shortcodeOf } from "app/lib/emoji.js";
import { Permission } from "app/lib/permissions.js";
import { fold, matchScore } from "app/lib/text.js";
import { canInChannel } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { memberOf } from "app/stores/members.js";
import { callableRoles, linkableChannels, peopleIn } from "app/stores/names.js";
import { userName } from "app/stores/users.js";

const LIMIT = 8;

/**
 * @typedef {object} Suggestion
 * @property {string} key
 * @property {string} insert takes the place of the typed word
 * @property {string} label
 * @property {string} [detail]
 * @property {string} [icon]
 * @property {string} [emoji]
 * @property {User} [user]
 * @property {number} [color]
 */

/** @type {Suggestion} */
const SILENTLY = {
  key: "silent",
  insert: "@silent",
  label: "@silent",
  detail: "Send without a sound",
  icon: "bell-off",
};

/** @typedef {{ start: number, sign: string, query: string }} Word */

/**
 * The word that a list could complete, if the caret is in one.
 * @param {string} text
 * @param {number} caret
 * @returns {Word | null}
 */
export function wordAt(text, caret) {
  const found = /(?:^|[\s(])([@#:])([^\s@#:]{0,32})$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const [, sign, query] = found;
  if (sign === ":" && query.length < 2) return null;
  return { start: caret - query.length - 1, sign, query };
}

/**
 * @param {string} channelId
 * @param {Word} word
 * @returns {Promise<Suggestion[]> | Suggestion[]}
 */
export function suggest(channelId, { start, sign, query }) {
  const folded = fold(query);
  if (sign === "#") return channelSuggestions(channelId, folded);
  if (sign === "@")
    return [
      ...peopleSuggestions(channelId, folded),
      ...roleSuggestions(channelId, folded),
      ...(start === 0 && folded && matchScore("silent", folded) > 0 ? [SILENTLY] : []),
    ].slice(0, LIMIT);
  const known = knownEmoji();
  return known.length
    ? emojiSuggestions(known, query)
    : loadEmoji().then(
        (all) => emojiSuggestions(all, query),
        () => [],
      );
}

/** @param {string} channelId @param {string} query @returns {Suggestion[]} */
export function peopleSuggestions(channelId, query) {
  const guildId = channels.peek(channelId)?.guild_id;
  const found = [];
  for (const user of peopleIn(channelId)) {
    const nick = memberOf(guildId, user.id)?.nick;
    const score = Math.max(
      matchScore(user.username, query),
      matchScore(userName(user), query),
      nick ? matchScore(nick, query) : 0,
    );
    if (score > 0) found.push({ score, user, name: nick || userName(user) });
  }
  return best(found).map(({ user, name }) => ({
    key: user.id,
    insert: `@${user.username}`,
    label: name,
    detail: user.username,
    user,
  }));
}

/** @param {string} channelId @param {string} query @returns {Suggestion[]} */
function roleSuggestions(channelId, query) {
  const guildId = channels.peek(channelId)?.guild_id;
  const everyone =
    guildId && canInChannel(channelId, Permission.MENTION_EVERYONE) ? ["everyone", "here"] : [];
  const roles = callableRoles(guildId)
    .map((role) => ({ score: matchScore(role.name, query), role }))
    .filter(({ score }) => score > 0);
  return [
    ...best(roles).map(({ role }) => ({
      key: role.id,
      insert: `@${role.name}`,
      label: `@${role.name}`,
      detail: "Role",
      icon: "shield",
      color: role.color,
    })),
    ...everyone
      .filter((name) => matchScore(name, query) > 0)
      .map((name) => ({
        key: name,
        insert: `@${name}`,
        label: `@${name}`,
        detail:
          name === "here"
            ? "Notify everyone who is online and can see this channel"
            : "Notify everyone who can see this channel",
        icon: "megaphone",
      })),
  ];
}

/** @param {string} channelId @param {string} query @returns {Suggestion[]} */
export function channelSuggestions(channelId, query) {
  const guildId = channels.peek(channelId)?.guild_id;
  if (!guildId) return [];
  const found = linkableChannels(guildId).map((channel) => ({
    score: matchScore(channel.name ?? "", query),
    channel,
  }));
  return best(found.filter(({ score }) => score > 0)).map(({ channel }) => ({
    key: channel.id,
    insert: `#${channel.name}`,
    label: channel.name ?? "",
    detail: channels.peek(channel.parent_id ?? "")?.name ?? undefined,
    icon: channel.type === ChannelType.VOICE ? "volume-2" : "hash",
  }));
}

/** @param {EmojiEntry[]} all @param {string} query @returns {Suggestion[]} */
function emojiSuggestions(all, query) {
  return searchEmoji(all, query, LIMIT).map((entry) => ({
    key: entry.emoji,
    insert: entry.emoji,
    label: `:${shortcodeOf(entry)}:`,
    emoji: entry.emoji,
  }));
}

/**
 * @template {{ score: number }} T
 * @param {T[]} found
 */
function best(found) {
  return found.sort((a, b) => b.score - a.score).slice(0, LIMIT);
}
