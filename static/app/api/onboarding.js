/** @import { Onboarding } from "app/types" */
import { request } from "app/api/request.js";

/** @param {string} guildId @returns {Promise<Onboarding>} */
export const onboarding = (guildId) => request("GET", `/guilds/${guildId}/onboarding`);

/** @param {string} guildId @param {object} change @returns {Promise<Onboarding>} */
export const updateOnboarding = (guildId, change) =>
  request("PUT", `/guilds/${guildId}/onboarding`, { body: change });

/**
 * @param {string} guildId
 * @param {string[]} optionIds all that I chose; what is not among them is taken back
 * @param {boolean} first whether I have just come, and so must answer what is required
 * @returns {Promise<unknown>}
 */
export const answer = (guildId, optionIds, first) =>
  request(first ? "POST" : "PUT", `/guilds/${guildId}/onboarding-responses`, {
    body: { onboarding_responses: optionIds },
  });
