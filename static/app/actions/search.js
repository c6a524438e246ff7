/** @import { Message } from "app/types" @import { Searching } from "app/stores/search.js" */
import * as api from "app/api/search.js";
import { readSearch, SearchProblem } from "app/lib/search-query.js";
import { fold } from "app/lib/text.js";
import { channels, channelsOf, putChannel } from "app/stores/channels.js";
import { membersOf } from "app/stores/members.js";
import { learnFrom } from "app/stores/messages.js";
import { drawer } from "app/stores/overlays.js";
import { searching } from "app/stores/search.js";
import { me } from "app/stores/session.js";
import { users } from "app/stores/users.js";

export const PAGE = 25;
/** Further pages than these the server does not have. */
export const LAST_PAGE = 399;

/** @param {string} channelId */
export function toggleSearch(channelId) {
  if (searching.peek()) closeSearch();
  else openSearch(channelId);
}

/** @param {string} channelId */
export function openSearch(channelId) {
  const guildId = channels.peek(channelId)?.guild_id;
  drawer.value = null;
  searching.value = { guildId, channelId, text: "", order: "newest", page: 0 };
}

export function closeSearch() {
  searching.value = null;
}

/** @param {Partial<Searching>} change */
export function changeSearch(change) {
  const now = searching.peek();
  if (now) searching.value = { ...now, page: 0, ...change };
}

/**
 * @param {Searching} wanted
 * @returns {Promise<{ messages: Message[], total: number, words: string[] }>}
 * @throws {SearchProblem} a name or a day is wrong
 */
export async function find({ guildId, channelId, text, order, page }) {
  const read = readSearch(text);
  const people = await Promise.all(read.from.map((name) => personOf(guildId, channelId, name)));
  const named = read.mentions.filter((name) => fold(name) !== "everyone");
  const mentioned = await Promise.all(named.map((name) => personOf(guildId, channelId, name)));
  const found = await api.search(
    { guildId, channelId },
    {
      ...read.query,
      contents: read.contents,
      author_id: people,
      mentions: mentioned,
      mention_everyone: named.length < read.mentions.length || undefined,
      channel_id: read.places.map((name) => placeOf(guildId, name)),
      include_nsfw: channels.peek(channelId)?.nsfw || undefined,
      sort_by: order === "relevance" ? "relevance" : undefined,
      sort_order: order === "oldest" ? "asc" : undefined,
      offset: page * PAGE,
      limit: PAGE,
    },
  );
  for (const thread of found.threads) if (!channels.peek(thread.id)) putChannel(thread);
  const messages = found.messages.flat();
  learnFrom(messages);
  return { messages, total: found.total_results, words: read.words };
}

/** @param {string | undefined} guildId @param {string} channelId @param {string} name */
async function personOf(guildId, channelId, name) {
  const wanted = fold(name);
  const self = me.peek();
  if (wanted === "me" && self) return self.id;
  /** @param {{ user: { username: string, global_name?: string | null }, nick?: string | null }} one */
  const isWanted = ({ user, nick }) =>
    [user.username, user.global_name, nick].some((given) => given && fold(given) === wanted);
  if (!guildId) {
    const people = [...(channels.peek(channelId)?.recipients ?? []), ...(self ? [self] : [])];
    const person = people.find((user) => isWanted({ user }));
    if (person) return person.id;
  } else {
    for (const id of membersOf(guildId).keys()) {
      const user = users.peek(id);
      if (user && isWanted({ user, nick: membersOf(guildId).peek(id)?.nick })) return id;
    }
    const asked = await api.findMembers(guildId, name);
    const member = asked.find(isWanted);
    if (member) return member.user.id;
  }
  throw new SearchProblem(`Nobody here is called “${name}”.`);
}

/** @param {string | undefined} guildId @param {string} name */
function placeOf(guildId, name) {
  const wanted = fold(name);
  const channel = guildId && channelsOf(guildId).find((one) => fold(one.name ?? "") === wanted);
  if (!channel) throw new SearchProblem(`There is no channel “${name}” here.`);
  return channel.id;
}
