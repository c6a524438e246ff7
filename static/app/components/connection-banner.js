import { hurry } from "app/gateway/connection.js";
import { html } from "app/lib/html.js";
import { connection, lostAt } from "app/stores/session.js";
import { useEffect, useState } from "preact/hooks";

/** A short loss goes unmentioned. */
const PATIENCE_MS = 3000;
const BACK_MS = 1500;

/** Tells when the connection is lost, and that it is back. */
export function ConnectionBanner() {
  const lost = lostAt.value;
  const [shown, setShown] = useState(/** @type {"" | "lost" | "back"} */ (""));
  useEffect(() => {
    if (lost) {
      const timer = setTimeout(
        () => setShown("lost"),
        Math.max(0, lost + PATIENCE_MS - Date.now()),
      );
      return () => clearTimeout(timer);
    }
    setShown((before) => (before === "lost" ? "back" : ""));
    const timer = setTimeout(() => setShown(""), BACK_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!shown) return null;
  if (shown === "back")
    return html`<div class="connection-banner" data-state="back" role="status">Connected again</div>`;
  const connecting = connection.value === "connecting";
  return html`<div class="connection-banner" data-state="lost" role="status">
    <span class="spinner" aria-hidden="true"></span>
    ${connecting ? "Connecting…" : "The connection is lost. What you write is kept."}
    ${!connecting && html`<button type="button" class="link" onClick=${hurry}>Try now</button>`}
  </div>`;
}
