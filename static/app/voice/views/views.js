/** Everything of a call that is fetched with the first one. */
export * as call from "app/voice/call.js";
export { askBeforeJoining } from "app/voice/recording.js";
export { cue } from "app/voice/sounds.js";
export { CallView } from "app/voice/views/call-view.js";
export { CallPanel } from "app/voice/views/panel.js";
