import { h } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInGuild } from "app/stores/access.js";
import { guilds } from "app/stores/guilds.js";
import { openDialog } from "app/stores/overlays.js";
import { BansPage } from "app/views/guild-settings/bans-page.js";
import { InvitesPage } from "app/views/guild-settings/invites-page.js";
import { OverviewPage } from "app/views/guild-settings/overview-page.js";
import { RolesPage } from "app/views/guild-settings/roles-page.js";
import { SettingsScreen } from "app/views/settings/settings-screen.js";

/** @param {string} guildId */
export function openGuildSettings(guildId) {
  const all = /** @type {const} */ ([
    ["overview", "Overview", "info", Permission.MANAGE_GUILD, () => h(OverviewPage, { guildId })],
    ["roles", "Roles", "shield", Permission.MANAGE_ROLES, () => h(RolesPage, { guildId })],
    ["invites", "Invites", "link", Permission.MANAGE_GUILD, () => h(InvitesPage, { guildId })],
    ["bans", "Bans", "ban", Permission.BAN_MEMBERS, () => h(BansPage, { guildId })],
  ]);
  const pages = all
    .filter(([, , , permission]) => canInGuild(guildId, permission))
    .map(([id, title, icon, , draw]) => ({ id, title, icon, draw }));
  openDialog((close) =>
    h(SettingsScreen, {
      title: guilds.peek(guildId)?.name ?? "Server",
      pages,
      first: pages[0]?.id ?? "",
      close,
    }),
  );
}
