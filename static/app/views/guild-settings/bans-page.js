/** @import { Ban } from "app/types" */

import * as api from "app/api/guilds.js";
import { Avatar } from "app/components/avatar.js";
import { confirm } from "app/components/confirm.js";
import { FormDialog } from "app/components/dialog.js";
import { SearchBox, SelectField, TextField } from "app/components/fields.js";
import { PURGES, Reason } from "app/components/member-dialogs.js";
import { EmptyState, ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { fold, matchScore } from "app/lib/text.js";
import { openDialog } from "app/stores/overlays.js";
import { userName } from "app/stores/users.js";
import { useState } from "preact/hooks";

/** One request brings as many. */
const PAGE = 1000;

/** @param {{ guildId: string }} props */
export function BansPage({ guildId }) {
  const [query, setQuery] = useState("");
  const { data, failed, reload, change } = useLoad(
    () => api.bans(guildId, { limit: PAGE }),
    [guildId],
  );
  const [more, setMore] = useState(true);
  if (failed) return h(ErrorState, { title: "Bans could not be loaded.", onRetry: reload });
  if (!data) return h(Loading, {});
  const words = fold(query).trim();
  const found = data.filter(
    ({ user, reason }) =>
      !words ||
      user.id === words ||
      matchScore(userName(user), words) > 10 ||
      matchScore(user.username, words) > 10 ||
      fold(reason ?? "").includes(words),
  );
  const loadMore = async () => {
    const next = await api.bans(guildId, { limit: PAGE, after: data.at(-1)?.user.id });
    setMore(next.length === PAGE);
    change([...data, ...next]);
  };
  const banById = () => openDialog((close) => h(BanByIdDialog, { guildId, onDone: reload, close }));
  /** @param {Ban} ban */
  const lift = (ban) =>
    confirm({
      title: `Lift the ban of ${userName(ban.user)}?`,
      text: "They can join again with an invite.",
      action: "Lift ban",
      run: async () => {
        await api.unban(guildId, ban.user.id);
        change(data.filter((other) => other !== ban));
      },
    });
  return html`<div class="settings-tools">
      ${data.length > 0 && h(SearchBox, { label: "Search names and reasons", value: query, onInput: setQuery })}
      <button type="button" class="button" onClick=${banById}>Ban by id</button>
    </div>
    ${!data.length && h(EmptyState, { icon: "ban", title: "Nobody is banned." })}
    ${data.length > 0 && !found.length && h(EmptyState, { icon: "user-search", title: "No ban fits." })}
    <ul class="rows">
      ${found.map(
        (ban) => html`<li key=${ban.user.id} class="row">
          ${h(Avatar, { user: ban.user, size: 40 })}
          <div class="row-text"><b>${userName(ban.user)}</b><span>${ban.reason || "No reason given"}</span></div>
          <button type="button" class="button small" onClick=${() => lift(ban)}>Lift ban</button>
        </li>`,
      )}
    </ul>
    ${more && data.length >= PAGE && html`<button type="button" class="button" onClick=${loadMore}>Show more</button>`}`;
}

/** For those who are not here any more. @param {{ guildId: string, onDone: () => void, close: () => void }} props */
function BanByIdDialog({ guildId, onDone, close }) {
  const [id, setId] = useState("");
  const [purge, setPurge] = useState("0");
  const [reason, setReason] = useState("");
  const fine = /^\d{15,20}$/.test(id.trim());
  return h(
    FormDialog,
    {
      title: "Ban by id",
      action: "Ban",
      danger: true,
      disabled: !fine,
      onClose: close,
      onSubmit: async () => {
        await api.ban(guildId, id.trim(), Number(purge), reason || undefined);
        onDone();
      },
      class: "small",
    },
    h(TextField, {
      label: "User id",
      value: id,
      onInput: setId,
      autofocus: true,
      hint: "Also of somebody who left, or was never here.",
    }),
    h(SelectField, { label: "Delete messages", value: purge, options: PURGES, onChange: setPurge }),
    h(Reason, { value: reason, onInput: setReason }),
  );
}
