import { openSettings } from "app/actions/open.js";
import { h, html } from "app/lib/html.js";
import { callPhase, quality } from "app/stores/call.js";
import { openDialog } from "app/stores/overlays.js";
import { SelfTestDialog } from "app/voice/views/self-test-dialog.js";

/** The figures of the connection. @param {{ close: () => void }} props */
export function Details({ close }) {
  const now = quality.value;
  const test = () => {
    close();
    openDialog((done) => h(SelfTestDialog, { close: done }));
  };
  const settings = () => {
    close();
    void openSettings("voice");
  };
  return html`<section class="call-details">
    <h2>Connection</h2>
    ${
      now && callPhase.value === "connected"
        ? html`<dl>
          ${row("Ping", now.ping === null ? "–" : `${Math.round(now.ping)} ms`)}
          ${row("Packet loss", `${(now.loss * 100).toFixed(1)} %`)}
          ${row("Jitter", `${Math.round(now.jitter)} ms`)}
          ${row("Sending", bitrate(now.up))}
          ${row("Receiving", bitrate(now.down))}
          ${row("Codec", now.codec || "–")}
          ${row("Way", `${now.protocol || "–"}${now.isRelayed ? ", through a relay" : ", direct"}`)}
        </dl>`
        : html`<p class="faint">There is no connection at the moment.</p>`
    }
    <div class="button-row">
      <button type="button" class="button small" onClick=${test}>Test connection</button>
      <button type="button" class="button small quiet" onClick=${settings}>Voice settings</button>
    </div>
  </section>`;
}

/** @param {string} name @param {string} value */
const row = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** @param {number} bits */
const bitrate = (bits) =>
  bits >= 1e6 ? `${(bits / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bits / 1000)} kbit/s`;
