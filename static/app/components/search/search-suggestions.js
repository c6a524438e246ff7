/**
 * What completes a search: names of filters, and what may follow them.
 * @import { Suggestion } from "app/components/composer/suggestions.js"
 */
import * as api from "app/api/search.js";
import { channelSuggestions, peopleSuggestions } from "app/components/composer/suggestions.js";
import { AUTHORS, THINGS } from "app/lib/search-query.js";
import { fold, matchScore } from "app/lib/text.js";
import { learnUser, userName } from "app/stores/users.js";

const LIMIT = 8;
const PAUSE_MS = 150;
let letters = 0;

/** What is typed, what it does, whether it is for servers only. @type {[string, string, boolean][]} */
export const FILTERS = [
  ["from:", "by somebody", false],
  ["mentions:", "that mentions somebody", false],
  ["in:", "in a channel", true],
  ["has:", "link, file, image, video, sound, embed, poll …", false],
  ["before:", "a day, like 2026-01-31", false],
  ["after:", "a day", false],
  ["during:", "a day, a month or a year", false],
  ["pinned:true", "pinned", false],
  ["author_type:", "user, bot or webhook", true],
];

/**
 * The end of what is typed before the caret: a filter with the beginning of its value,
 * or a word that may become a filter.
 * @typedef {{ filter: string, query: string, start: number }} Token
 * @param {string} text
 * @param {number} caret
 * @returns {Token | null}
 */
export function tokenAt(text, caret) {
  const found =
    /(?:^|\s)-?(?:(from|mentions|in|has|before|after|during|pinned|author_type):)?("[^"]*|[^\s":]*)$/iu.exec(
      text.slice(0, caret),
    );
  if (!found) return null;
  const [, filter = "", value] = found;
  if (!filter && !value) return null;
  const query = value.replace(/^["@#]/u, "");
  return { filter: filter.toLowerCase(), query, start: caret - value.length };
}

/**
 * @param {{ guildId?: string, channelId: string }} place where is searched
 * @param {Token} token
 * @returns {Suggestion[] | Promise<Suggestion[]>}
 */
export function suggestSearch({ guildId, channelId }, { filter, query }) {
  const wanted = fold(query);
  switch (filter) {
    case "":
      return FILTERS.filter(
        ([name, , inGuilds]) => name.startsWith(wanted) && (guildId || !inGuilds),
      ).map(([name, meaning]) => ({ key: name, insert: name, label: name, detail: meaning }));
    case "from":
      return people(guildId, channelId, wanted, ["me"]);
    case "mentions":
      return people(guildId, channelId, wanted, ["me", "everyone"]);
    case "in":
      return guildId ? channelSuggestions(channelId, wanted).map(withoutSign) : [];
    case "has":
      return choices(THINGS, wanted);
    case "author_type":
      return choices(AUTHORS, wanted);
    case "pinned":
      return choices(["true", "false"], wanted);
    default:
      return choices(days(new Date()), wanted);
  }
}

/**
 * Put what was chosen in the place of what was typed.
 * @param {string} text
 * @param {number} caret
 * @param {Token} token
 * @param {string} insert
 * @returns {{ text: string, caret: number }}
 */
export function complete(text, caret, token, insert) {
  const chosen = /\s/u.test(insert) ? `"${insert}"` : insert;
  const before = text.slice(0, token.start) + chosen + (chosen.endsWith(":") ? "" : " ");
  const after = text.slice(caret).replace(/^[^\s]*\s?/u, "");
  return { text: before + after, caret: before.length };
}

/** Those I know of, and those that the server finds when they are few. @param {string | undefined} guildId @param {string} channelId @param {string} wanted @param {string[]} special */
async function people(guildId, channelId, wanted, special) {
  const known = peopleSuggestions(channelId, wanted).map(withoutSign);
  const words = choices(special, wanted);
  if (guildId && wanted.length > 1 && known.length < LIMIT && (await typedLast())) {
    const asked = await api.findMembers(guildId, wanted).catch(() => []);
    for (const { user, nick } of asked) {
      if (known.some(({ key }) => key === user.id)) continue;
      learnUser(user);
      known.push({
        key: user.id,
        insert: user.username,
        label: nick || userName(user),
        detail: user.username,
        user,
      });
    }
  }
  return [...words, ...known].slice(0, LIMIT);
}

/** Whether nothing else is typed for a moment: the server is not asked for every letter. */
async function typedLast() {
  letters += 1;
  const own = letters;
  await new Promise((done) => setTimeout(done, PAUSE_MS));
  return own === letters;
}

/** @param {Suggestion} suggestion @returns {Suggestion} */
const withoutSign = (suggestion) => ({ ...suggestion, insert: suggestion.insert.slice(1) });

/** @param {string[]} words @param {string} wanted @returns {Suggestion[]} */
function choices(words, wanted) {
  return words
    .filter((word) => !wanted || matchScore(word, wanted) > 10)
    .map((word) => ({ key: word, insert: word, label: word }))
    .slice(0, LIMIT);
}

/** Today, yesterday, this month and the last two, this year and the last. @param {Date} now */
function days(now) {
  const months = [0, 1, 2].map((back) => {
    const month = new Date(now.getFullYear(), now.getMonth() - back, 1);
    return `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, "0")}`;
  });
  const year = now.getFullYear();
  return ["today", "yesterday", ...months, String(year), String(year - 1)];
}
