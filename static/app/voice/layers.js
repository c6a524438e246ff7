/** The sizes in which a picture is sent at once, the best first, and how large the best may be. */
/** @import { Tier } from "app/stores/voice-settings.js" */

/** @typedef {{ rid: string, height: number, bitrate: number, rate: number }} Layer */

/** @type {Layer[]} */
export const LAYERS = [
  { rid: "f", height: 1080, bitrate: 2_500_000, rate: 30 },
  { rid: "h", height: 720, bitrate: 1_500_000, rate: 30 },
  { rid: "q", height: 480, bitrate: 800_000, rate: 24 },
];

/** The best layer of each tier; the others are sent below it. @type {Record<Tier, Omit<Layer, "rid">>} */
export const TIERS = {
  source: { height: Number.POSITIVE_INFINITY, bitrate: 8_000_000, rate: 60 },
  "1080p60": { height: 1080, bitrate: 4_500_000, rate: 60 },
  1080: { height: 1080, bitrate: 2_500_000, rate: 30 },
  720: { height: 720, bitrate: 1_500_000, rate: 30 },
  480: { height: 480, bitrate: 800_000, rate: 24 },
};

/** A picture with a little less than a layer's lines is still of that layer. */
const NEARLY = 0.85;

/**
 * How each layer of a picture is to be encoded.
 * @param {Tier} tier
 * @param {number} height the lines that there are
 * @param {string[]} [wanted] the layers that somebody watches; all of them when it is not known
 */
export function encodingsFor(tier, height, wanted) {
  const best = TIERS[tier];
  const most = Math.min(best.height, height);
  return LAYERS.map((layer) => {
    const { rid, bitrate, rate } =
      layer.rid === "f" && best.height > 720 ? { ...layer, ...best } : layer;
    // What is sent as it is has a layer of its own only where it is larger than the next.
    const lines =
      rid === "f" && tier === "source" ? Math.max(height, layer.height * NEARLY) : layer.height;
    return {
      rid,
      // A small picture is sent once: as the smallest layer, which everybody may watch.
      // It goes on when nobody watches: by it the SFU knows that there is a picture.
      active: rid === "q" || (lines * NEARLY <= most && (!wanted || wanted.includes(rid))),
      scaleResolutionDownBy: Math.max(1, height / Math.min(lines, most)),
      maxBitrate: bitrate,
      maxFramerate: rate,
    };
  });
}

/**
 * @param {RTCRtpSender} sender
 * @param {Tier} tier
 * @param {string[]} [wanted]
 */
export async function applyTier(sender, tier, wanted) {
  const height = sender.track?.getSettings().height ?? LAYERS[0].height;
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  const plan = encodingsFor(tier, height, wanted);
  for (const encoding of parameters.encodings) {
    const { rid, ...values } = plan.find((one) => one.rid === encoding.rid) ?? {};
    Object.assign(encoding, values);
  }
  await sender.setParameters(parameters);
}
