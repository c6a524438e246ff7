/** @import { Tile as TileOf } from "app/voice/tiles.js" @import { MenuItem } from "app/types" */
import { Avatar } from "app/components/avatar.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { openMemberMenu } from "app/components/member-menu.js";
import { openMenu } from "app/components/menu.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { speaking, viewers } from "app/stores/call.js";
import { displayName } from "app/stores/members.js";
import { users } from "app/stores/users.js";
import { voiceStateOf } from "app/stores/voice.js";
import { setStreamVolume, streamVolumeOf } from "app/stores/voice-settings.js";
import { LAYERS } from "app/voice/layers.js";
import { popOut, popsOut } from "app/voice/pop-out.js";
import { unwatch, watch } from "app/voice/watching.js";
import { useEffect, useRef, useState } from "preact/hooks";

/** @param {{ tile: TileOf, guildId: string, isLarge: boolean, isSmall: boolean, onFocus: () => void }} props */
export function Tile({ tile, guildId, isLarge, isSmall, onFocus }) {
  const { userId, source, isMine, track, sent } = tile;
  const [quality, setQuality] = useState("auto");
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const user = users.get(userId);
  const name = displayName(guildId, userId, user);
  const isScreen = source === "screen";
  const label = isScreen ? `${isMine ? "Your" : `${name}’s`} screen` : name;
  const speaks = !isScreen && Boolean(speaking.get(userId));
  const menu = sent && (() => qualityMenu(userId, sent.rids, isScreen, quality, setQuality));
  return html`<li class="call-tile" data-speaking=${speaks || undefined} data-source=${track ? source : undefined} data-mine=${isMine || undefined} aria-label=${speaks ? `${label}, speaking` : label} onContextMenu=${(/** @type {MouseEvent} */ e) => user && openMemberMenu(e, user, guildId)}>
    ${track ? h(Picture, { video, track, id: sent?.id, quality }) : user && h(Avatar, { user, size: isLarge ? 128 : isSmall ? 40 : 80 })}
    <button type="button" class="tile-focus" aria-pressed=${isLarge} aria-label=${`${isLarge ? "Show all alike" : "Enlarge"}: ${label}`} onClick=${onFocus}></button>
    <div class="tile-name">
      ${isScreen && html`<span class="tag live-tag">Live</span>`}
      <span class="truncate">${label}</span>
      ${!isScreen && h(Marks, { guildId, userId })}
      ${isMine && track && h(Viewers, { source })}
    </div>
    ${
      track &&
      html`<div class="tile-tools">
      ${menu && h(IconButton, { icon: "ellipsis", label: `More for ${label}`, tip: "More", size: 18, onClick: (event) => openMenu({ element: /** @type {Element} */ (event.currentTarget), side: "bottom-end" }, label, menu) })}
      ${popsOut() && h(IconButton, { icon: "picture-in-picture-2", label: `Pop out ${label}`, tip: "Pop out", size: 18, onClick: () => void popOut(track, sent?.id) })}
      ${h(IconButton, { icon: "maximize-2", label: `Full screen: ${label}`, tip: "Full screen", size: 18, onClick: () => void video.current?.requestFullscreen?.() })}
    </div>`
    }
  </li>`;
}

/**
 * @param {{ video: { current: HTMLVideoElement | null }, track: MediaStreamTrack, id: string | undefined, quality: string }} props id: of what somebody else sends
 */
function Picture({ video, track, id, quality }) {
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    element.srcObject = new MediaStream([track]);
    void element.play().catch(() => {});
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  useEffect(() => {
    const element = video.current;
    if (!element || !id) return undefined;
    const tell = () =>
      watch(element, id, { quality, size: Math.round(element.clientHeight * devicePixelRatio) });
    const resized = new ResizeObserver(tell);
    resized.observe(element);
    tell();
    return () => {
      resized.disconnect();
      unwatch(element, id);
    };
  }, [id, quality]);
  return html`<video ref=${video} autoplay playsinline muted></video>`;
}

/** @param {{ source: "camera" | "screen" }} props */
function Viewers({ source }) {
  const count = viewers.value[source];
  if (count === undefined) return null;
  const words = plural(count, "viewer");
  return html`<span class="tile-viewers" role="img" aria-label=${words} data-tip=${words}>${h(Icon, { name: "eye", size: 14 })}${count}</span>`;
}

/** @param {{ guildId: string, userId: string }} props */
function Marks({ guildId, userId }) {
  const state = voiceStateOf(guildId, userId);
  if (!state) return null;
  const isDeaf = state.deaf || state.self_deaf;
  const isMute = state.mute || state.self_mute || state.suppress;
  return html`${isMute && h(Mark, { icon: "mic-off", label: state.mute ? "Muted by a moderator" : "Muted" })}${isDeaf && h(Mark, { icon: "headphone-off", label: state.deaf ? "Deafened by a moderator" : "Deafened" })}`;
}

/** @param {{ icon: string, label: string }} props */
function Mark({ icon, label }) {
  return html`<span role="img" class="voice-mark" aria-label=${label}>${h(Icon, { name: icon, size: 14 })}</span>`;
}

/**
 * @param {string} userId
 * @param {string[]} rids
 * @param {boolean} isScreen
 * @param {string} quality
 * @param {(quality: string) => void} choose
 * @returns {import("app/types").Menu}
 */
function qualityMenu(userId, rids, isScreen, quality, choose) {
  const offered = LAYERS.filter(({ rid }) => rids.includes(rid));
  /** @type {MenuItem[]} */
  const items = [
    { label: "Quality by itself", checked: quality === "auto", run: () => choose("auto") },
    ...(offered.length > 1 ? offered : []).map(({ rid, height }) => ({
      label: rid === LAYERS[0].rid ? "As it is sent" : `${height}p at most`,
      checked: quality === rid,
      run: () => choose(rid),
    })),
  ];
  if (!isScreen) return items;
  const volume = {
    label: "Volume of the stream",
    value: streamVolumeOf(userId),
    max: 200,
    unit: "%",
    onInput: (/** @type {number} */ value) => setStreamVolume(userId, value),
  };
  return [volume, null, ...items];
}
