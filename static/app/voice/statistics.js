/** @import { Quality } from "app/stores/call.js" */

/** @typedef {{ at: number, received: number, lost: number, up: number, down: number }} Counts */

/** What a call's connections say of themselves, as people understand it. */
export class Statistics {
  /** @type {Counts | null} */
  #before = null;

  /**
   * @param {Iterable<any>} sending reports of getStats()
   * @param {Iterable<any>} receiving
   * @param {number} now ms
   * @returns {Quality}
   */
  read(sending, receiving, now) {
    const out = [...sending];
    const incoming = [...receiving];
    const all = new Map([...out, ...incoming].map((report) => [report.id, report]));
    const pair = usedPair(out) ?? usedPair(incoming);
    const heard = incoming.filter(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
    const mine = out.filter(({ type }) => type === "remote-inbound-rtp");
    const counts = {
      at: now,
      received: sum(heard, "packetsReceived"),
      lost: Math.max(0, sum(heard, "packetsLost")),
      up: sum(transports(out), "bytesSent"),
      down: sum(transports(incoming), "bytesReceived"),
    };
    const before = this.#before ?? counts;
    this.#before = counts;
    const local = all.get(pair?.localCandidateId);
    const sent = out.find(({ type, kind }) => type === "outbound-rtp" && kind === "audio");
    return {
      ping: pair?.currentRoundTripTime === undefined ? null : pair.currentRoundTripTime * 1000,
      loss: Math.max(lossBetween(before, counts), ...mine.map((one) => one.fractionLost ?? 0)),
      jitter: Math.max(0, ...[...heard, ...mine].map((one) => one.jitter ?? 0)) * 1000,
      up: rate(before.up, counts.up, before.at, now),
      down: rate(before.down, counts.down, before.at, now),
      codec: codecName(all.get(sent?.codecId ?? heard[0]?.codecId)),
      isRelayed: local?.candidateType === "relay",
      protocol: (local?.relayProtocol ?? local?.protocol ?? "").toUpperCase(),
    };
  }
}

/** Good, fair or poor: what a bar of signal shows. @param {Quality} quality */
export function grade({ ping, loss }) {
  if (loss > 0.08 || (ping ?? 0) > 400) return "poor";
  if (loss > 0.02 || (ping ?? 0) > 180) return "fair";
  return "good";
}

/** @param {any[]} reports */
function usedPair(reports) {
  const chosen = new Set(transports(reports).map((one) => one.selectedCandidatePairId));
  const pairs = reports.filter(({ type }) => type === "candidate-pair");
  return (
    pairs.find(({ id }) => chosen.has(id)) ??
    pairs.find(({ nominated, state }) => nominated && state === "succeeded")
  );
}

/** @param {any[]} reports */
const transports = (reports) => reports.filter(({ type }) => type === "transport");

/** @param {any[]} reports @param {string} name */
const sum = (reports, name) => reports.reduce((total, report) => total + (report[name] ?? 0), 0);

/** @param {Counts} before @param {Counts} now */
function lossBetween(before, now) {
  const lost = now.lost - before.lost;
  const received = now.received - before.received;
  return lost > 0 && received >= 0 ? lost / (lost + received) : 0;
}

/** @param {number} before @param {number} after bytes @param {number} from @param {number} to ms */
const rate = (before, after, from, to) =>
  to > from ? Math.max(0, ((after - before) * 8000) / (to - from)) : 0;

/** @param {any} codec */
const codecName = (codec) =>
  codec?.mimeType
    ? `${codec.mimeType.split("/")[1]} ${Math.round(codec.clockRate / 1000)} kHz`
    : "";
