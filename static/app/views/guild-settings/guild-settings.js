import { h } from "app/lib/html.js";
import { Permission as P } from "app/lib/permissions.js";
import { canInGuild } from "app/stores/access.js";
import { guilds } from "app/stores/guilds.js";
import { openDialog } from "app/stores/overlays.js";
import { myId } from "app/stores/session.js";
import { AppsPage } from "app/views/guild-settings/apps-page.js";
import { AuditLogPage } from "app/views/guild-settings/audit-log-page.js";
import { AutoModPage } from "app/views/guild-settings/automod-page.js";
import { BansPage } from "app/views/guild-settings/bans-page.js";
import { CommunityPage } from "app/views/guild-settings/community-page.js";
import { DangerPage } from "app/views/guild-settings/danger-page.js";
import { EmojiPage } from "app/views/guild-settings/emoji-page.js";
import { InvitesPage } from "app/views/guild-settings/invites-page.js";
import { MembersPage } from "app/views/guild-settings/members-page.js";
import { OnboardingPage } from "app/views/guild-settings/onboarding-page.js";
import { OverviewPage } from "app/views/guild-settings/overview-page.js";
import { RequestsPage } from "app/views/guild-settings/requests-page.js";
import { RolesPage } from "app/views/guild-settings/roles-page.js";
import { RulesPage } from "app/views/guild-settings/rules-page.js";
import { SafetyPage } from "app/views/guild-settings/safety-page.js";
import { SoundsPage } from "app/views/guild-settings/sounds-page.js";
import { StickersPage } from "app/views/guild-settings/stickers-page.js";
import { TemplatePage } from "app/views/guild-settings/template-page.js";
import { WebhooksPage } from "app/views/guild-settings/webhooks-page.js";
import { WelcomePage } from "app/views/guild-settings/welcome-page.js";
import { WidgetPage } from "app/views/guild-settings/widget-page.js";
import { SettingsScreen } from "app/views/settings/settings-screen.js";

/** Pages by what one needs for them: any of it will do, and the owner's need none. */
const PAGES = [
  page("overview", "Overview", "info", "Server", OverviewPage, P.MANAGE_GUILD),
  page("roles", "Roles", "shield", "Server", RolesPage, P.MANAGE_ROLES),
  page(
    "emoji",
    "Emoji",
    "smile",
    "Server",
    EmojiPage,
    P.CREATE_GUILD_EXPRESSIONS,
    P.MANAGE_GUILD_EXPRESSIONS,
  ),
  page(
    "stickers",
    "Stickers",
    "sticker",
    "Server",
    StickersPage,
    P.CREATE_GUILD_EXPRESSIONS,
    P.MANAGE_GUILD_EXPRESSIONS,
  ),
  page(
    "sounds",
    "Soundboard",
    "volume-2",
    "Server",
    SoundsPage,
    P.CREATE_GUILD_EXPRESSIONS,
    P.MANAGE_GUILD_EXPRESSIONS,
  ),
  page("community", "Community", "house", "Server", CommunityPage, P.MANAGE_GUILD),
  page("welcome", "Welcome", "door-open", "Server", WelcomePage, P.MANAGE_GUILD),
  page("onboarding", "Onboarding", "list-filter", "Server", OnboardingPage, P.MANAGE_GUILD),
  page("rules", "Rules", "scroll-text", "Server", RulesPage, P.MANAGE_GUILD),
  page("widget", "Widget", "monitor-smartphone", "Server", WidgetPage, P.MANAGE_GUILD),
  page("template", "Template", "layout-template", "Server", TemplatePage, P.MANAGE_GUILD),
  page("apps", "Apps", "bot", "Apps", AppsPage, P.MANAGE_GUILD),
  page("webhooks", "Webhooks", "webhook", "Apps", WebhooksPage, P.MANAGE_WEBHOOKS),
  page(
    "members",
    "Members",
    "users",
    "People",
    MembersPage,
    P.MANAGE_GUILD,
    P.MANAGE_ROLES,
    P.KICK_MEMBERS,
    P.BAN_MEMBERS,
    P.MODERATE_MEMBERS,
  ),
  page("requests", "Requests", "user-check", "People", RequestsPage, P.KICK_MEMBERS),
  page("invites", "Invites", "link", "People", InvitesPage, P.MANAGE_GUILD),
  page("bans", "Bans", "ban", "People", BansPage, P.BAN_MEMBERS),
  page("safety", "Safety", "shield-check", "Moderation", SafetyPage, P.MANAGE_GUILD),
  page("automod", "AutoMod", "shield-ban", "Moderation", AutoModPage, P.MANAGE_GUILD),
  page("audit-log", "Audit log", "scroll-text", "Moderation", AuditLogPage, P.VIEW_AUDIT_LOG),
  page("danger", "Ownership", "crown", "Owner", DangerPage),
];

/** @param {string} guildId @param {string} [first] */
export function openGuildSettings(guildId, first) {
  const owner = guilds.peek(guildId)?.owner_id === myId.peek();
  const pages = PAGES.filter(({ needs }) =>
    needs.length ? needs.some((bit) => canInGuild(guildId, bit)) : owner,
  ).map(({ View, ...rest }) => ({ ...rest, draw: () => h(View, { guildId }) }));
  openDialog((close) =>
    h(SettingsScreen, {
      title: guilds.get(guildId)?.name ?? "Server",
      pages,
      first: first ?? pages[0]?.id ?? "",
      close,
    }),
  );
}

/**
 * @param {string} id
 * @param {string} title
 * @param {string} icon
 * @param {string} group
 * @param {import("preact").FunctionComponent<{ guildId: string }>} View
 * @param {...bigint} needs any of them will do; without any it is the owner's alone
 */
function page(id, title, icon, group, View, ...needs) {
  return { id, title, icon, group, View, needs };
}
