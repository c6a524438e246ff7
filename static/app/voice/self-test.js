/** What is wrong with somebody's voice, in words that help. */
/** @import { Quality } from "app/stores/call.js" */

/** @typedef {{ name: string, tone: "good" | "fair" | "poor", text: string }} Finding */
/**
 * @typedef {object} Facts
 * @property {string} problem why there is no microphone; empty: there is one
 * @property {number} loudest dB that the microphone heard while it was tested
 * @property {boolean} isMutedBySystem
 * @property {boolean} isSocketOpen whether the voice server greeted
 * @property {boolean} isInCall
 * @property {boolean} isConnected
 * @property {Quality | null} quality
 */

const SILENT_DB = -95;
const FAINT_DB = -60;

/** @param {Facts} facts @returns {Finding[]} */
export function findings(facts) {
  return [microphone(facts), server(facts), ...(facts.isInCall ? [way(facts)] : [])];
}

/** @param {Facts} facts @returns {Finding} */
function microphone({ problem, loudest, isMutedBySystem }) {
  const name = "Microphone";
  if (problem) return { name, tone: "poor", text: problem };
  if (isMutedBySystem || loudest <= SILENT_DB)
    return {
      name,
      tone: "poor",
      text: "It sends nothing at all. Your system or a switch on the device has muted it.",
    };
  if (loudest < FAINT_DB)
    return {
      name,
      tone: "fair",
      text: "It is very quiet. If you spoke, choose another one or raise its volume in your system.",
    };
  return { name, tone: "good", text: "It hears you." };
}

/** @param {Facts} facts @returns {Finding} */
function server({ isSocketOpen }) {
  const name = "Voice server";
  if (isSocketOpen) return { name, tone: "good", text: "It answers." };
  return {
    name,
    tone: "poor",
    text: "It does not answer. Your network may block it, or it is away for the moment.",
  };
}

/** @param {Facts} facts @returns {Finding} */
function way({ isConnected, quality }) {
  const name = "Sound and pictures";
  if (!isConnected || !quality)
    return {
      name,
      tone: "poor",
      text: "Nothing comes through. Your network probably blocks UDP: try another network, or ask who runs it.",
    };
  const ping = Math.round(quality.ping ?? 0);
  if (quality.loss > 0.05)
    return {
      name,
      tone: "poor",
      text: `${Math.round(quality.loss * 100)} in 100 packets are lost on the way. A cable instead of wireless often helps.`,
    };
  if (quality.isRelayed)
    return {
      name,
      tone: "fair",
      text: `They take a way round through a relay, as your network lets no UDP through. The way takes ${ping} ms.`,
    };
  if (ping > 250)
    return {
      name,
      tone: "fair",
      text: `They come through, but the way is long: ${ping} ms. Others hear you late.`,
    };
  return { name, tone: "good", text: `They come through directly, in ${ping} ms.` };
}

/**
 * Whether a voice server greets. It is asked where this page is from: it is the same server.
 * @param {string} endpoint
 */
export function greets(endpoint) {
  return new Promise((/** @type {(yes: boolean) => void} */ done) => {
    const scheme = location.protocol === "http:" ? "ws" : "wss";
    const socket = new WebSocket(`${scheme}://${endpoint}/voice?v=8`);
    const timer = setTimeout(() => end(false), 5000);
    /** @param {boolean} yes */
    const end = (yes) => {
      clearTimeout(timer);
      socket.onclose = null;
      socket.close(1000);
      done(yes);
    };
    socket.onmessage = () => end(true);
    socket.onclose = () => end(false);
  });
}
