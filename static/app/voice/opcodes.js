/** The voice gateway's numbers: Discord's of version 8, and those of browsers from 100 on. */

export const VoiceOp = Object.freeze({
  IDENTIFY: 0,
  SELECT_PROTOCOL: 1,
  READY: 2,
  HEARTBEAT: 3,
  SESSION_DESCRIPTION: 4,
  SPEAKING: 5,
  HEARTBEAT_ACK: 6,
  RESUME: 7,
  HELLO: 8,
  RESUMED: 9,
  CLIENTS_CONNECT: 11,
  CLIENT_DISCONNECT: 13,
  SUBSCRIBE_OFFER: 100,
  SUBSCRIBE_ANSWER: 101,
  ICE_CANDIDATE: 102,
  LAYER: 103,
  RESTART: 104,
  TRACKS: 105,
  QUALITY: 106,
});

export const VoiceClose = Object.freeze({
  DISCONNECTED: 4014,
  SERVER_CRASHED: 4015,
  CALL_TERMINATED: 4022,
});

/** After any other end of a socket that was let in, its session may be resumed. */
const OVER = new Set([
  1000, 4001, 4002, 4003, 4004, 4005, 4006, 4009, 4011, 4012, 4014, 4016, 4020, 4021, 4022,
]);

/** @param {number} code */
export const mayResume = (code) => !OVER.has(code);
