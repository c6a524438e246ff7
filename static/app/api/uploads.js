/** Files go ahead of the message that brings them. @import { Upload } from "app/types" */
import { ApiError, errorFrom, request } from "app/api/request.js";

/** @typedef {{ upload_url: string, upload_filename: string }} Announced */

/**
 * @param {string} channelId
 * @param {Upload[]} uploads
 * @returns {Promise<Announced[]>} in their order
 */
export async function announce(channelId, uploads) {
  const files = uploads.map((upload, i) => ({
    id: String(i),
    filename: nameOf(upload),
    file_size: upload.file.size,
    original_content_type: upload.file.type || undefined,
  }));
  const answer = await request("POST", `/channels/${channelId}/attachments`, { body: { files } });
  return answer.attachments;
}

/**
 * Send a file's bytes. Only XMLHttpRequest tells how much of a body has left.
 * @param {Announced} announced
 * @param {File} file
 * @param {(part: number) => void} onProgress 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export async function put(announced, file, onProgress, signal) {
  signal.throwIfAborted();
  await new Promise((resolve, reject) => {
    // The signature is of the path; by which name people reach the server does not matter.
    const { pathname, search } = new URL(announced.upload_url, location.origin);
    const call = new XMLHttpRequest();
    call.open("PUT", pathname + search);
    call.responseType = "json";
    call.upload.onprogress = (event) => onProgress(event.loaded / Math.max(1, event.total));
    call.onload = () => {
      if (call.status < 300) resolve(undefined);
      else if (call.status === 413)
        reject(new ApiError(413, 40005, "These files are too large for this server."));
      else reject(errorFrom(call.status, call.response));
    };
    call.onerror = () => reject(new ApiError(0, 0, "The upload was interrupted."));
    call.onabort = () => reject(new DOMException("Cancelled", "AbortError"));
    signal.addEventListener("abort", () => call.abort());
    call.send(file);
  });
}

/** Take back what no message will bring. @param {string} uploadName @returns {Promise<void>} */
export function forget(uploadName) {
  const [token, ...name] = uploadName.split("/");
  return request("DELETE", `/attachments/${token}/${encodeURIComponent(name.join("/"))}`);
}

/** @param {Upload} upload */
export function nameOf(upload) {
  return upload.spoiler ? `SPOILER_${upload.file.name}` : upload.file.name;
}
