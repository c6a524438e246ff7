/** @import { ShownMessage } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/polls.js";
import { addVote, removeVote, updateMessage } from "app/stores/messages.js";
import { myId } from "app/stores/session.js";

/** The answers I voted for. @param {ShownMessage} message */
export function myVotes(message) {
  const counts = message.poll?.results.answer_counts ?? [];
  return counts.filter((one) => one.me_voted).map(({ id }) => id);
}

/**
 * Vote for an answer, or take the vote back; shown at once and undone if refused.
 * @param {ShownMessage} message
 * @param {number} answer
 */
export async function toggleVote(message, answer) {
  const before = myVotes(message);
  const kept = before.filter((id) => id !== answer);
  const after = before.includes(answer)
    ? kept
    : message.poll?.allow_multiselect
      ? [...before, answer]
      : [answer];
  show(message, before, after);
  const done = await attempt(api.vote(message.channel_id, message.id, after).then(() => true));
  if (!done) show(message, after, before);
}

/** @param {ShownMessage} message */
export async function endPoll(message) {
  const ended = await attempt(api.end(message.channel_id, message.id));
  if (ended) updateMessage(ended);
}

/**
 * @param {ShownMessage} message
 * @param {number[]} before
 * @param {number[]} after
 */
function show(message, before, after) {
  const place = {
    user_id: myId.peek(),
    channel_id: message.channel_id,
    message_id: message.id,
  };
  for (const id of before) if (!after.includes(id)) removeVote({ ...place, answer_id: id });
  for (const id of after) if (!before.includes(id)) addVote({ ...place, answer_id: id });
}
