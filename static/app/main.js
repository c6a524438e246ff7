/** Where the client begins. */

import { startInbox } from "app/actions/inbox.js";
import { startReading } from "app/actions/reading.js";
import { signedOut, startKeepingSession } from "app/actions/session.js";
import { connect } from "app/gateway/connection.js";
import { h } from "app/lib/html.js";
import { startRouting } from "app/router.js";
import { bootstrap, readBootstrap } from "app/stores/bootstrap.js";
import { startRemembering } from "app/stores/preferences.js";
import { me } from "app/stores/session.js";
import { updateSelf } from "app/stores/users.js";
import { App } from "app/views/app.js";
import { startShortcuts } from "app/views/shortcuts.js";
import { startTheme } from "app/views/theme.js";
import { startTitle } from "app/views/title.js";
import { render } from "preact";

readBootstrap(document);
startRemembering();
startTheme();
startRouting();

if (bootstrap.user) {
  updateSelf(bootstrap.user);
  me.value = bootstrap.user;
  startReading();
  startInbox();
  startShortcuts();
  startTitle();
  startKeepingSession();
  connect(signedOut);
}

const root = /** @type {HTMLElement} */ (document.getElementById("app"));
root.textContent = "";
render(h(App, {}), root);
