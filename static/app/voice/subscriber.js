/** @typedef {{ answer: (sdp: string) => void, onState: (state: RTCPeerConnectionState) => void, onTracks: () => void }} SubscriberHooks */

/** The connection on which I receive everybody; the SFU offers, I answer. */
export class Subscriber {
  #hooks;
  #pc;
  /** Under which SSRC each media section is sent. @type {Map<number, string>} */
  #mids = new Map();
  #queue = Promise.resolve();

  /** @param {RTCConfiguration} config @param {SubscriberHooks} hooks */
  constructor(config, hooks) {
    this.#hooks = hooks;
    const pc = new RTCPeerConnection(config);
    this.#pc = pc;
    pc.onconnectionstatechange = () => hooks.onState(pc.connectionState);
    pc.ontrack = () => hooks.onTracks();
  }

  get connection() {
    return this.#pc;
  }

  /** One after the other, in the order they came. @param {string} sdp */
  offered(sdp) {
    this.#queue = this.#queue.then(() => this.#take(sdp));
    return this.#queue;
  }

  /** What is received under an SSRC, if a description told of it. @param {number} ssrc */
  trackOf(ssrc) {
    const mid = this.#mids.get(ssrc);
    if (mid === undefined) return undefined;
    return this.#pc.getTransceivers().find((line) => line.mid === mid)?.receiver.track;
  }

  close() {
    this.#pc.onconnectionstatechange = null;
    this.#pc.ontrack = null;
    this.#pc.close();
  }

  /** @param {string} sdp */
  async #take(sdp) {
    if (this.#pc.signalingState === "closed") return;
    await this.#pc.setRemoteDescription({ type: "offer", sdp });
    const answer = await this.#pc.createAnswer();
    await this.#pc.setLocalDescription({ type: "answer", sdp: inStereo(answer.sdp ?? "") });
    this.#mids = sectionsBySsrc(sdp);
    this.#hooks.answer(this.#pc.localDescription?.sdp ?? "");
    this.#hooks.onTracks();
  }
}

/** Which media section carries which SSRC. @param {string} sdp @returns {Map<number, string>} */
export function sectionsBySsrc(sdp) {
  const found = new Map();
  for (const section of sdp.split(/^m=/m).slice(1)) {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
    if (mid === undefined) continue;
    for (const [, ssrc] of section.matchAll(/^a=ssrc:(\d+) /gm)) found.set(Number(ssrc), mid);
  }
  return found;
}

/** Ask to decode music as it was meant: browsers think of voices and play one channel. @param {string} sdp */
export function inStereo(sdp) {
  return sdp.replace(/^(a=fmtp:\d+ (?!.*stereo=)[^\r\n]*useinbandfec=1)/gm, "$1;stereo=1");
}
