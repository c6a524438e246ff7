/** Times that people choose among. */
import { plural } from "app/lib/text.js";
import { formatDuration } from "app/lib/time.js";

/** @type {[string, string][]} */
export const SLOWMODES = [
  ["0", "Off"],
  ["5", "5 seconds"],
  ["10", "10 seconds"],
  ["15", "15 seconds"],
  ["30", "30 seconds"],
  ["60", "1 minute"],
  ["120", "2 minutes"],
  ["300", "5 minutes"],
  ["600", "10 minutes"],
  ["900", "15 minutes"],
  ["1800", "30 minutes"],
  ["3600", "1 hour"],
  ["7200", "2 hours"],
  ["21600", "6 hours"],
];

/** In minutes. @type {[string, string][]} */
export const ARCHIVINGS = [
  ["60", "1 hour"],
  ["1440", "1 day"],
  ["4320", "3 days"],
  ["10080", "1 week"],
];

/** With the present one, which may have come from elsewhere. @param {number} seconds */
export function slowmodes(seconds) {
  const value = String(seconds);
  return SLOWMODES.some(([known]) => known === value)
    ? SLOWMODES
    : [...SLOWMODES, /** @type {[string, string]} */ ([value, formatDuration(seconds)])];
}

/** In days. */
const RETENTIONS = [1, 7, 14, 30, 90, 180, 365];

/** How long messages are kept, with the present choice, which may have come from elsewhere. @param {number} [days] @returns {[string, string][]} */
export function retentions(days) {
  const choices = days && !RETENTIONS.includes(days) ? [...RETENTIONS, days] : RETENTIONS;
  return [
    ["0", "For ever"],
    ...choices.map((n) => /** @type {[string, string]} */ ([String(n), plural(n, "day")])),
  ];
}
