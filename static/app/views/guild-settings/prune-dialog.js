import * as api from "app/api/guilds.js";
import { FormDialog } from "app/components/dialog.js";
import { SelectField } from "app/components/fields.js";
import { Reason } from "app/components/member-dialogs.js";
import { RolePicker } from "app/components/role-picker.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";
import { toast } from "app/stores/overlays.js";
import { useEffect, useState } from "preact/hooks";

const DAYS = /** @type {[string, string][]} */ ([
  ["7", "7 days"],
  ["14", "14 days"],
  ["30", "30 days"],
]);

/** Remove who was not here for long; whom that would be is counted first. @param {{ guildId: string, close: () => void }} props */
export function PruneDialog({ guildId, close }) {
  const [days, setDays] = useState("30");
  const [roles, setRoles] = useState(/** @type {string[]} */ ([]));
  const [reason, setReason] = useState("");
  const [count, setCount] = useState(/** @type {number | null} */ (null));
  const [failure, setFailure] = useState("");
  const wanted = roles.join(",");
  useEffect(() => {
    let stale = false;
    setCount(null);
    setFailure("");
    api.pruneCount(guildId, Number(days), roles).then(
      ({ pruned }) => !stale && setCount(pruned),
      (error) => !stale && setFailure(error.message),
    );
    return () => {
      stale = true;
    };
  }, [guildId, days, wanted]);
  const prune = async () => {
    const { pruned } = await api.prune(guildId, Number(days), roles, reason || undefined);
    toast(`${plural(pruned ?? 0, "member")} removed`);
  };
  return h(
    FormDialog,
    {
      title: "Remove inactive members",
      action: count ? `Remove ${plural(count, "member")}` : "Remove",
      danger: true,
      disabled: !count,
      onClose: close,
      onSubmit: prune,
      class: "small",
    },
    h(SelectField, { label: "Not seen for", value: days, options: DAYS, onChange: setDays }),
    h(RolePicker, {
      guildId,
      label: "Also those with these roles",
      hint: "Members with any other role stay.",
      value: roles,
      onChange: setRoles,
    }),
    h(Reason, { value: reason, onInput: setReason }),
    html`<p role="status" class="prune-count">${failure || (count === null ? "Counting…" : count ? `${plural(count, "member")} would be removed. They can come back with an invite.` : "Nobody was away that long.")}</p>`,
  );
}
