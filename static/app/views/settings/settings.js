import { leave } from "app/actions/session.js";
import { confirm } from "app/components/confirm.js";
import { h } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { openDialog } from "app/stores/overlays.js";
import { AccountPage } from "app/views/settings/account-page.js";
import { AppearancePage } from "app/views/settings/appearance-page.js";
import { AuthorizationsPage } from "app/views/settings/authorizations-page.js";
import { ConnectionsPage } from "app/views/settings/connections-page.js";
import { DeveloperPage } from "app/views/settings/developer-page.js";
import { PrivacyPage } from "app/views/settings/privacy-page.js";
import { ProfilePage } from "app/views/settings/profile-page.js";
import { SecurityPage } from "app/views/settings/security-page.js";
import { SessionsPage } from "app/views/settings/sessions-page.js";
import { SettingsScreen } from "app/views/settings/settings-screen.js";
import { VoiceSettingsPage } from "app/voice/views/settings.js";

/** @type {import("app/views/settings/settings-screen.js").Page[]} */
const PAGES = [
  { id: "profile", title: "Profile", icon: "user", draw: () => h(ProfilePage, {}) },
  { id: "account", title: "Account", icon: "key-round", draw: () => h(AccountPage, {}) },
  { id: "security", title: "Security", icon: "shield-check", draw: () => h(SecurityPage, {}) },
  { id: "connections", title: "Connections", icon: "link", draw: () => h(ConnectionsPage, {}) },
  {
    id: "sessions",
    title: "Sessions",
    icon: "monitor-smartphone",
    draw: () => h(SessionsPage, {}),
  },
  { id: "voice", title: "Voice & video", icon: "mic", draw: () => h(VoiceSettingsPage, {}) },
  { id: "appearance", title: "Appearance", icon: "palette", draw: () => h(AppearancePage, {}) },
  {
    id: "authorizations",
    title: "Authorised apps",
    icon: "shield",
    draw: () => h(AuthorizationsPage, {}),
  },
  { id: "privacy", title: "Privacy & data", icon: "lock", draw: () => h(PrivacyPage, {}) },
  { id: "developer", title: "Applications", icon: "bot", draw: () => h(DeveloperPage, {}) },
];

export function openSettings(page = "profile") {
  openDialog((close) => {
    const logOut = () =>
      confirm({
        title: "Log out?",
        text: "You can log in again at any time.",
        action: "Log out",
        run: leave,
      });
    return h(SettingsScreen, {
      title: "Settings",
      // Without a provider there is nothing to connect.
      pages: PAGES.filter(({ id }) => id !== "connections" || bootstrap.identity_providers.length),
      first: page,
      close,
      acts: [{ label: "Log out", icon: "log-out", run: logOut }],
    });
  });
}
