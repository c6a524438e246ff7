import * as api from "app/api/users.js";
import { useSubmit } from "app/components/dialog.js";
import { SelectField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { ErrorState, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { has, Permission } from "app/lib/permissions.js";
import { guildPath, navigate } from "app/router.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { userName } from "app/stores/users.js";
import { Card, FormError } from "app/views/auth/card.js";
import { permissionGroups } from "app/views/permission-names.js";
import { useState } from "preact/hooks";

/** Letting a bot into a server. */
export function AuthorizePage() {
  const query = new URLSearchParams(location.search);
  const clientId = query.get("client_id") ?? "";
  const scope = query.get("scope") ?? "bot";
  const asked = /^\d{1,20}$/.test(query.get("permissions") ?? "")
    ? (query.get("permissions") ?? "0")
    : "0";
  const { data, failed, reload } = useLoad(
    () => api.authorization(clientId, scope, asked),
    [clientId],
  );
  const manageable = (data?.guilds ?? []).filter(
    (guild) =>
      has(BigInt(guild.permissions), Permission.MANAGE_GUILD) ||
      has(BigInt(guild.permissions), Permission.ADMINISTRATOR),
  );
  const [chosen, setChosen] = useState(query.get("guild_id") ?? "");
  const guildId = chosen || manageable[0]?.id || "";
  const { busy, error, submit } = useSubmit(async () => {
    await api.authorize(clientId, scope, { guild_id: guildId, permissions: asked });
    location.assign(guildPath(guildId));
  });
  if (failed)
    return h(
      Card,
      { title: "Unknown application" },
      h(ErrorState, { title: "This link does not lead to an application here.", onRetry: reload }),
    );
  if (!data) return h(Card, { title: "One moment…" });
  const lines = permissionGroups
    .flatMap((group) => group.permissions)
    .filter((p) => has(BigInt(asked), p.bit));
  return h(
    Card,
    {
      title: data.application.name,
      lead: "This application wants to join one of your servers.",
      foot: html`You are <b>${userName(bootstrap.user ?? undefined)}</b>.`,
    },
    data.application.description && html`<p class="faint">${data.application.description}</p>`,
    manageable.length
      ? html`<form onSubmit=${submit}>
          ${h(SelectField, { label: "Server", value: guildId, options: manageable.map((guild) => /** @type {[string, string]} */ ([guild.id, guild.name])), onChange: setChosen })}
          <h2 class="card-subtitle">${lines.length ? "It asks to" : "It asks for no special permissions."}</h2>
          <ul class="asked">${lines.map((line) => html`<li key=${line.label}>${h(Icon, { name: "check", size: 16 })} ${line.label}</li>`)}</ul>
          ${h(FormError, { error, known: [] })}
          <div class="card-buttons">
            <button type="button" class="button quiet" onClick=${() => navigate("/channels/@me")}>Cancel</button>
            <button type="submit" class="button primary" disabled=${busy}>Authorise</button>
          </div>
        </form>`
      : html`<p class="form-error">You can add applications only where you may manage the server. There is no such server.</p>
          <a class="button wide" href="/channels/@me">Back</a>`,
  );
}
