/** @import { Announced } from "app/api/uploads.js" @import { ShownMessage, Upload } from "app/types" */
import * as api from "app/api/uploads.js";

/**
 * Send the files of a message ahead of it, one after the other; those that are there stay there.
 * @param {ShownMessage} message
 * @param {(id: string, change: Partial<Upload>) => void} onChange how far each is
 * @param {AbortSignal} signal
 * @returns {Promise<object[]>} how the message names them
 */
export async function uploadFiles({ channel_id: channelId, uploads = [] }, onChange, signal) {
  const names = new Map(uploads.map(({ id, uploaded }) => [id, uploaded]));
  const missing = uploads.filter(({ uploaded }) => !uploaded);
  const announced = missing.length ? await api.announce(channelId, missing) : [];
  try {
    for (const [i, { id, file }] of missing.entries()) {
      await api.put(announced[i], file, (progress) => onChange(id, { progress }), signal);
      const uploaded = announced[i].upload_filename;
      names.set(id, uploaded);
      onChange(id, { progress: 1, uploaded });
    }
  } catch (problem) {
    // What is cancelled is not wanted any more; what only failed goes on where it stopped.
    takeBack(announced.filter((one) => signal.aborted || !isThere(one, names)));
    if (signal.aborted) forgetUploads(uploads);
    throw problem;
  }
  return uploads.map((upload, i) => ({
    id: String(i),
    filename: api.nameOf(upload),
    description: upload.description || undefined,
    uploaded_filename: names.get(upload.id),
    duration_secs: upload.voice?.seconds,
    waveform: upload.voice?.waveform,
  }));
}

/** Let go of the files of a message that is not sent after all. @param {Upload[]} uploads */
export function forgetUploads(uploads) {
  takeBack(uploads.flatMap(({ uploaded }) => (uploaded ? [{ upload_filename: uploaded }] : [])));
}

/** @param {Announced} announced @param {Map<string, string | undefined>} names */
function isThere(announced, names) {
  return [...names.values()].includes(announced.upload_filename);
}

/** The server sweeps away in time what cannot be taken back now. @param {{ upload_filename: string }[]} announced */
function takeBack(announced) {
  for (const one of announced) api.forget(one.upload_filename).catch(() => {});
}
