/** The shape of a recording, as messages carry it: a byte for each moment, in base64. */

/** As many moments as the API keeps. */
const MOST = 256;
const LOUDEST = 255;

/**
 * @param {number[]} levels how loud it was, 0 to 1, at even distances
 * @returns {string} base64
 */
export function toWaveform(levels) {
  const shape = resample(levels.length ? levels : [0], Math.min(levels.length || 1, MOST));
  const peak = Math.max(...shape) || 1;
  const bytes = shape.map((level) => Math.round((Math.max(0, level) / peak) * LOUDEST));
  return btoa(String.fromCharCode(...bytes));
}

/**
 * @param {string} waveform base64
 * @param {number} bars
 * @returns {number[]} 0 to 1; flat if it cannot be read
 */
export function fromWaveform(waveform, bars) {
  try {
    const bytes = [...atob(waveform)].map((letter) => letter.charCodeAt(0) / LOUDEST);
    if (bytes.length) return resample(bytes, bars);
  } catch {
    // Not base64: some other client's mistake.
  }
  return Array(bars).fill(0);
}

/** The loudest of each stretch. @param {number[]} levels @param {number} count */
function resample(levels, count) {
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * levels.length) / count));
    return Math.max(...levels.slice(from, to));
  });
}
