/** @import { Attachment } from "app/types" */

import { Icon } from "app/components/icon.js";
import { openLightbox } from "app/components/messages/lightbox.js";
import { VoicePlayer } from "app/components/voice-player.js";
import { h, html } from "app/lib/html.js";
import { formatBytes } from "app/lib/text.js";
import { useState } from "preact/hooks";

const MAX_WIDTH = 480;
const MAX_HEIGHT = 320;
const IS_SPOILER = 1 << 3;

/** @param {{ attachments: Attachment[] }} props */
export function Attachments({ attachments }) {
  const pictures = attachments.filter(isPicture);
  const others = attachments.filter((attachment) => !isPicture(attachment));
  return html`<div class="attachments">
    ${pictures.length > 0 && html`<div class="pictures" data-count=${Math.min(pictures.length, 10)}>${pictures.map((picture) => h(Picture, { key: picture.id, picture, all: pictures }))}</div>`}
    ${others.map((attachment) => h(Other, { key: attachment.id, attachment }))}
  </div>`;
}

/** @param {Attachment} attachment */
function isPicture(attachment) {
  return Boolean(
    attachment.width && attachment.height && /^image\//.test(attachment.content_type ?? "image/"),
  );
}

/** Its place is kept before it is loaded. @param {{ picture: Attachment, all: Attachment[] }} props */
function Picture({ picture, all }) {
  const [hidden, setHidden] = useState(isSpoiler(picture));
  const { width, height } = fit(picture.width ?? 1, picture.height ?? 1);
  const style =
    all.length === 1
      ? { width: `${width}px`, aspectRatio: `${picture.width} / ${picture.height}` }
      : {};
  const name = picture.description || picture.filename;
  return html`<button
    type="button"
    class="picture"
    style=${style}
    data-hidden=${hidden || undefined}
    aria-label=${hidden ? `Spoiler: ${name}, press to reveal` : `Picture: ${name}`}
    onClick=${() => (hidden ? setHidden(false) : openLightbox(all, picture))}
  >
    <img src=${picture.proxy_url ?? picture.url} alt=${picture.description ?? ""} width=${width} height=${height} loading="lazy" decoding="async" />
    ${hidden && html`<span class="picture-spoiler">Spoiler</span>`}
    ${!hidden && picture.description && html`<span class="picture-alt" aria-hidden="true">ALT</span>`}
  </button>`;
}

/** @param {{ attachment: Attachment }} props */
function Other({ attachment }) {
  const type = attachment.content_type ?? "";
  if (type.startsWith("video/")) {
    return html`<video class="player" controls preload="metadata" src=${attachment.url} aria-label=${attachment.filename}></video>`;
  }
  if (type.startsWith("audio/") && attachment.waveform && attachment.duration_secs) {
    return h(VoicePlayer, {
      src: attachment.url,
      seconds: attachment.duration_secs,
      waveform: attachment.waveform,
    });
  }
  if (type.startsWith("audio/")) {
    return html`<div class="file-card audio">
      ${h(FileName, { attachment })}
      <audio controls preload="none" src=${attachment.url} aria-label=${attachment.filename}></audio>
    </div>`;
  }
  return html`<div class="file-card">
    ${h(Icon, { name: "file", size: 28 })} ${h(FileName, { attachment })}
    <a class="icon-button" href=${attachment.url} download=${attachment.filename} aria-label=${`Download ${attachment.filename}`} data-tip="Download">${h(Icon, { name: "download" })}</a>
  </div>`;
}

/** @param {{ attachment: Attachment }} props */
function FileName({ attachment }) {
  return html`<div class="file-card-text">
    <a class="file-card-name" href=${attachment.url} target="_blank" rel="noopener">${attachment.filename}</a>
    <span class="file-card-size">${formatBytes(attachment.size)}</span>
  </div>`;
}

/** @param {Attachment} attachment */
function isSpoiler({ flags = 0, filename }) {
  return Boolean(flags & IS_SPOILER) || filename.startsWith("SPOILER_");
}

/**
 * @param {number} width
 * @param {number} height
 */
function fit(width, height) {
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  return {
    width: Math.max(48, Math.round(width * scale)),
    height: Math.max(24, Math.round(height * scale)),
  };
}
