import * as api from "app/api/guilds.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField } from "app/components/fields.js";
import { PURGES, Reason } from "app/components/member-dialogs.js";
import { h, html } from "app/lib/html.js";
import { joinNames, plural } from "app/lib/text.js";
import { displayName } from "app/stores/members.js";
import { toast } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

/** How many are named before they are only counted. */
const NAMED = 6;

/** @param {{ guildId: string, userIds: string[], onDone: () => void, close: () => void }} props */
export function BulkBanDialog({ guildId, userIds, onDone, close }) {
  const [purge, setPurge] = useState("0");
  const [reason, setReason] = useState("");
  const names = userIds.slice(0, NAMED).map((id) => displayName(guildId, id));
  const more = userIds.length - names.length;
  const ban = async () => {
    const { failed_users } = await api.bulkBan(
      guildId,
      userIds,
      Number(purge),
      reason || undefined,
    );
    if (failed_users.length)
      toast(`${plural(failed_users.length, "member")} could not be banned.`, "danger");
    onDone();
  };
  return h(
    FormDialog,
    {
      title: `Ban ${plural(userIds.length, "member")}?`,
      action: "Ban",
      danger: true,
      onClose: close,
      onSubmit: ban,
      class: "small",
    },
    html`<p>${joinNames(more ? [...names, plural(more, "other")] : names)} cannot join again until their bans are lifted.</p>`,
    h(SelectField, { label: "Delete messages", value: purge, options: PURGES, onChange: setPurge }),
    h(Reason, { value: reason, onInput: setReason }),
  );
}
