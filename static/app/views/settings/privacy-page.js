/** @import { Harvest } from "app/api/users.js" */

import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/users.js";
import { SureDialog } from "app/components/confirm.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";

import { h, html } from "app/lib/html.js";
import { formatBytes } from "app/lib/text.js";
import { formatMoment } from "app/lib/time.js";
import { openDialog, toast } from "app/stores/overlays.js";

const WORKING = [0, 1];

/** What is kept of me: a copy, and its end. */
export function PrivacyPage() {
  const { data, failed, reload } = useLoad(
    async () => ({ harvest: await api.harvest(), deletion: await api.deletion() }),
    [],
  );
  if (failed) return h(ErrorState, { title: "This could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const ask = () =>
    openDialog((close) =>
      h(SureDialog, {
        title: "Make a copy of your data?",
        text: "Your messages, files, settings and everything else that is kept of you, in one file. Whoever has it can read it all.",
        action: "Make a copy",
        run: async (sure) => {
          await api.askForHarvest(sure);
          reload();
        },
        close,
      }),
    );
  return html`<section class="settings-section">
      <h4>Your data</h4>
      ${h(Copy, { harvest: data.harvest, ask, reload })}
    </section>
    ${h(Ending, { eraseAt: data.deletion?.erase_at, onChange: reload })}`;
}

/** @param {{ harvest: Harvest | undefined, ask: () => void, reload: () => void }} props */
function Copy({ harvest, ask, reload }) {
  if (harvest && WORKING.includes(harvest.status))
    return html`<p class="settings-lead" role="status">Your copy is being made. This may take a while.</p>
      <button type="button" class="button" onClick=${reload}>Look again</button>`;
  const lead = harvest?.url
    ? `Your copy is ready until ${formatMoment(new Date(harvest.expires_at ?? 0))}.`
    : harvest?.status === 2
      ? "Your copy could not be made. Try again, and tell whoever runs this instance."
      : "Take along what you wrote and sent, and see what is kept of you.";
  return html`<p class="settings-lead">${lead}</p>
    <div class="button-row">
      ${harvest?.url && html`<a class="button primary" href=${harvest.url} download>Download (${formatBytes(harvest.size ?? 0)})</a>`}
      <button type="button" class="button" onClick=${ask}>${harvest?.url ? "Make a new copy" : "Make a copy"}</button>
    </div>`;
}

/** @param {{ eraseAt: string | undefined, onChange: () => void }} props */
function Ending({ eraseAt, onChange }) {
  const keep = async () => {
    await attempt(
      api.keepAccount().then(() => {
        toast("Your account stays");
        onChange();
      }),
    );
  };
  const end = () =>
    openDialog((close) =>
      h(SureDialog, {
        title: "Delete your account?",
        text: "You are logged out everywhere now. Log in within the next days and come back to this page if you change your mind. After that your name, pictures, friends and applications are gone; what you wrote stays under “Deleted User”.",
        action: "Delete account",
        run: api.deleteAccount,
        close,
      }),
    );
  return html`<section class="settings-section">
    <h4>Delete your account</h4>
    ${
      eraseAt
        ? html`<p class="settings-lead">Your account will be erased on ${formatMoment(new Date(eraseAt))}.</p>
          <button type="button" class="button primary" onClick=${keep}>Keep my account</button>`
        : html`<p class="settings-lead">Hand over the servers you own first.</p>
          <button type="button" class="button danger" onClick=${end}>Delete account</button>`
    }
  </section>`;
}
