import { copyInvite } from "app/actions/guilds.js";
import * as api from "app/api/guilds.js";
import { channelTitle } from "app/components/channel-name.js";
import { Dialog } from "app/components/dialog.js";
import { SelectField } from "app/components/fields.js";
import { ErrorState } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { useEffect, useState } from "preact/hooks";

const AGES = /** @type {[string, string][]} */ ([
  ["1800", "30 minutes"],
  ["3600", "1 hour"],
  ["21600", "6 hours"],
  ["86400", "1 day"],
  ["604800", "7 days"],
  ["0", "Never"],
]);
const USES = /** @type {[string, string][]} */ ([
  ["0", "No limit"],
  ["1", "1 use"],
  ["5", "5 uses"],
  ["10", "10 uses"],
  ["25", "25 uses"],
  ["100", "100 uses"],
]);

/** A link to give to people. @param {{ guildId: string, channelId: string, close: () => void }} props */
export function InviteDialog({ guildId, channelId, close }) {
  const [age, setAge] = useState("604800");
  const [uses, setUses] = useState("0");
  const [code, setCode] = useState("");
  const [failure, setFailure] = useState("");
  const [round, setRound] = useState(0);
  useEffect(() => {
    let stale = false;
    setCode("");
    setFailure("");
    api.createInvite(channelId, { max_age: Number(age), max_uses: Number(uses) }).then(
      (invite) => !stale && setCode(invite.code),
      (error) => !stale && setFailure(error.message),
    );
    return () => {
      stale = true;
    };
  }, [channelId, age, uses, round]);
  const link = code && `${location.origin}/invite/${code}`;
  return h(
    Dialog,
    { title: `Invite people to ${guilds.get(guildId)?.name}`, onClose: close, class: "small" },
    html`<div class="dialog-body">
      <p class="faint">They arrive in ${channelTitle(channels.get(channelId))}.</p>
      ${
        failure
          ? h(ErrorState, { title: failure, onRetry: () => setRound(round + 1) })
          : html`<div class="copy-row">
              <input type="text" readonly aria-label="Invite link" value=${link || "…"} onFocus=${(/** @type {any} */ e) => e.currentTarget.select()} />
              <button type="button" class="button primary" disabled=${!code} autofocus onClick=${() => copyInvite(code)}>Copy</button>
            </div>`
      }
      <div class="field-pair">
        ${h(SelectField, { label: "Expires after", value: age, options: AGES, onChange: setAge })}
        ${h(SelectField, { label: "Limit", value: uses, options: USES, onChange: setUses })}
      </div>
    </div>`,
  );
}
