import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/guilds.js";
import * as templates from "app/api/templates.js";
import { channelPath, guildPath, homePath, navigate } from "app/router.js";
import { noteJoined } from "app/stores/arrivals.js";
import { firstChannel } from "app/stores/channel-tree.js";
import { guilds } from "app/stores/guilds.js";
import { ownRequests } from "app/stores/join-requests.js";
import { toast } from "app/stores/overlays.js";
import { lastSeen } from "app/stores/preferences.js";

/** @param {string} code of a template @param {string} name */
export async function createFromTemplate(code, name) {
  const guild = await templates.createFromTemplate(code, { name });
  await arrival(guild.id);
  openGuild(guild.id);
}

/** Until the gateway tells of a new guild; usually it is there already. */
const PATIENCE_MS = 5000;

/** @param {string} name @param {string | null} icon */
export async function createGuild(name, icon) {
  const guild = await api.createGuild({ name, ...(icon && { icon }) });
  await arrival(guild.id);
  openGuild(guild.id);
}

/** @param {string} code */
export async function joinGuild(code) {
  const invite = await api.acceptInvite(code);
  const guildId = invite.guild?.id;
  // Outside until somebody lets me in: what is asked opens by itself.
  if (!guildId || ownRequests.peek(guildId)) return;
  if (invite.show_verification_form && !invite.guild?.features?.includes("PREVIEW_ENABLED")) return;
  noteJoined(guildId);
  await arrival(guildId);
  if (invite.channel) navigate(channelPath(guildId, invite.channel.id));
  else openGuild(guildId);
}

/**
 * Go where I was in this guild, or to its first channel.
 * @param {string} guildId
 * @param {{ keepDrawer?: boolean }} [options]
 */
export function openGuild(guildId, options) {
  const seen = lastSeen.peek()[guildId];
  const path = seen ? channelPath(guildId, seen) : guildPath(guildId, firstChannel(guildId)?.id);
  navigate(path, options);
}

/** @param {string} guildId */
export async function leaveGuild(guildId) {
  const left = await attempt(api.leaveGuild(guildId).then(() => true));
  if (left) navigate(homePath());
}

/** @param {string} guildId @param {string} code of my second factor, if I have one */
export async function deleteGuild(guildId, code) {
  await api.deleteGuild(guildId, code);
  navigate(homePath());
}

/** @param {string} link a code or an address that ends in one */
export function inviteCode(link) {
  return (
    link
      .trim()
      .replace(/[?#].*$/, "")
      .replace(/\/+$/, "")
      .split("/")
      .at(-1) ?? ""
  );
}

/** @param {string} code */
export async function copyInvite(code) {
  await navigator.clipboard.writeText(`${location.origin}/invite/${code}`);
  toast("Invite link copied");
}

/** @param {string} guildId */
function arrival(guildId) {
  return new Promise((done) => {
    const started = Date.now();
    const look = () => {
      if (guilds.peek(guildId) || Date.now() - started > PATIENCE_MS) done(undefined);
      else setTimeout(look, 20);
    };
    look();
  });
}
