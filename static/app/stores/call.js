/** The call that I am in, as far as the screen shows it. What makes it is in `app/voice`, fetched when it is needed. */
import { computed, signal } from "@preact/signals";
import { SignalMap } from "app/lib/signal-map.js";

/**
 * asking: the gateway was asked to let me in. waiting: it will tell by itself
 * what comes next. restarting: the media are looking for another way.
 * @typedef {"idle" | "asking" | "waiting" | "connecting" | "connected" | "restarting"} Phase
 */
/** @typedef {"microphone" | "camera" | "screen" | "screen_audio"} Source */
/** @typedef {{ id: string, source: Source, rids: string[], track: MediaStreamTrack | undefined }} Sent what somebody sends */
/**
 * @typedef {object} Quality
 * @property {number | null} ping ms
 * @property {number} loss share of packets, 0 to 1
 * @property {number} jitter ms
 * @property {number} up bits per second
 * @property {number} down bits per second
 * @property {string} codec
 * @property {boolean} isRelayed
 * @property {string} protocol
 */

/** Where I am, or am about to be. @type {import("@preact/signals").Signal<{ guildId: string, channelId: string } | null>} */
export const callPlace = signal(null);
export const callPhase = signal(/** @type {Phase} */ ("idle"));
export const isInCall = computed(() => callPlace.value !== null);

/** What VOICE_SERVER_UPDATE told last. @type {import("@preact/signals").Signal<{ guild_id: string | null, token: string, endpoint: string | null } | null>} */
export const voiceServer = signal(null);

/** Who speaks, by user. @type {SignalMap<true>} */
export const speaking = new SignalMap();

/** What the others in my call send, by user. @type {SignalMap<Sent[]>} */
export const sentBy = new SignalMap();

/** What I show. */
export const myCamera = signal(/** @type {MediaStream | null} */ (null));
export const myScreen = signal(/** @type {MediaStream | null} */ (null));
/** How many watch what I show. */
export const viewers = signal(/** @type {Partial<Record<Source, number>>} */ ({}));

export const quality = signal(/** @type {Quality | null} */ (null));

/** Why nobody hears me, for people; empty when nothing is wrong. */
export const microphoneProblem = signal("");
/** Whether the browser waits for a click before it plays sound. */
export const isSilenced = signal(false);
/** Whether the key to talk has to be held: by choice, or because the channel demands it. */
export const pushes = signal(false);

/** What draws a call, once it is fetched. @type {import("@preact/signals").Signal<typeof import("app/voice/views/views.js") | null>} */
export const callViews = signal(null);
