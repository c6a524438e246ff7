/** @import { ActiveRecording } from "app/types" */
import { leaveVoice } from "app/actions/voice.js";
import { answerRecording } from "app/api/recordings.js";
import { ApiError } from "app/api/request.js";
import { Dialog } from "app/components/dialog.js";
import { h, html } from "app/lib/html.js";
import { callPlace } from "app/stores/call.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { agreesTo, recordingIn } from "app/stores/recordings.js";
import { useEffect, useRef, useState } from "preact/hooks";

/**
 * Ask me whether I may be recorded: in the channel, or (`join`) before I come in.
 * @param {{ recording: ActiveRecording, close: () => void, join?: () => void }} props
 */
export function ConsentDialog({ recording, close, join }) {
  const { channel_id: channelId, guild_id: guildId, started_by: by } = recording;
  const current = recordingIn(channelId);
  const isOver = current?.id !== recording.id;
  const isAnswered = !isOver && agreesTo(current);
  const isGone = !join && callPlace.value?.channelId !== channelId;
  const isDone = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const finish = () => {
    if (isDone.current) return;
    isDone.current = true;
    close();
    join?.();
  };
  useEffect(() => {
    if (isOver || isAnswered || isGone) finish();
  }, [isOver, isAnswered, isGone]);
  /** @param {boolean} consents */
  const say = async (consents) => {
    setBusy(true);
    setProblem("");
    try {
      await answerRecording(recording, consents);
      finish();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.message);
      setBusy(false);
    }
  };
  const who = by ? displayName(guildId, by) : "Somebody";
  const name = channels.get(channelId)?.name ?? "this channel";
  const leave = () => {
    close();
    if (!join) void leaveVoice();
  };
  return h(
    Dialog,
    {
      title: join ? `${name} is being recorded` : "You are asked to be recorded",
      onClose: close,
      class: "small",
    },
    html`<div class="dialog-body">
        <p>${who} records what is said in ${name}. Who may record here, and everybody who is recorded, can listen to it later.</p>
        <p>You are not recorded unless you agree. ${join ? "If you come in without agreeing, the recording ends." : "If you decline, or say nothing for half a minute, the recording ends for everybody."}</p>
        ${problem && html`<p class="form-error" role="alert">${problem}</p>`}
      </div>
      <footer class="dialog-footer consent-footer">
        <button type="button" class="button quiet" onClick=${leave}>${join ? "Stay out" : "Leave channel"}</button>
        <button type="button" class="button" disabled=${busy} onClick=${() => void say(false)}>${join ? "Join without" : "Decline"}</button>
        <button type="button" class="button primary" disabled=${busy} onClick=${() => void say(true)}>${join ? "Agree and join" : "Agree"}</button>
      </footer>`,
  );
}
