/** @import { Integration } from "app/types" */
import * as api from "app/api/guilds.js";
import { Avatar } from "app/components/avatar.js";
import { confirm } from "app/components/confirm.js";
import { Icon } from "app/components/icon.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { timeOf } from "app/lib/snowflake.js";
import { formatDay } from "app/lib/time.js";
import { userName } from "app/stores/users.js";

/** Applications that were let in. @param {{ guildId: string }} props */
export function AppsPage({ guildId }) {
  const { data, failed, reload, change } = useLoad(() => api.integrations(guildId), [guildId]);
  if (failed) return h(ErrorState, { title: "Apps could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  if (!data.length)
    return h(
      EmptyState,
      { icon: "bot", title: "No app was let in yet." },
      "Whoever built one has a link with which you add it.",
    );
  /** @param {Integration} app */
  const remove = (app) =>
    confirm({
      title: `Remove ${app.name}?`,
      text: "Its bot leaves, and its webhooks and commands go with it.",
      action: "Remove app",
      run: async () => {
        await api.deleteIntegration(guildId, app.id);
        change(data.filter((other) => other !== app));
      },
    });
  return html`<p class="settings-lead">Bots have the permissions of their roles. Whoever removes one here removes its bot.</p>
    <ul class="rows">
      ${data.map((app) => {
        const bot = app.application?.bot;
        return html`<li key=${app.id} class="row">
          ${bot ? h(Avatar, { user: bot, size: 40 }) : html`<span class="row-icon">${h(Icon, { name: "plug" })}</span>`}
          <div class="row-text">
            <b>${app.name}</b>
            <span>${[app.user && `added by ${userName(app.user)}`, formatDay(timeOf(app.id))].filter(Boolean).join(" · ")}</span>
          </div>
          <button type="button" class="button small danger" aria-label=${`Remove ${app.name}`} onClick=${() => remove(app)}>Remove</button>
        </li>`;
      })}
    </ul>`;
}
