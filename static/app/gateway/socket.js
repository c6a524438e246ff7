/** @import { ConnectionState } from "app/types" */
import { nextDelay } from "app/gateway/backoff.js";

const Op = Object.freeze({
  DISPATCH: 0,
  HEARTBEAT: 1,
  IDENTIFY: 2,
  PRESENCE: 3,
  VOICE_STATE: 4,
  RESUME: 6,
  RECONNECT: 7,
  REQUEST_MEMBERS: 8,
  INVALID_SESSION: 9,
  HELLO: 10,
  HEARTBEAT_ACK: 11,
});

/** The server will not have this session back: sign in again, or give up. */
const FINAL = new Set([4004, 4010, 4011, 4012, 4013, 4014]);
/** The session is gone, the connection may begin anew. */
const BEGIN_ANEW = new Set([1000, 4003, 4007, 4009]);

/**
 * @typedef {object} Hooks
 * @property {(name: string, data: any) => void} onEvent
 * @property {(state: ConnectionState) => void} onState
 * @property {() => void} onSignedOut
 * @property {() => object} identity what IDENTIFY tells beside the token
 */

/** One connection to the gateway that comes back by itself and resumes where it was. */
export class GatewaySocket {
  #hooks;
  #open;
  #url;
  /** @type {WebSocket | null} */
  #socket = null;
  #session = { id: "", url: "", seq: /** @type {number | null} */ (null) };
  #attempt = 0;
  #acknowledged = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #beat;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  #closed = false;

  /**
   * @param {string} url
   * @param {Hooks} hooks
   * @param {(url: string) => WebSocket} [open]
   */
  constructor(url, hooks, open = (address) => new WebSocket(address)) {
    this.#url = url;
    this.#hooks = hooks;
    this.#open = open;
  }

  connect() {
    clearTimeout(this.#retry);
    this.#closed = false;
    this.#hooks.onState("connecting");
    const base = this.#session.id && this.#session.url ? this.#session.url : this.#url;
    const socket = this.#open(withQuery(base));
    this.#socket = socket;
    socket.onmessage = (event) => {
      if (this.#socket === socket) this.#receive(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#lost(event.code);
    };
  }

  /** Leave for good: signing out. */
  close() {
    this.#closed = true;
    this.#forget();
    this.#drop(1000);
    this.#hooks.onState("ended");
  }

  /** The network is back or the window is: try now instead of later. */
  hurry() {
    if (this.#closed || this.#socket) return;
    this.#attempt = 0;
    this.connect();
  }

  /** After a sleep a dead connection looks alive: ask it. */
  probe() {
    if (this.#socket?.readyState === 1 && this.#session.id) this.#sendBeat();
    else this.hurry();
  }

  /** @param {object} presence */
  sendPresence(presence) {
    this.#send(Op.PRESENCE, presence);
  }

  /** @param {object} state */
  sendVoiceState(state) {
    this.#send(Op.VOICE_STATE, state);
  }

  /** @param {object} query */
  requestMembers(query) {
    this.#send(Op.REQUEST_MEMBERS, query);
  }

  /** @param {{ op: number, d: any, s: number | null, t: string | null }} frame */
  #receive({ op, d, s, t }) {
    if (op === Op.DISPATCH) this.#dispatch(/** @type {string} */ (t), d, s);
    else if (op === Op.HELLO) this.#greet(d.heartbeat_interval);
    else if (op === Op.HEARTBEAT) this.#sendBeat();
    else if (op === Op.HEARTBEAT_ACK) this.#acknowledged = true;
    else if (op === Op.RECONNECT) this.#again(0);
    else if (op === Op.INVALID_SESSION) {
      if (!d) this.#forget();
      this.#again(nextDelay(this.#attempt++));
    }
  }

  /**
   * @param {string} name
   * @param {any} data
   * @param {number | null} seq
   */
  #dispatch(name, data, seq) {
    if (seq !== null) this.#session.seq = seq;
    if (name === "READY")
      this.#session = { id: data.session_id, url: data.resume_gateway_url, seq };
    this.#hooks.onEvent(name, data);
    if (name === "READY" || name === "RESUMED") {
      this.#attempt = 0;
      this.#hooks.onState("connected");
    }
  }

  /** @param {number} interval */
  #greet(interval) {
    this.#acknowledged = true;
    this.#beatEvery(interval, interval * Math.random());
    if (this.#session.id) {
      this.#send(Op.RESUME, { token: "", session_id: this.#session.id, seq: this.#session.seq });
    } else {
      this.#send(Op.IDENTIFY, { token: "", ...this.#hooks.identity() });
    }
  }

  /**
   * @param {number} interval
   * @param {number} first
   */
  #beatEvery(interval, first) {
    clearTimeout(this.#beat);
    const beat = () => {
      if (!this.#acknowledged) {
        this.#again(0);
        return;
      }
      this.#sendBeat();
      this.#beat = setTimeout(beat, interval);
    };
    this.#beat = setTimeout(beat, first);
  }

  #sendBeat() {
    this.#acknowledged = false;
    this.#send(Op.HEARTBEAT, this.#session.seq);
    const socket = this.#socket;
    // A cut cable tells nobody: without an answer the connection counts as lost.
    setTimeout(() => {
      if (this.#socket === socket && socket && !this.#acknowledged) this.#again(0);
    }, 8000);
  }

  /** @param {number} code */
  #lost(code) {
    clearTimeout(this.#beat);
    this.#socket = null;
    if (this.#closed) return;
    if (FINAL.has(code)) {
      this.#forget();
      this.#hooks.onState("ended");
      if (code === 4004) this.#hooks.onSignedOut();
      return;
    }
    if (BEGIN_ANEW.has(code)) this.#forget();
    this.#again(nextDelay(this.#attempt++));
  }

  /** @param {number} delay */
  #again(delay) {
    // Any code but 1000 and 1001 keeps the session for resuming.
    this.#drop(4900);
    this.#hooks.onState("waiting");
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.connect(), delay);
  }

  /** @param {number} code */
  #drop(code) {
    clearTimeout(this.#beat);
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    if (socket && socket.readyState <= 1) socket.close(code);
  }

  #forget() {
    this.#session = { id: "", url: "", seq: null };
  }

  /**
   * @param {number} op
   * @param {unknown} d
   */
  #send(op, d) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify({ op, d }));
  }
}

/** @param {string} url */
function withQuery(url) {
  return `${url.split("?")[0]}?v=10&encoding=json`;
}
