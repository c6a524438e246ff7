/** @import { Upload } from "app/types" */
import { formatBytes } from "app/lib/text.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { changeUploads, uploads } from "app/stores/drafts.js";
import { toast } from "app/stores/overlays.js";

let count = 0;

/**
 * Add files to what is being written. What the server would refuse is told now.
 * @param {string} channelId
 * @param {Iterable<File>} files
 */
export function attach(channelId, files) {
  const { max_attachment_size: most, max_attachments: many } = bootstrap.limits;
  for (const file of files) {
    if (!file.size) {
      toast(`${file.name} is empty.`, "danger");
    } else if (file.size > most) {
      toast(`${file.name} is larger than ${formatBytes(most)}.`, "danger");
    } else if ((uploads.peek(channelId)?.length ?? 0) >= many) {
      toast(`A message carries up to ${many} files.`, "danger");
      return;
    } else {
      changeUploads(channelId, (known) => [...known, uploadOf(file)]);
    }
  }
}

/** @param {string} channelId @param {string} id */
export function detach(channelId, id) {
  changeUploads(channelId, (known) => {
    const gone = known.find((upload) => upload.id === id);
    if (gone?.preview) URL.revokeObjectURL(gone.preview);
    return known.filter((upload) => upload.id !== id);
  });
}

/** @param {string} channelId @param {string} id @param {Partial<Upload>} change */
export function changeUpload(channelId, id, change) {
  changeUploads(channelId, (known) => known.map((u) => (u.id === id ? { ...u, ...change } : u)));
}

/** @param {File} file @returns {Upload} */
export function uploadOf(file) {
  count += 1;
  const preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
  return { id: String(count), file, spoiler: false, description: "", progress: 0, preview };
}
