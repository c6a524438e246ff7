import { mayResume, VoiceOp } from "app/voice/opcodes.js";

/** How often a lost socket is tried again before its session counts as over. */
const PAUSES_MS = [200, 800, 2000, 4000, 8000];
const LOST = 4900;

/** @typedef {{ endpoint: string, token: string, serverId: string, userId: string, sessionId: string }} Grant */
/**
 * @typedef {object} SocketHooks
 * @property {(op: number, data: any) => void} onMessage all but hello, heartbeats and resumption
 * @property {(code: number) => void} onEnd it will not come back
 * @property {(ms: number) => void} [onPing]
 */

/** One session with the voice gateway; a socket that is lost is replaced and resumed. */
export class VoiceSocket {
  #grant;
  #hooks;
  #open;
  /** @type {WebSocket | null} */
  #socket = null;
  #identified = false;
  #closed = false;
  #attempt = 0;
  #seq = -1;
  #sentAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #beat;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;

  /**
   * @param {Grant} grant
   * @param {SocketHooks} hooks
   * @param {(url: string) => WebSocket} [open]
   */
  constructor(grant, hooks, open = (url) => new WebSocket(url)) {
    this.#grant = grant;
    this.#hooks = hooks;
    this.#open = open;
  }

  connect() {
    const socket = this.#open(addressOf(this.#grant.endpoint));
    this.#socket = socket;
    socket.onmessage = (event) => {
      if (this.#socket === socket) this.#receive(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#lost(event.code);
    };
  }

  /** @param {number} op @param {unknown} d */
  send(op, d) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify({ op, d }));
  }

  /** Leave for good. */
  close() {
    this.#closed = true;
    this.#drop(1000);
  }

  /** The network changed: the socket may be dead without knowing it. */
  probe() {
    if (this.#socket) this.#sendBeat();
    else if (!this.#closed) {
      clearTimeout(this.#retry);
      this.connect();
    }
  }

  /** @param {{ op: number, d: any, seq?: number }} message */
  #receive({ op, d, seq }) {
    if (seq !== undefined) this.#seq = seq;
    if (op === VoiceOp.HELLO) this.#greet(d.heartbeat_interval);
    else if (op === VoiceOp.HEARTBEAT_ACK) this.#answered();
    else if (op === VoiceOp.RESUMED) this.#attempt = 0;
    else {
      if (op === VoiceOp.READY) {
        this.#identified = true;
        this.#attempt = 0;
      }
      this.#hooks.onMessage(op, d);
    }
  }

  /** @param {number} interval */
  #greet(interval) {
    const { token, serverId, userId, sessionId } = this.#grant;
    const who = { server_id: serverId, session_id: sessionId, token };
    if (this.#identified) this.send(VoiceOp.RESUME, { ...who, seq_ack: this.#seq });
    else this.send(VoiceOp.IDENTIFY, { ...who, user_id: userId, max_dave_protocol_version: 0 });
    this.#sentAt = 0;
    const beat = () => {
      if (this.#sentAt) {
        this.#lost(LOST);
        return;
      }
      this.#sendBeat();
      this.#beat = setTimeout(beat, interval);
    };
    this.#beat = setTimeout(beat, interval * Math.random());
  }

  #sendBeat() {
    const sentAt = Date.now();
    this.#sentAt = sentAt;
    this.send(VoiceOp.HEARTBEAT, { t: sentAt, seq_ack: this.#seq });
    // A cut cable tells nobody.
    setTimeout(() => {
      if (this.#sentAt === sentAt) this.#lost(LOST);
    }, 5000);
  }

  #answered() {
    if (this.#sentAt) this.#hooks.onPing?.(Date.now() - this.#sentAt);
    this.#sentAt = 0;
  }

  /** @param {number} code */
  #lost(code) {
    if (this.#closed) return;
    this.#drop(LOST);
    const pause = PAUSES_MS[this.#attempt];
    if (!this.#identified || !mayResume(code) || pause === undefined) {
      this.#closed = true;
      this.#hooks.onEnd(code);
      return;
    }
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.connect(), pause);
  }

  /** @param {number} code */
  #drop(code) {
    clearTimeout(this.#beat);
    clearTimeout(this.#retry);
    this.#sentAt = 0;
    const socket = this.#socket;
    this.#socket = null;
    if (socket && socket.readyState <= 1) socket.close(code);
  }
}

/** Where an endpoint without a scheme is: as secure as this page. @param {string} endpoint */
function addressOf(endpoint) {
  const scheme = globalThis.location?.protocol === "http:" ? "ws" : "wss";
  const base = /^wss?:/.test(endpoint) ? endpoint : `${scheme}://${endpoint}`;
  return `${base.replace(/\/$/, "")}/voice?v=8`;
}
