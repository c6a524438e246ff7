/** A picture in a window of its own, which stays when one looks elsewhere. */
import { toast } from "app/stores/overlays.js";
import { unwatch, watch } from "app/voice/watching.js";

/** Lines that such a window has at most, by its usual size. */
const LINES = 480;

export const popsOut = () => document.pictureInPictureEnabled;

/**
 * @param {MediaStreamTrack} track
 * @param {string | undefined} id of what somebody else sends
 */
export async function popOut(track, id) {
  const video = document.createElement("video");
  video.className = "visually-hidden";
  video.muted = true;
  video.playsInline = true;
  video.ariaHidden = "true";
  video.srcObject = new MediaStream([track]);
  document.body.append(video);
  if (id) watch(video, id, { quality: "auto", size: LINES });
  const end = () => {
    video.srcObject = null;
    video.remove();
    if (id) unwatch(video, id);
  };
  video.onleavepictureinpicture = end;
  track.addEventListener("ended", () => void closePopOut(video), { once: true });
  try {
    await video.play();
    await video.requestPictureInPicture();
  } catch {
    end();
    toast("The browser did not open another window for it.", "danger");
  }
}

/** @param {HTMLVideoElement} video */
async function closePopOut(video) {
  if (document.pictureInPictureElement === video) await document.exitPictureInPicture();
}
