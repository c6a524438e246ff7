import * as api from "app/api/guilds.js";
import { profile } from "app/api/users.js";
import { Dialog, FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { ErrorState, Loading, useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { Permission } from "app/lib/permissions.js";
import { canInGuild } from "app/stores/access.js";
import { guilds } from "app/stores/guilds.js";
import { memberOf } from "app/stores/members.js";
import { openDialog } from "app/stores/overlays.js";
import { me, myId } from "app/stores/session.js";
import { useState } from "preact/hooks";

/** What I am called in a server, and what I say of myself there. @param {string} guildId */
export function openServerProfile(guildId) {
  openDialog((close) => h(Loaded, { guildId, close }));
}

/** @param {{ guildId: string, close: () => void }} props */
function Loaded({ guildId, close }) {
  const { data, failed, reload } = useLoad(() => profile(myId.peek(), guildId), [guildId]);
  const title = `Your profile in ${guilds.get(guildId)?.name}`;
  if (data) {
    const { bio = "", pronouns = "" } = data.guild_member_profile ?? {};
    return h(ServerProfileDialog, { guildId, title, bio, pronouns, close });
  }
  return h(
    Dialog,
    { title, onClose: close, class: "small" },
    html`<div class="dialog-body">${failed ? h(ErrorState, { title: "Your profile could not be loaded.", onRetry: reload }) : h(Loading, {})}</div>`,
  );
}

/** @param {{ guildId: string, title: string, bio: string, pronouns: string, close: () => void }} props */
function ServerProfileDialog({ guildId, title, close, ...said }) {
  const before = { nick: memberOf(guildId, myId.peek())?.nick ?? "", ...said };
  const [form, setForm] = useState(before);
  /** @param {Partial<typeof form>} change */
  const set = (change) => setForm((now) => ({ ...now, ...change }));
  const mayRename =
    canInGuild(guildId, Permission.CHANGE_NICKNAME) ||
    canInGuild(guildId, Permission.MANAGE_NICKNAMES);
  const save = () => {
    const nick = form.nick.trim();
    return api.updateOwnMember(guildId, {
      ...(nick !== before.nick && { nick: nick || null }),
      bio: form.bio.trim(),
      pronouns: form.pronouns.trim(),
    });
  };
  return h(
    FormDialog,
    { title, action: "Save", onClose: close, onSubmit: save, class: "small" },
    html`<p>What you leave empty is as everywhere.</p>`,
    h(TextField, {
      label: "Nickname",
      value: form.nick,
      onInput: (nick) => set({ nick }),
      maxLength: 32,
      autofocus: mayRename,
      disabled: !mayRename,
      placeholder: me.value?.global_name || me.value?.username,
      hint: mayRename ? undefined : "You may not change it here.",
    }),
    h(TextField, {
      label: "Pronouns",
      value: form.pronouns,
      onInput: (pronouns) => set({ pronouns }),
      maxLength: 40,
      placeholder: me.value?.pronouns,
    }),
    h(TextField, {
      label: "About you",
      value: form.bio,
      onInput: (bio) => set({ bio }),
      maxLength: 190,
      rows: 3,
    }),
  );
}
