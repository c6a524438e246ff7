/** The sizes in which a picture is sent at once, the best first. */

/** @typedef {{ rid: string, height: number, bitrate: number, rate: number }} Layer */

/** @type {Layer[]} */
export const LAYERS = [
  { rid: "f", height: 1080, bitrate: 2_500_000, rate: 30 },
  { rid: "h", height: 720, bitrate: 1_500_000, rate: 30 },
  { rid: "q", height: 480, bitrate: 800_000, rate: 24 },
];

/** A picture with a little less than a layer's lines is still of that layer. */
const NEARLY = 0.85;

/**
 * How each layer of a picture is to be encoded.
 * @param {number} tier the most lines that are sent
 * @param {number} height the lines that there are
 * @param {string[]} [wanted] the layers that somebody watches; all of them when it is not known
 */
export function encodingsFor(tier, height, wanted) {
  const most = Math.min(tier, height);
  return LAYERS.map(({ rid, height: lines, bitrate, rate }) => ({
    rid,
    // A small picture is sent once: as the smallest layer, which everybody may watch.
    // It goes on when nobody watches: by it the SFU knows that there is a picture.
    active: rid === "q" || (lines * NEARLY <= most && (!wanted || wanted.includes(rid))),
    scaleResolutionDownBy: Math.max(1, height / Math.min(lines, most)),
    maxBitrate: bitrate,
    maxFramerate: rate,
  }));
}

/**
 * @param {RTCRtpSender} sender
 * @param {number} tier
 * @param {string[]} [wanted]
 */
export async function applyTier(sender, tier, wanted) {
  const height = sender.track?.getSettings().height ?? tier;
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  const plan = encodingsFor(tier, height, wanted);
  for (const encoding of parameters.encodings) {
    const { rid, ...values } = plan.find((one) => one.rid === encoding.rid) ?? {};
    Object.assign(encoding, values);
  }
  await sender.setParameters(parameters);
}
