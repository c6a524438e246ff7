/** Being recorded: everybody in the channel hears when it begins and ends, and is asked. @import { ActiveRecording } from "app/types" */
import { effect } from "@preact/signals";
import { h } from "app/lib/html.js";
import { callPlace } from "app/stores/call.js";
import { openDialog } from "app/stores/overlays.js";
import { agreesTo, recordingIn } from "app/stores/recordings.js";
import { myVoice } from "app/stores/voice.js";
import { cue } from "app/voice/sounds.js";
import { ConsentDialog } from "app/voice/views/consent-dialog.js";

/** Watch over the channel that I am in, until the function that is returned is called. */
export function watchRecording() {
  let heard = "";
  let asked = "";
  return effect(() => {
    const channelId = callPlace.value?.channelId ?? "";
    const recording = recordingIn(channelId);
    const isHere = myVoice.value?.channel_id === channelId;
    const now = recording?.id ?? "";
    if (now !== heard) {
      // Whatever else is switched off: nobody is recorded without having heard it.
      cue(now ? "recording" : "recorded", { always: true });
      heard = now;
    }
    if (!recording || !isHere || now === asked || agreesTo(recording)) return;
    asked = now;
    openDialog((close) => h(ConsentDialog, { recording, close }));
  });
}

/** Somebody wants to come into a channel that is recorded. @param {ActiveRecording} recording @param {() => void} join */
export function askBeforeJoining(recording, join) {
  openDialog((close) => h(ConsentDialog, { recording, close, join }));
}
