/** @import { LoginSession } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import * as auth from "app/api/auth.js";
import { Icon } from "app/components/icon.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { formatRelative } from "app/lib/time.js";
import { browserOf } from "app/lib/user-agent.js";

/** Where I am signed in. */
export function SessionsPage() {
  const { data, failed, reload, change } = useLoad(
    async () => /** @type {LoginSession[]} */ ((await auth.sessions()).data),
    [],
  );
  /** @param {LoginSession[]} sessions */
  const end = async (sessions) => {
    const answer = await attempt(auth.endSessions(sessions.map(({ id }) => id)));
    if (answer)
      change(
        /** @type {LoginSession[]} */ (data ?? []).filter((session) => !sessions.includes(session)),
      );
  };
  if (failed) return h(ErrorState, { title: "Sessions could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const others = data.filter((session) => !session.is_current);
  return html`<p class="settings-lead">Browsers and apps that are signed in as you. If you do not know one, log it out and change your password.</p>
    <ul class="rows">
      ${[...data]
        .sort((a, b) => Number(b.is_current) - Number(a.is_current))
        .map(
          (session) => html`<li key=${session.id} class="row">
          <span class="row-icon">${h(Icon, { name: "monitor-smartphone" })}</span>
          <div class="row-text">
            <b>${browserOf(session.user_agent)}</b>
            <span>${session.ip} · signed in ${formatRelative(new Date(session.created_at * 1000))}</span>
          </div>
          ${session.is_current ? html`<span class="tag positive">This one</span>` : html`<button type="button" class="button small" onClick=${() => end([session])}>Log out</button>`}
        </li>`,
        )}
    </ul>
    ${others.length > 1 && html`<button type="button" class="button danger" onClick=${() => end(others)}>Log out everywhere else</button>`}`;
}
