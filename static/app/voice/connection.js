/** @import { Source, Sent } from "app/stores/call.js" */
/** @import { Server, Target } from "app/voice/machine.js" */
import { batch } from "@preact/signals";
import { sentBy, speaking, viewers } from "app/stores/call.js";
import { gatewaySession, myId } from "app/stores/session.js";
import { VoiceOp } from "app/voice/opcodes.js";
import { Publisher } from "app/voice/publisher.js";
import { VoiceSocket } from "app/voice/socket.js";
import { Subscriber } from "app/voice/subscriber.js";

/** After a new way was looked for; one that is not found by then is of another kind. */
const RESTARTED_MS = 1500;
/** A short gap heals by itself more often than not. */
const GAP_MS = 1200;

/** @typedef {{ id: string, source: Source, ssrc: number, rids: string[], active: boolean }} Track as the SFU tells of it */
/** @typedef {{ track: MediaStreamTrack, tier?: import("app/stores/voice-settings.js").Tier, bitrate?: number }} Sending */
/**
 * @typedef {object} ConnectionHooks
 * @property {() => void} onUp media flow both ways
 * @property {() => void} onDown they do not any more
 * @property {(code: number) => void} onEnd
 * @property {(ms: number) => void} onPing
 * @property {() => Map<Source, Sending>} sending what I send at the time
 */

/** One connection to a room: the voice socket, and the two for media. */
export class RoomConnection {
  #hooks;
  #socket;
  /** @type {RTCIceServer[]} */
  #iceServers;
  /** @type {Publisher | null} */
  publisher = null;
  /** @type {Subscriber | null} */
  subscriber = null;
  /** What everybody says that they send. @type {Map<string, Track[]>} */
  #tracks = new Map();
  #states = { publish: "new", subscribe: "new" };
  #isUp = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #gap;

  /**
   * @param {Server} server
   * @param {Target} target
   * @param {RTCIceServer[]} iceServers
   * @param {ConnectionHooks} hooks
   */
  constructor({ token, endpoint }, target, iceServers, hooks) {
    this.#hooks = hooks;
    this.#iceServers = iceServers;
    const grant = {
      endpoint,
      token,
      serverId: target.guildId || target.channelId,
      userId: myId.peek(),
      sessionId: gatewaySession.peek(),
    };
    this.#socket = new VoiceSocket(grant, {
      onMessage: (op, data) => this.#receive(op, data),
      onEnd: hooks.onEnd,
      onPing: hooks.onPing,
    });
    this.#socket.connect();
  }

  /** Look for another way: the network has changed. */
  restart() {
    this.#socket.probe();
    this.publisher?.restart();
    this.#socket.send(VoiceOp.RESTART, { connection: "subscribe", sdp: "" });
    // Connections that never broke do not tell that they are well again.
    clearTimeout(this.#gap);
    this.#gap = setTimeout(() => {
      if (this.#areUp()) this.#hooks.onUp();
    }, RESTARTED_MS);
  }

  /** What I want to see of a picture. @param {string} track @param {string} quality @param {number} [size] lines on screen */
  wish(track, quality, size) {
    this.#socket.send(VoiceOp.LAYER, { track, quality, ...(size !== undefined && { size }) });
  }

  close() {
    clearTimeout(this.#gap);
    this.#socket.close();
    this.publisher?.close();
    this.subscriber?.close();
    batch(() => {
      sentBy.clear();
      speaking.clear();
      viewers.value = {};
    });
  }

  /** @param {number} op @param {any} data */
  #receive(op, data) {
    switch (op) {
      case VoiceOp.READY:
        return this.#begin();
      case VoiceOp.SESSION_DESCRIPTION:
        return void this.publisher?.answered(data.sdp);
      case VoiceOp.SUBSCRIBE_OFFER:
        return void this.subscriber?.offered(data.sdp);
      case VoiceOp.ICE_CANDIDATE:
        return this.#addCandidate(data);
      case VoiceOp.SPEAKING:
        return data.speaking ? speaking.set(data.user_id, true) : speaking.delete(data.user_id);
      case VoiceOp.TRACKS:
        this.#tracks.set(data.user_id, data.tracks);
        return this.#show(data.user_id);
      case VoiceOp.CLIENT_DISCONNECT:
        this.#tracks.delete(data.user_id);
        speaking.delete(data.user_id);
        return sentBy.delete(data.user_id);
      case VoiceOp.LAYER:
        if (data.viewers !== undefined)
          viewers.value = { ...viewers.peek(), [data.source]: data.viewers };
        return void this.publisher?.want(data.source, data.rids);
    }
  }

  /** After READY; also when a session began anew on the same socket. */
  #begin() {
    this.publisher?.close();
    this.subscriber?.close();
    const config = {
      iceServers: this.#iceServers,
      bundlePolicy: /** @type {const} */ ("max-bundle"),
    };
    const publisher = new Publisher(config, {
      offer: (sdp) => this.#socket.send(VoiceOp.SELECT_PROTOCOL, { protocol: "webrtc", data: sdp }),
      restart: (sdp) => this.#socket.send(VoiceOp.RESTART, { connection: "publish", sdp }),
      onState: (state) => this.#note("publish", state),
    });
    this.publisher = publisher;
    this.subscriber = new Subscriber(config, {
      answer: (sdp) => this.#socket.send(VoiceOp.SUBSCRIBE_ANSWER, { sdp }),
      onState: (state) => this.#note("subscribe", state),
      onTracks: () => {
        for (const userId of this.#tracks.keys()) this.#show(userId);
      },
    });
    for (const [source, { track, ...as }] of this.#hooks.sending())
      void publisher.send(source, track, as);
    publisher.start();
  }

  /** @param {{ connection: string, candidate: RTCIceCandidateInit | string }} data */
  #addCandidate({ connection, candidate }) {
    const side = connection === "publish" ? this.publisher : this.subscriber;
    const init = typeof candidate === "string" ? { candidate, sdpMid: "0" } : candidate;
    void side?.connection.addIceCandidate(init).catch(() => {});
  }

  /** @param {string} userId */
  #show(userId) {
    /** @type {Sent[]} */
    const sent = (this.#tracks.get(userId) ?? []).map(({ id, source, ssrc, rids }) => ({
      id,
      source,
      rids,
      track: this.subscriber?.trackOf(ssrc),
    }));
    sentBy.set(userId, sent);
  }

  /** @param {"publish" | "subscribe"} side @param {RTCPeerConnectionState} state */
  #note(side, state) {
    this.#states[side] = state;
    const states = Object.values(this.#states);
    clearTimeout(this.#gap);
    if (this.#areUp()) {
      this.#isUp = true;
      this.#hooks.onUp();
    } else if (this.#isUp && states.some((one) => one === "failed" || one === "disconnected")) {
      this.#gap = setTimeout(() => this.#hooks.onDown(), GAP_MS);
    }
  }
  #areUp() {
    return Object.values(this.#states).every((one) => one === "connected");
  }
}
