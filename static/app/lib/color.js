/** Role colours as people choose them, made legible on the surface they stand on. */

/** @typedef {[number, number, number]} Rgb each 0 to 255 */

/** @param {number} color 0xrrggbb @returns {Rgb} */
export function rgbOf(color) {
  return [(color >> 16) & 255, (color >> 8) & 255, color & 255];
}

/** @param {number} color */
export function hexOf(color) {
  return `#${color.toString(16).padStart(6, "0")}`;
}

/** @param {string} hex */
export function colorOf(hex) {
  return Number.parseInt(hex.replace("#", ""), 16) || 0;
}

/** @param {Rgb} rgb */
export function luminance([r, g, b]) {
  const [lr, lg, lb] = [r, g, b].map((channel) => {
    const c = channel / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb;
}

/**
 * @param {Rgb} a
 * @param {Rgb} b
 */
export function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * The nearest mix towards white or black that reads at 4.5:1.
 * @param {number} color
 * @param {Rgb} surface
 */
export function legible(color, surface) {
  const rgb = rgbOf(color);
  const target = luminance(surface) < 0.2 ? 255 : 0;
  for (let mix = 0; mix <= 1; mix += 0.05) {
    const mixed = /** @type {Rgb} */ (rgb.map((c) => Math.round(c + (target - c) * mix)));
    if (contrast(mixed, surface) >= 4.5) return `rgb(${mixed.join(" ")})`;
  }
  return target ? "#fff" : "#000";
}
