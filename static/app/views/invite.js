/** @import { Invite } from "app/types" */

import * as api from "app/api/guilds.js";
import { useSubmit } from "app/components/dialog.js";
import { useLoad } from "app/components/states.js";
import { iconUrl, splashUrl } from "app/lib/assets.js";
import { h, html } from "app/lib/html.js";
import { formatNumber, initials } from "app/lib/text.js";
import { channelPath, guildPath, homePath } from "app/router.js";
import { noteJoined } from "app/stores/arrivals.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { userName } from "app/stores/users.js";
import { Card, FormError } from "app/views/auth/card.js";

/** Where an invite link leads. @param {{ code: string }} props */
export function InvitePage({ code }) {
  const { data: invite, failed } = useLoad(() => api.invite(decodeURIComponent(code)), [code]);
  if (failed) {
    return h(
      Card,
      {
        title: "This invite no longer works",
        lead: "It may have expired or been revoked. Ask for a new one.",
      },
      html`<a class="button wide" href="/channels/@me">Go to ${bootstrap.instance_name}</a>`,
    );
  }
  if (!invite?.guild) return h(Card, { title: "One moment…" });
  return h(Invitation, { invite, code });
}

/** @param {{ invite: Invite, code: string }} props */
function Invitation({ invite, code }) {
  const { guild, inviter } = invite;
  const { busy, error, submit } = useSubmit(async () => {
    const joined = await api.acceptInvite(decodeURIComponent(code));
    const id = joined.guild?.id ?? guild?.id ?? "";
    const isOutside = !joined.guild?.features?.includes("PREVIEW_ENABLED");
    if (joined.show_verification_form && isOutside) {
      location.assign(homePath()); // what is asked opens there by itself
      return;
    }
    noteJoined(id);
    // A fresh page: the new server is in its first READY.
    location.assign(joined.channel ? channelPath(id, joined.channel.id) : guildPath(id));
  });
  if (!guild) return null;
  const url = iconUrl(guild, 80);
  const next = encodeURIComponent(`/invite/${code}`);
  const signedIn = bootstrap.user !== null;
  return h(
    Card,
    {
      title: guild.name,
      background: splashUrl(guild),
      picture: html`<span class="invite-icon">${url ? html`<img src=${url} alt="" />` : html`<span class="initials" data-text=${initials(guild.name)}></span>`}</span>`,
      lead: inviter
        ? html`<b>${userName(inviter)}</b> invites you to join.`
        : "You are invited to join.",
      foot: signedIn
        ? html`You are <b>${userName(bootstrap.user ?? undefined)}</b>.`
        : html`New here? <a href=${`/register?next=${next}`}>Create an account</a>`,
    },
    html`<div class="invite-guild">
      <p class="invite-counts">
        ${invite.approximate_presence_count !== undefined && html`<span><i class="dot online"></i>${formatNumber(invite.approximate_presence_count)} online</span>`}
        ${invite.approximate_member_count !== undefined && html`<span><i class="dot"></i>${formatNumber(invite.approximate_member_count)} ${invite.approximate_member_count === 1 ? "member" : "members"}</span>`}
      </p>
      ${guild.description && html`<p class="faint">${guild.description}</p>`}
    </div>
    ${h(FormError, { error, known: [] })}
    ${
      signedIn
        ? html`<form onSubmit=${submit}><button type="submit" class="button primary wide" disabled=${busy} autofocus>Join ${guild.name}</button></form>`
        : html`<a class="button primary wide" href=${`/login?next=${next}`}>Log in to join</a>`
    }`,
  );
}
