/** @import { Source } from "app/stores/call.js" @import { Tier } from "app/stores/voice-settings.js" */
import { applyTier } from "app/voice/layers.js";

/** In the order in which the SFU knows them by. @type {[Source, "audio" | "video"][]} */
const SECTIONS = [
  ["microphone", "audio"],
  ["screen_audio", "audio"],
  ["camera", "video"],
  ["screen", "video"],
];

/** @typedef {{ offer: (sdp: string) => void, restart: (sdp: string) => void, onState: (state: RTCPeerConnectionState) => void }} PublisherHooks */

/** The connection on which I send. One offer at a time is under way; `answered` ends it. */
export class Publisher {
  #hooks;
  #pc;
  /** @type {Map<Source, RTCRtpTransceiver>} */
  #lines = new Map();
  #isWaiting = false;
  #wants = { offer: false, restart: false };
  /** What the SFU wants of each picture; all until it says. @type {Map<Source, string[]>} */
  #wanted = new Map();
  /** @type {Map<Source, Tier>} */
  #tiers = new Map();
  /** Parameters are read and set one after the other: what was read is void after the next set. */
  #settings = Promise.resolve();

  /** @param {RTCConfiguration} config @param {PublisherHooks} hooks */
  constructor(config, hooks) {
    this.#hooks = hooks;
    const pc = new RTCPeerConnection(config);
    this.#pc = pc;
    pc.onconnectionstatechange = () => hooks.onState(pc.connectionState);
    for (const [source, kind] of SECTIONS) {
      const encodings =
        kind === "video" ? ["q", "h", "f"].map((rid) => ({ rid, active: true })) : undefined;
      const line = pc.addTransceiver(kind, {
        direction: source === "microphone" ? "sendonly" : "inactive",
        sendEncodings: encodings,
      });
      if (kind === "video") preferVp8(line);
      this.#lines.set(source, line);
    }
  }

  get connection() {
    return this.#pc;
  }

  start() {
    void this.#offer();
  }

  /**
   * Send a track, or nothing any more.
   * @param {Source} source
   * @param {MediaStreamTrack | null} track
   * @param {{ tier?: Tier, bitrate?: number }} [as] the most of a picture; of sound, in bits per second
   */
  async send(source, track, { tier, bitrate } = {}) {
    const line = this.#lines.get(source);
    if (!line) return;
    await line.sender.replaceTrack(track);
    if (track && tier) {
      this.#tiers.set(source, tier);
      this.#wanted.delete(source);
    }
    const direction = track || source === "microphone" ? "sendonly" : "inactive";
    if (line.direction !== direction) {
      line.direction = direction;
      await this.#offer();
    }
    if (track && tier) await this.#apply(source);
    if (track && bitrate) await this.limit(source, bitrate);
  }

  /** How many bits per second a sound may take. @param {Source} source @param {number} bitrate */
  async limit(source, bitrate) {
    const sender = this.#lines.get(source)?.sender;
    if (sender) await this.#set(() => limit(sender, bitrate));
  }

  /** Pause layers that nobody watches. @param {Source} source @param {string[]} rids */
  async want(source, rids) {
    this.#wanted.set(source, rids);
    await this.#apply(source);
  }

  /** @param {string} sdp */
  async answered(sdp) {
    if (this.#pc.signalingState !== "have-local-offer") return;
    await this.#pc.setRemoteDescription({ type: "answer", sdp });
    this.#isWaiting = false;
    for (const source of this.#tiers.keys()) await this.#apply(source);
    if (this.#wants.restart) this.restart();
    else if (this.#wants.offer) await this.#offer();
  }

  /** Look for another way to the SFU. */
  restart() {
    this.#wants.restart = true;
    void this.#offer();
  }

  close() {
    this.#pc.onconnectionstatechange = null;
    this.#pc.close();
  }

  async #offer() {
    this.#wants.offer = true;
    if (this.#isWaiting || this.#pc.signalingState === "closed") return;
    this.#isWaiting = true;
    const { restart } = this.#wants;
    this.#wants = { offer: false, restart: false };
    await this.#pc.setLocalDescription(await this.#pc.createOffer({ iceRestart: restart }));
    const sdp = this.#pc.localDescription?.sdp ?? "";
    if (restart) this.#hooks.restart(sdp);
    else this.#hooks.offer(sdp);
  }

  /** @param {Source} source */
  async #apply(source) {
    const line = this.#lines.get(source);
    const tier = this.#tiers.get(source);
    if (!line?.sender.track || !tier) return;
    await this.#set(() => applyTier(line.sender, tier, this.#wanted.get(source)));
  }

  /** @param {() => Promise<void>} change */
  #set(change) {
    // One that comes too late for its track changes nothing.
    this.#settings = this.#settings.then(change).catch(() => {});
    return this.#settings;
  }
}

/** @param {RTCRtpTransceiver} line */
function preferVp8(line) {
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  const kept = codecs.filter(({ mimeType }) => /^video\/(vp8|rtx)$/i.test(mimeType));
  if (kept.length) line.setCodecPreferences(kept);
}

/** @param {RTCRtpSender} sender @param {number} bitrate */
async function limit(sender, bitrate) {
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  parameters.encodings[0].maxBitrate = bitrate;
  await sender.setParameters(parameters);
}
