/** What a call does by itself while it lasts: it is heard, and tells who comes and goes. */
import { effect } from "@preact/signals";
import { callPhase, callPlace, isSilenced, sentBy } from "app/stores/call.js";
import { myId } from "app/stores/session.js";
import { voiceStatesIn } from "app/stores/voice.js";
import {
  isSilencedHere,
  streamVolumeOf,
  voiceSettings,
  volumeOf,
} from "app/stores/voice-settings.js";
import { audioContext, outputDevice } from "app/voice/audio.js";
import { Playback } from "app/voice/playback.js";
import { cue } from "app/voice/sounds.js";

/** Play everybody, until the function that is returned is called. */
export function startHearing() {
  const player = new Playback();
  const ends = [
    effect(() => player.play(audible(), voiceSettings.value.deaf)),
    watchOutput(player),
    watchPeople(),
  ];
  return () => {
    for (const end of ends) end();
    player.close();
  };
}

/** To another device when one is chosen, and again when the browser lets us. @param {Playback} player */
function watchOutput(player) {
  let output = "";
  return effect(() => {
    if (voiceSettings.value.output !== output) {
      output = voiceSettings.value.output;
      player.route();
      void outputDevice(audioContext());
    }
    if (!isSilenced.value) player.wake();
  });
}

/** What is to be heard, and how loud. */
function audible() {
  const found = new Map();
  for (const userId of sentBy.keys()) {
    const silenced = isSilencedHere(userId);
    for (const { id, source, track } of sentBy.get(userId) ?? []) {
      if (track?.kind !== "audio") continue;
      const percent = source === "microphone" ? volumeOf(userId) : streamVolumeOf(userId);
      found.set(id, { track, volume: silenced ? 0 : percent / 100 });
    }
  }
  return found;
}

/** Hear it when somebody comes or goes. */
function watchPeople() {
  let before = new Set();
  let where = "";
  return effect(() => {
    const place = callPlace.value;
    const now = new Set(
      (place ? voiceStatesIn(place.guildId, place.channelId) : [])
        .map(({ user_id }) => user_id)
        .filter((id) => id !== myId.peek()),
    );
    const isSame = where === place?.channelId && callPhase.peek() === "connected";
    const came = isSame && [...now].some((id) => !before.has(id));
    const went = isSame && [...before].some((id) => !now.has(id));
    before = now;
    where = place?.channelId ?? "";
    if (came) cue("came");
    else if (went) cue("went");
  });
}
