import { deleteGuild } from "app/actions/guilds.js";
import * as api from "app/api/guilds.js";
import { TypedConfirmation } from "app/components/confirm.js";
import { MemberPicker } from "app/components/member-picker.js";
import { h, html } from "app/lib/html.js";
import { guilds, updateGuild } from "app/stores/guilds.js";
import { displayName } from "app/stores/members.js";
import { openDialog } from "app/stores/overlays.js";
import { myId } from "app/stores/session.js";
import { users } from "app/stores/users.js";
import { useState } from "preact/hooks";

/** What only the owner does. @param {{ guildId: string }} props */
export function DangerPage({ guildId }) {
  const guild = guilds.get(guildId);
  const [heir, setHeir] = useState("");
  if (!guild) return null;
  const handOver = () =>
    openDialog((close) =>
      h(TypedConfirmation, {
        title: `Hand ${guild.name} over to ${displayName(guildId, heir)}?`,
        text: "They can do everything then, and you only what your roles allow. Only they can give it back.",
        word: guild.name,
        action: "Hand over",
        code: true,
        run: async (code) => {
          updateGuild(await api.updateGuild(guildId, { owner_id: heir, ...(code && { code }) }));
          setHeir("");
        },
        close,
      }),
    );
  const remove = () =>
    openDialog((close) =>
      h(TypedConfirmation, {
        title: `Delete ${guild.name}?`,
        text: "All its channels and messages are gone for everyone. This cannot be undone.",
        word: guild.name,
        action: "Delete server",
        code: true,
        run: (code) => deleteGuild(guildId, code),
        close,
      }),
    );
  if (guild.owner_id !== myId.value)
    return html`<p class="settings-lead">${displayName(guildId, guild.owner_id)} owns ${guild.name} now.</p>`;
  return html`<section class="settings-section">
      <h4>Hand the server over</h4>
      <p class="settings-lead">The new owner must be a member, and not a bot.</p>
      ${h(MemberPicker, { guildId, label: "New owner", value: heir, onChange: setHeir, without: (id) => id === myId.value || Boolean(users.get(id)?.bot) })}
      <button type="button" class="button" disabled=${!heir} onClick=${handOver}>Hand over</button>
    </section>
    <section class="settings-section">
      <h4>Delete the server</h4>
      <p class="settings-lead">Nobody can bring it back.</p>
      <button type="button" class="button danger" onClick=${remove}>Delete server</button>
    </section>`;
}
