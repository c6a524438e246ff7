/** @import { AuditEntry, AuditLog } from "app/types" */

import * as api from "app/api/guilds.js";
import { Avatar } from "app/components/avatar.js";
import { SelectField } from "app/components/fields.js";
import { Icon } from "app/components/icon.js";
import { MemberPicker } from "app/components/member-picker.js";
import { EmptyState, ErrorState, Loading } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { timeOf } from "app/lib/snowflake.js";
import { formatFull, formatMoment } from "app/lib/time.js";
import { learnUser, users } from "app/stores/users.js";
import { ACTIONS, actionOf } from "app/views/guild-settings/audit-actions.js";
import { actorOf, changesOf, sentenceOf } from "app/views/guild-settings/audit-text.js";
import { useEffect, useState } from "preact/hooks";

const PAGE = 50;

/** Who did what, the newest first. @param {{ guildId: string }} props */
export function AuditLogPage({ guildId }) {
  const [actor, setActor] = useState("");
  const [action, setAction] = useState("");
  const { log, failed, hasMore, busy, more } = useAuditLog(guildId, actor, action);
  return html`<div class="settings-tools">
      ${h(MemberPicker, { guildId, label: "By", value: actor, onChange: setActor })}
      ${h(SelectField, { label: "Action", value: action, options: [["", "Everything"], ...[...ACTIONS].map(([type, { label }]) => /** @type {[string, string]} */ ([String(type), label]))], onChange: setAction })}
    </div>
    ${
      failed && !log
        ? h(ErrorState, { title: "The audit log could not be loaded.", onRetry: more })
        : !log
          ? h(Loading, {})
          : log.audit_log_entries.length
            ? html`<ul class="rows">${log.audit_log_entries.map((entry) => h(Entry, { key: entry.id, entry, log, guildId }))}</ul>`
            : h(EmptyState, {
                icon: "scroll-text",
                title:
                  actor || action ? "Nothing of the kind was done." : "Nothing was done here yet.",
              })
    }
    ${log && hasMore && html`<button type="button" class="button" disabled=${busy} onClick=${more}>${failed ? "Try again" : "Show older"}</button>`}`;
}

/** @param {{ entry: AuditEntry, log: AuditLog, guildId: string }} props */
function Entry({ entry, log, guildId }) {
  const [open, setOpen] = useState(false);
  const action = actionOf(entry.action_type);
  const user = entry.user_id ? users.get(entry.user_id) : undefined;
  const changes = changesOf(entry, guildId);
  const when = timeOf(entry.id);
  const details = changes.length > 0 || entry.reason;
  const sentence = html`<b>${actorOf(entry, guildId)}</b> ${sentenceOf(entry, log, guildId).map((part, i) => (part.name ? html`<b key=${i}>${part.text}</b>` : part.text))}`;
  return html`<li class="row audit-entry">
    <span class="row-icon" data-tone=${action.tone}>${user ? h(Avatar, { user, size: 40 }) : null}<span class="audit-mark">${h(Icon, { name: action.icon, size: user ? 14 : 20 })}</span></span>
    <div class="row-text">
      ${details ? html`<button type="button" class="audit-sentence" aria-expanded=${open} onClick=${() => setOpen(!open)}>${sentence}</button>` : html`<p class="audit-sentence">${sentence}</p>`}
      <span><time dateTime=${when.toISOString()} title=${formatFull(when)}>${formatMoment(when)}</time></span>
    </div>
    ${details && html`<span class="audit-open" data-open=${open || undefined}>${h(Icon, { name: "chevron-down", size: 18 })}</span>`}
    ${
      open &&
      html`<ul class="audit-changes">
        ${changes.map((line) => html`<li key=${line}>${line}</li>`)}
        ${entry.reason && html`<li>Reason: ${entry.reason}</li>`}
      </ul>`
    }
  </li>`;
}

/** @param {string} guildId @param {string} actor @param {string} action */
function useAuditLog(guildId, actor, action) {
  const [log, setLog] = useState(/** @type {AuditLog | null} */ (null));
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [hasMore, setHasMore] = useState(false);
  /** @param {AuditLog | null} before @param {() => boolean} stale */
  const load = async (before, stale) => {
    setBusy(true);
    setFailed(false);
    try {
      const page = await api.auditLog(guildId, {
        limit: PAGE,
        before: before?.audit_log_entries.at(-1)?.id,
        user_id: actor || undefined,
        action_type: action || undefined,
      });
      if (stale()) return;
      for (const user of page.users) learnUser(user);
      setHasMore(page.audit_log_entries.length === PAGE);
      setLog(before ? joined(before, page) : page);
    } catch {
      if (!stale()) setFailed(true);
    } finally {
      if (!stale()) setBusy(false);
    }
  };
  useEffect(() => {
    let gone = false;
    setLog(null);
    void load(null, () => gone);
    return () => {
      gone = true;
    };
  }, [guildId, actor, action]);
  return { log, failed, busy, hasMore, more: () => void load(log, () => false) };
}

/** @param {AuditLog} a @param {AuditLog} b @returns {AuditLog} */
function joined(a, b) {
  const lists = /** @type {Record<string, unknown[]>} */ (/** @type {unknown} */ (a));
  return /** @type {any} */ (
    Object.fromEntries(
      Object.entries(b).map(([name, list]) => [name, [...(lists[name] ?? []), ...list]]),
    )
  );
}
