/** @import { Application, Channel, Guild, User } from "app/types" */
import { request } from "app/api/request.js";

/**
 * What an application's link asks for, and where it may be granted.
 * @typedef {{ application: Application, bot: User | null, scopes: string[], permissions: string,
 *   guilds: (Guild & { permissions: string })[], authorized: boolean, redirect_uri: string | null }} Consent
 */

/** @typedef {{ id: string, application: Application, scopes: string[], since: string }} Authorization */

/** The parts of a link that the server judges. */
const ASKED = [
  "client_id",
  "scope",
  "permissions",
  "redirect_uri",
  "response_type",
  "state",
  "code_challenge",
  "code_challenge_method",
  "nonce",
  "integration_type",
];

/** @param {URLSearchParams} link */
function asked(link) {
  return Object.fromEntries(
    ASKED.flatMap((name) => (link.has(name) ? [[name, link.get(name) ?? ""]] : [])),
  );
}

/** @param {URLSearchParams} link @returns {Promise<Consent>} */
export const consent = (link) => request("GET", "/oauth2/authorize", { query: asked(link) });

/** @param {URLSearchParams} link @param {object} answer @returns {Promise<{ location: string }>} */
export const answerConsent = (link, answer) =>
  request("POST", "/oauth2/authorize", { query: asked(link), body: answer });

/** @param {string} guildId @returns {Promise<Channel[]>} */
export const channels = (guildId) => request("GET", `/guilds/${guildId}/channels`);

/** @returns {Promise<Authorization[]>} */
export const authorizations = () => request("GET", "/oauth2/tokens");

/** @param {string} id */
export const endAuthorization = (id) => request("DELETE", `/oauth2/tokens/${id}`);
