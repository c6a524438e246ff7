/**
 * What a call does next. A step takes a state and what happened, and returns
 * the state after it with what is to be done; nothing is done here.
 */
/** @import { Phase } from "app/stores/call.js" */
import { VoiceClose } from "app/voice/opcodes.js";

/** @typedef {{ guildId: string, channelId: string }} Target guildId: empty for a direct conversation */
/** @typedef {{ token: string, endpoint: string }} Server */
/**
 * @typedef {object} CallState
 * @property {Phase} phase
 * @property {Target | null} target
 * @property {number} attempt since the last time that all was well
 * @property {boolean} wasUp whether this call was heard at all
 * @property {string} ended why the last call was over, for people; empty: they left
 */
/**
 * @typedef {{ type: "join", target: Target }
 *   | { type: "leave" | "late" | "up" | "down" | "online" | "session" }
 *   | { type: "state", guildId: string | null, channelId: string | null, isMine: boolean }
 *   | { type: "server", guildId: string | null, token: string, endpoint: string | null }
 *   | { type: "ended", code: number }} CallEvent
 */
/**
 * timer: after `ms` there is a `late`; without `ms` there is none.
 * @typedef {{ do: "ask" | "leave" | "close" | "restart" } | { do: "open", server: Server }
 *   | { do: "timer", ms?: number } | { do: "cue", name: "joined" | "left" | "lost" }} Effect
 */

/** @type {CallState} */
export const IDLE = { phase: "idle", target: null, attempt: 0, wasUp: false, ended: "" };

const ANSWER_MS = 3000;
const LONGEST_ANSWER_MS = 10_000;
const CONNECT_MS = 8000;
const RESTART_MS = 4000;
/** How long the gateway has to tell why a socket was closed. */
const REASON_MS = 4000;
const SERVER_MS = 1500;
/** A first attempt is answered soon or never; a call that was up is worth patience. */
const ATTEMPTS = { first: 3, again: 30 };

/**
 * @param {CallState} state
 * @param {CallEvent} event
 * @returns {[CallState, Effect[]]}
 */
export function step(state, event) {
  if (event.type === "join") return join(state, event.target);
  if (state.phase === "idle") return [state, []];
  switch (event.type) {
    case "leave":
      return over("", [{ do: "close" }, { do: "leave" }, { do: "cue", name: "left" }]);
    case "state":
      return placed(state, event);
    case "server":
      return served(state, event);
    case "up":
      return up(state);
    case "down":
    case "online":
      return state.phase === "connected" ? restart(state) : [state, []];
    case "session":
      return ask(state, 0);
    case "ended":
      return ended(state, event.code);
    case "late":
      return late(state);
  }
}

/** @param {CallState} state @param {Target} target @returns {[CallState, Effect[]]} */
function join(state, target) {
  const here = state.target;
  if (here?.channelId === target.channelId && here.guildId === target.guildId) return [state, []];
  const [next, effects] = ask({ ...IDLE, target }, 0);
  return [next, state.phase === "idle" ? effects : [{ do: "close" }, ...effects]];
}

/**
 * Where the server says that I am.
 * @param {CallState} state
 * @param {Extract<CallEvent, { type: "state" }>} event
 * @returns {[CallState, Effect[]]}
 */
function placed(state, { guildId, channelId, isMine }) {
  // What I asked for is still on its way: this tells of before.
  if (state.phase === "asking") return [state, []];
  const close = /** @type {Effect[]} */ ([{ do: "close" }, { do: "cue", name: "left" }]);
  if (channelId === null) {
    if ((guildId ?? "") !== state.target?.guildId) return [state, []];
    return over("You were disconnected from voice.", close);
  }
  if (!isMine) return over("You are in voice in another window or on another device.", close);
  if (channelId === state.target?.channelId) return [state, []];
  const target = { guildId: guildId ?? "", channelId };
  return [
    { ...state, phase: "waiting", target },
    [{ do: "close" }, { do: "timer", ms: ANSWER_MS }],
  ];
}

/**
 * @param {CallState} state
 * @param {Extract<CallEvent, { type: "server" }>} event
 * @returns {[CallState, Effect[]]}
 */
function served(state, { guildId, token, endpoint }) {
  if ((guildId ?? "") !== state.target?.guildId) return [state, []];
  if (endpoint === null) {
    return [
      { ...state, phase: "waiting" },
      [{ do: "close" }, { do: "timer", ms: LONGEST_ANSWER_MS }],
    ];
  }
  return [
    { ...state, phase: "connecting" },
    [{ do: "close" }, { do: "open", server: { token, endpoint } }, { do: "timer", ms: CONNECT_MS }],
  ];
}

/** @param {CallState} state @returns {[CallState, Effect[]]} */
function up(state) {
  if (state.phase !== "connecting" && state.phase !== "restarting") return [state, []];
  /** @type {Effect[]} */
  const effects = [{ do: "timer" }];
  if (!state.wasUp) effects.push({ do: "cue", name: "joined" });
  return [{ ...state, phase: "connected", attempt: 0, wasUp: true }, effects];
}

/** @param {CallState} state @returns {[CallState, Effect[]]} */
function restart(state) {
  return [{ ...state, phase: "restarting" }, [{ do: "restart" }, { do: "timer", ms: RESTART_MS }]];
}

/** The voice socket is over for good. @param {CallState} state @param {number} code @returns {[CallState, Effect[]]} */
function ended(state, code) {
  if (state.phase === "asking" || state.phase === "waiting") return [state, []];
  if (code === VoiceClose.DISCONNECTED || code === VoiceClose.CALL_TERMINATED) {
    const ms = code === VoiceClose.DISCONNECTED ? REASON_MS : SERVER_MS;
    return [{ ...state, phase: "waiting" }, [{ do: "close" }, { do: "timer", ms }]];
  }
  const [next, effects] = ask(state, state.attempt + 1);
  return [next, [{ do: "close" }, ...effects]];
}

/** What was hoped for did not come. @param {CallState} state @returns {[CallState, Effect[]]} */
function late(state) {
  if (state.phase === "connected") return [state, []];
  return ask(state, state.phase === "asking" ? state.attempt + 1 : state.attempt);
}

/** @param {CallState} state @param {number} attempt @returns {[CallState, Effect[]]} */
function ask(state, attempt) {
  if (attempt >= (state.wasUp ? ATTEMPTS.again : ATTEMPTS.first)) {
    const why = state.wasUp
      ? "The voice connection was lost and could not be made again."
      : "Voice could not be joined. The channel may be full, or the voice server away.";
    return over(why, [{ do: "close" }, { do: "leave" }, { do: "cue", name: "lost" }]);
  }
  const ms = Math.min(LONGEST_ANSWER_MS, ANSWER_MS * 1.4 ** attempt);
  return [{ ...state, phase: "asking", attempt }, [{ do: "ask" }, { do: "timer", ms }]];
}

/** @param {string} why @param {Effect[]} effects @returns {[CallState, Effect[]]} */
function over(why, effects) {
  return [{ ...IDLE, ended: why }, [...effects, { do: "timer" }]];
}
