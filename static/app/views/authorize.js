/** @import { Channel } from "app/types" */
/** @import { Consent } from "app/api/oauth2.js" */

import * as api from "app/api/oauth2.js";
import { useSubmit } from "app/components/dialog.js";
import { SelectField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { ErrorState, useLoad } from "app/components/states.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { has } from "app/lib/permissions.js";
import { navigate } from "app/router.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { userName } from "app/stores/users.js";
import { Card, FormError } from "app/views/auth/card.js";
import { permissionGroups } from "app/views/permission-names.js";
import { scopeName } from "app/views/scope-names.js";
import { useEffect, useState } from "preact/hooks";

/** Letting an application act for oneself, or its bot into a server. */
export function AuthorizePage() {
  const link = new URLSearchParams(location.search);
  const { data, failed, reload } = useLoad(() => api.consent(link), [location.search]);
  if (failed)
    return h(
      Card,
      { title: "This link does not work" },
      h(ErrorState, {
        title: "There is no such application here, or it asks for something it may not.",
        onRetry: reload,
      }),
    );
  if (!data) return h(Card, { title: "One moment…" });
  if (data.authorized && link.get("prompt") === "none") return h(KnownAlready, { link, data });
  return h(ConsentForm, { link, data });
}

/** The person has agreed to all of this before, and need not be asked. @param {{ link: URLSearchParams, data: Consent }} props */
function KnownAlready({ link, data }) {
  const { error, submit } = useSubmit(async () => {
    location.assign((await api.answerConsent(link, { authorize: true })).location);
  });
  useEffect(() => void submit(), []);
  return h(
    Card,
    { title: data.application.name },
    error ? h(FormError, { error, known: [] }) : html`<p class="faint">One moment…</p>`,
  );
}

/** @param {{ link: URLSearchParams, data: Consent }} props */
function ConsentForm({ link, data }) {
  const { application, scopes, guilds } = data;
  const wantsBot = scopes.includes("bot");
  const wantsWebhook = scopes.includes("webhook.incoming");
  const wantsGuild = wantsBot || wantsWebhook || !data.redirect_uri;
  const preset = guilds.some(({ id }) => id === link.get("guild_id")) ? link.get("guild_id") : null;
  const isFixed = Boolean(preset) && link.get("disable_guild_select") === "true";
  const [chosen, setChosen] = useState(preset ?? "");
  const guildId = chosen || guilds[0]?.id || "";
  const [channelId, setChannelId] = useState("");
  const { busy, error, submit } = useSubmit(() =>
    send({
      authorize: true,
      ...(wantsGuild && { guild_id: guildId, permissions: data.permissions }),
      ...(wantsWebhook && { webhook_channel_id: channelId }),
    }),
  );
  /** @param {object} answer */
  const send = async (answer) => location.assign((await api.answerConsent(link, answer)).location);
  const cancel = () =>
    data.redirect_uri ? void send({ authorize: false }) : navigate("/channels/@me");
  const asked = BigInt(data.permissions);
  const lines = wantsBot
    ? permissionGroups.flatMap((group) => group.permissions).filter((p) => has(asked, p.bit))
    : [];
  const guild = guilds.find(({ id }) => id === guildId);
  return h(
    Card,
    {
      title: application.name,
      lead: wantsBot
        ? "This application wants to join one of your servers."
        : "This application asks for your permission.",
      foot: html`You are <b>${userName(bootstrap.user ?? undefined)}</b>.`,
    },
    application.description && html`<p class="faint">${application.description}</p>`,
    wantsGuild && !guilds.length
      ? html`<p class="form-error">You can add applications only where you may manage the server. There is no such server.</p>
          <a class="button wide" href="/channels/@me">Back</a>`
      : html`<form onSubmit=${submit}>
          <h2 class="card-subtitle">It will be able to</h2>
          <ul class="asked">${scopes.map((scope) => h(Line, { key: scope, text: scopeName(scope) }))}</ul>
          ${
            wantsGuild &&
            (isFixed
              ? html`<p>Server: <b>${guild?.name}</b></p>`
              : h(SelectField, {
                  label: "Server",
                  value: guildId,
                  options: guilds.map(
                    ({ id, name }) => /** @type {[string, string]} */ ([id, name]),
                  ),
                  onChange: setChosen,
                }))
          }
          ${wantsWebhook && guildId && h(ChannelChoice, { key: guildId, guildId, channelId, onChoose: setChannelId })}
          ${wantsBot && html`<h2 class="card-subtitle">${lines.length ? "In the server it asks to" : "It asks for no special permissions."}</h2>`}
          <ul class="asked">${lines.map((line) => h(Line, { key: line.label, text: line.label }))}</ul>
          ${data.redirect_uri && html`<p class="faint">You will be sent to <b>${hostOf(data.redirect_uri)}</b>.</p>`}
          ${h(FormError, { error, known: [] })}
          <div class="card-buttons">
            <button type="button" class="button quiet" onClick=${cancel}>Cancel</button>
            <button type="submit" class="button primary" disabled=${busy || (wantsWebhook && !channelId)}>Authorise</button>
          </div>
        </form>`,
  );
}

/** @param {{ text: string }} props */
function Line({ text }) {
  return html`<li>${h(Icon, { name: "check", size: 16 })} ${text}</li>`;
}

/**
 * The channel into which an application may post.
 * @param {{ guildId: string, channelId: string, onChoose: (id: string) => void }} props
 */
function ChannelChoice({ guildId, channelId, onChoose }) {
  const { data } = useLoad(() => api.channels(guildId), [guildId]);
  const found = (data ?? []).filter(takesWebhooks);
  useEffect(() => onChoose(found[0]?.id ?? ""), [data]);
  return h(SelectField, {
    label: "Channel",
    value: channelId,
    options: found.map(({ id, name }) => /** @type {[string, string]} */ ([id, `# ${name}`])),
    onChange: onChoose,
  });
}

/** @param {Channel} channel */
const takesWebhooks = ({ type }) =>
  type === ChannelType.TEXT || type === ChannelType.ANNOUNCEMENT || type === ChannelType.FORUM;

/** @param {string} address */
function hostOf(address) {
  try {
    return new URL(address).host || address;
  } catch {
    return address;
  }
}
