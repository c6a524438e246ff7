/**
 * Between what people type ("@ada", "#general") and what is sent ("<@12>").
 * Pure: the names come from the caller.
 */

/**
 * @typedef {object} Names
 * @property {(username: string) => string | undefined} userId
 * @property {(id: string) => string | undefined} username
 * @property {(name: string) => string | undefined} channelId
 * @property {(id: string) => string | undefined} channelName
 * @property {(id: string) => string | undefined} roleName
 * @property {[name: string, id: string][]} roles longest name first
 */

/** What stays as typed: code, and marks that are already in their sent form. */
const KEPT = /(```[\s\S]*?```|`[^`\n]*`|<[@#:a][^\s<>]*>|https?:\/\/\S+)/g;

/**
 * @param {string} text
 * @param {Names} names
 */
export function toWire(text, names) {
  return text
    .split(KEPT)
    .map((part, i) => (i % 2 ? part : mentionsToWire(part, names)))
    .join("");
}

/**
 * @param {string} content
 * @param {Names} names
 */
export function toTyped(content, names) {
  return content
    .replace(/<@!?(\d+)>/g, (whole, id) => prefixed("@", names.username(id)) ?? whole)
    .replace(/<@&(\d+)>/g, (whole, id) => prefixed("@", names.roleName(id)) ?? whole)
    .replace(/<#(\d+)>/g, (whole, id) => prefixed("#", names.channelName(id)) ?? whole);
}

/**
 * @param {string} text
 * @param {Names} names
 */
function mentionsToWire(text, names) {
  let result = text;
  for (const [name, id] of names.roles) {
    result = result.replaceAll(
      new RegExp(`(^|[^\\w@])@${literally(name)}(?![\\w-])`, "giu"),
      `$1<@&${id}>`,
    );
  }
  return result
    .replace(/(^|[^\w@<])@([a-z0-9_.]{2,32})/gi, (whole, before, name) => {
      const trimmed = name.replace(/\.+$/, "");
      for (const candidate of [name, trimmed]) {
        const id = names.userId(candidate.toLowerCase());
        if (id) return `${before}<@${id}>${name.slice(candidate.length)}`;
      }
      return whole;
    })
    .replace(/(^|[^\w#<])#([\p{L}\p{N}_-]{1,100})/gu, (whole, before, name) => {
      const id = names.channelId(name);
      return id ? `${before}<#${id}>` : whole;
    });
}

/** @param {string} sign @param {string | undefined} name */
function prefixed(sign, name) {
  return name === undefined ? undefined : sign + name;
}

/** @param {string} text */
function literally(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
