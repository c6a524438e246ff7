/** @import { FormField, JoinRequest } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/join-requests.js";
import { Avatar } from "app/components/avatar.js";
import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { changesOfRequests } from "app/stores/join-requests.js";
import { openDialog } from "app/stores/overlays.js";
import { userName } from "app/stores/users.js";
import { useState } from "preact/hooks";

const MOST_OF_A_REASON = 160;

/** Who waits for a moderator, with what they answered. @param {{ guildId: string }} props */
export function RequestsPage({ guildId }) {
  const { data, failed, reload } = useLoad(
    () => api.joinRequests(guildId, { status: "SUBMITTED" }),
    [guildId, changesOfRequests.get(guildId)],
  );
  if (failed) return h(ErrorState, { title: "Requests could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  if (!data.guild_join_requests.length)
    return h(EmptyState, { icon: "user-check", title: "Nobody waits to be let in." });
  /** @param {JoinRequest} request */
  const approve = async (request) => {
    await attempt(api.decideRequest(guildId, request.id, "APPROVED"));
    reload();
  };
  /** @param {JoinRequest} request */
  const reject = (request) =>
    openDialog((close) => h(RejectDialog, { guildId, request, onDone: reload, close }));
  return html`<ul class="rows">
    ${data.guild_join_requests.map(
      (request) => html`<li key=${request.id} class="row">
        ${request.user && h(Avatar, { user: request.user, size: 40 })}
        <div class="row-text"><b>${nameOf(request)}</b>${answersOf(request).map(([label, text]) => html`<span key=${label}>${label}: ${text}</span>`)}</div>
        <button type="button" class="button small primary" aria-label=${`Let ${nameOf(request)} in`} onClick=${() => void approve(request)}>Let in</button>
        <button type="button" class="button small" aria-label=${`Turn ${nameOf(request)} away`} onClick=${() => reject(request)}>Turn away</button>
      </li>`,
    )}
  </ul>
  ${data.total > data.guild_join_requests.length && html`<p class="field-hint">${data.total - data.guild_join_requests.length} more wait.</p>`}`;
}

/** @param {JoinRequest} request */
function nameOf({ user }) {
  return user ? userName(user) : "";
}

/** What somebody wrote or chose; that they agree to rules goes without saying. @param {JoinRequest} request @returns {[string, string][]} */
function answersOf({ form_responses: fields }) {
  return (fields ?? [])
    .filter((field) => field.field_type !== "TERMS")
    .map((field) => [field.label, answerOf(field)]);
}

/** @param {FormField} field */
function answerOf({ response, choices }) {
  if (response === undefined) return "no answer";
  return String(typeof response === "number" ? choices?.[response] : response);
}

/** @param {{ guildId: string, request: JoinRequest, onDone: () => void, close: () => void }} props */
function RejectDialog({ guildId, request, onDone, close }) {
  const [reason, setReason] = useState("");
  return h(
    FormDialog,
    {
      title: `Turn ${nameOf(request)} away?`,
      action: "Turn away",
      danger: true,
      onClose: close,
      onSubmit: async () => {
        await api.decideRequest(guildId, request.id, "REJECTED", reason);
        onDone();
      },
      class: "small",
    },
    html`<p>They leave the server, and may ask again with an invite.</p>`,
    h(TextField, {
      label: "Reason",
      value: reason,
      onInput: setReason,
      maxLength: MOST_OF_A_REASON,
    }),
  );
}
