/** @param {Blob} file @returns {Promise<string>} as a data URL */
export function readAsDataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(/** @type {string} */ (reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/**
 * A picture cut to a shape and brought to a size, as a data URL to upload.
 * Pictures that move are sent as they are.
 * @param {File} file
 * @param {number} width
 * @param {number} height
 */
export async function pictureOf(file, width, height) {
  if (file.type === "image/gif") return readAsDataUrl(file);
  const image = await createImageBitmap(file);
  const scale = Math.max(width / image.width, height / image.height);
  const [w, h] = [width / scale, height / scale];
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context?.drawImage(
    image,
    (image.width - w) / 2,
    (image.height - h) / 2,
    w,
    h,
    0,
    0,
    width,
    height,
  );
  return canvas.toDataURL(file.type === "image/png" ? "image/png" : "image/jpeg", 0.9);
}
