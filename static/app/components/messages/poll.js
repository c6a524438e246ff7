/** @import { PollAnswer, ShownMessage } from "app/types" */

import { myVotes, toggleVote } from "app/actions/polls.js";
import * as api from "app/api/polls.js";
import { Avatar } from "app/components/avatar.js";
import { Dialog } from "app/components/dialog.js";
import { Icon } from "app/components/icon.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { emojiUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { formatFull, formatRelative } from "app/lib/time.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { openDialog } from "app/stores/overlays.js";

/** A question with its answers: votes while it is open, and always how it stands. @param {{ message: ShownMessage }} props */
export function Poll({ message }) {
  const poll = message.poll;
  if (!poll) return null;
  const counts = new Map(poll.results.answer_counts.map((one) => [one.id, one.count]));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const most = Math.max(0, ...counts.values());
  const ends = new Date(poll.expiry);
  const ended = poll.results.is_finalized || ends.getTime() <= Date.now();
  const mine = myVotes(message);
  const id = `poll-${message.key}`;
  return html`<section class="poll" aria-labelledby=${id}>
    <h3 id=${id} class="poll-question" dir="auto">${poll.question.text}</h3>
    <p class="poll-hint">${ended ? "This poll has ended." : poll.allow_multiselect ? "Choose one or more answers." : "Choose one answer."}</p>
    <ul class="poll-answers">
      ${poll.answers.map((answer) =>
        h(Answer, {
          key: answer.answer_id,
          message,
          answer,
          count: counts.get(answer.answer_id) ?? 0,
          total,
          mine: mine.includes(answer.answer_id),
          wins: ended && most > 0 && counts.get(answer.answer_id) === most,
          ended,
        }),
      )}
    </ul>
    <p class="poll-foot">
      <button type="button" class="link" onClick=${() => openDialog((close) => h(VotersDialog, { message, close }))}>${plural(total, "vote")}</button>
      <time dateTime=${poll.expiry} title=${formatFull(ends)}>${ended ? "ended" : "ends"} ${formatRelative(ends)}</time>
    </p>
  </section>`;
}

/** @param {{ message: ShownMessage, answer: PollAnswer, count: number, total: number, mine: boolean, wins: boolean, ended: boolean }} props */
function Answer({ message, answer, count, total, mine, wins, ended }) {
  const { text, emoji } = answer.poll_media;
  const share = total ? Math.round((100 * count) / total) : 0;
  const look = html`
    <span class="poll-bar" style=${{ inlineSize: `${share}%` }} aria-hidden="true"></span>
    ${emoji?.id ? html`<img class="emoji" src=${emojiUrl({ id: emoji.id })} alt="" />` : emoji?.name && html`<span class="emoji">${emoji.name}</span>`}
    <span class="poll-text" dir="auto">${text}</span>
    ${mine && h(Icon, { name: "check", size: 16 })}
    <span class="poll-share">${share}%</span>`;
  const label = `${text}, ${plural(count, "vote")}${mine ? ", your vote" : ""}`;
  return html`<li>
    ${
      ended
        ? html`<div class="poll-answer" data-mine=${mine || undefined} data-wins=${wins || undefined} role="img" aria-label=${wins ? `${label}, winner` : label}>${look}</div>`
        : html`<button type="button" class="poll-answer" data-mine=${mine || undefined} aria-pressed=${mine} aria-label=${label} onClick=${() => toggleVote(message, answer.answer_id)}>${look}</button>`
    }
  </li>`;
}

/** Who voted for what. @param {{ message: ShownMessage, close: () => void }} props */
function VotersDialog({ message, close }) {
  const guildId = channels.peek(message.channel_id)?.guild_id;
  const answers = message.poll?.answers ?? [];
  const load = () =>
    Promise.all(
      answers.map((answer) => api.voters(message.channel_id, message.id, answer.answer_id)),
    );
  const { data, failed, reload } = useLoad(load, [message.id]);
  const nobody = data?.every(({ users }) => users.length === 0);
  return h(
    Dialog,
    { title: "Votes", onClose: close, class: "small" },
    html`<div class="dialog-body">
      ${failed && h(ErrorState, { title: "The votes could not be loaded.", onRetry: reload })}
      ${!failed && !data && h(Loading, {})}
      ${nobody && h(EmptyState, { icon: "chart-no-axes-column", title: "Nobody has voted yet." })}
      ${data?.map(
        ({ users }, at) =>
          users.length > 0 &&
          html`<section key=${answers[at].answer_id} class="voters">
            <h3>${answers[at].poll_media.text}</h3>
            <ul>${users.map((user) => html`<li key=${user.id}>${h(Avatar, { user, size: 24 })} <span>${displayName(guildId, user.id, user)}</span></li>`)}</ul>
          </section>`,
      )}
    </div>`,
  );
}
