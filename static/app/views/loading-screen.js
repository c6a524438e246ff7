import { MessageSkeletons } from "app/components/messages/skeletons.js";
import { AfterPause } from "app/components/states.js";
import { hurry } from "app/gateway/connection.js";
import { h, html } from "app/lib/html.js";
import { connection } from "app/stores/session.js";

/** The shape of the screen before its content is there. */
export function LoadingScreen() {
  const waiting = connection.value === "waiting";
  return html`<div class="main-screen loading" aria-busy="true">
    <div class="nav-pane">
      <div class="rail"></div>
      <div class="nav-column"><div class="nav-header"></div></div>
    </div>
    <main class="main-pane">
      <div class="chat-header"></div>
      <div class="message-area">
        ${h(AfterPause, {}, h(MessageSkeletons, { count: 7 }))}
        ${h(
          AfterPause,
          {},
          html`<p class="loading-text" role="status">
            ${waiting ? html`The server cannot be reached. <button type="button" class="link" onClick=${hurry}>Try now</button>` : "Connecting…"}
          </p>`,
        )}
      </div>
    </main>
  </div>`;
}
