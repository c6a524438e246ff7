/** @import { Anchor, Menu, User } from "app/types" */

import { attempt } from "app/actions/attempt.js";
import { openDirect } from "app/actions/direct.js";
import * as api from "app/api/guilds.js";
import { changeMyStageVoice, changeStageVoice } from "app/api/stages.js";
import { openServerProfile } from "app/components/dialogs/server-profile-dialog.js";
import {
  BanDialog,
  KickDialog,
  MoveDialog,
  NickDialog,
  RolesDialog,
  TimeoutDialog,
} from "app/components/member-dialogs.js";
import { openContextMenu, openMenu } from "app/components/menu.js";
import { relationshipItems } from "app/components/relationship-items.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h } from "app/lib/html.js";
import { isTimedOut, Permission } from "app/lib/permissions.js";
import { aboveRole, canInChannel, canInGuild, outranks } from "app/stores/access.js";
import { channels } from "app/stores/channels.js";
import { memberOf } from "app/stores/members.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { sortedRoles } from "app/stores/roles.js";
import { myId } from "app/stores/session.js";
import { voiceStateOf } from "app/stores/voice.js";
import { isSilencedHere, setVolume, toggleSilenced, volumeOf } from "app/stores/voice-settings.js";

/** @param {MouseEvent} event @param {User} user @param {string | undefined} guildId */
export function openMemberMenu(event, user, guildId) {
  openContextMenu(event, user.username, () => memberMenu(user, guildId));
}

/** @param {Anchor} anchor @param {User} user @param {string | undefined} guildId */
export function openMemberMenuAt(anchor, user, guildId) {
  openMenu(anchor, user.username, () => memberMenu(user, guildId));
}

/**
 * @param {User} user
 * @param {string | undefined} guildId
 * @returns {Menu}
 */
function memberMenu(user, guildId) {
  const isMe = user.id === myId.value;
  /** @type {Menu} */
  const items = [];
  if (!isMe && !user.system)
    items.push({ label: "Message", icon: "message-circle", run: () => void openDirect(user.id) });
  items.push({ label: "Copy username", icon: "copy", run: () => void copy(user.username) });
  items.push(null, ...relationshipItems(user), null, ...voiceItems(user, guildId ?? ""));
  const member = guildId ? memberOf(guildId, user.id) : undefined;
  if (!guildId || !member) return items;

  const below = outranks(guildId, user.id);
  /** @param {bigint} permission */
  const may = (permission) => canInGuild(guildId, permission);
  items.push(null);
  if (isMe)
    items.push({ label: "Your profile here", icon: "user", run: () => openServerProfile(guildId) });
  else if (below && may(Permission.MANAGE_NICKNAMES)) {
    items.push({
      label: "Change nickname",
      icon: "pencil",
      run: () => openDialog((close) => h(NickDialog, { user, guildId, close })),
    });
  }
  const givable = sortedRoles(guildId).some(
    (role) => role.id !== guildId && !role.managed && aboveRole(guildId, role.position),
  );
  if (may(Permission.MANAGE_ROLES) && givable) {
    items.push({
      label: "Roles",
      icon: "shield",
      run: () => openDialog((close) => h(RolesDialog, { user, guildId, close })),
    });
  }
  items.push(null);
  if (isMe || !below) return items;
  if (may(Permission.MODERATE_MEMBERS)) {
    const timedOut = isTimedOut({ timedOutUntil: member.communication_disabled_until });
    if (timedOut) {
      const run = () =>
        void attempt(api.updateMember(guildId, user.id, { communication_disabled_until: null }));
      items.push({ label: "End timeout", icon: "clock", run });
    } else {
      items.push({
        label: "Time out",
        icon: "clock",
        danger: true,
        run: () => openDialog((close) => h(TimeoutDialog, { user, guildId, close })),
      });
    }
  }
  if (may(Permission.KICK_MEMBERS)) {
    items.push({
      label: "Kick",
      icon: "user-x",
      danger: true,
      run: () => openDialog((close) => h(KickDialog, { user, guildId, close })),
    });
  }
  if (may(Permission.BAN_MEMBERS)) {
    items.push({
      label: "Ban",
      icon: "ban",
      danger: true,
      run: () => openDialog((close) => h(BanDialog, { user, guildId, close })),
    });
  }
  return items;
}

/** What concerns somebody who is in voice. @param {User} user @param {string} guildId @returns {Menu} */
function voiceItems(user, guildId) {
  const state = voiceStateOf(guildId, user.id);
  if (!state?.channel_id) return [];
  const { channel_id: channelId } = state;
  /** @type {Menu} */
  const items = [];
  if (user.id !== myId.value) {
    items.push(
      {
        label: "Volume",
        value: volumeOf(user.id),
        max: 200,
        unit: "%",
        onInput: (value) => setVolume(user.id, value),
      },
      {
        label: "Mute for me",
        checked: isSilencedHere(user.id),
        run: () => toggleSilenced(user.id),
      },
    );
  }
  if (!guildId) return items;
  /** @param {object} change */
  const change = (change) => () => void attempt(api.updateMember(guildId, user.id, change));
  if (channels.get(channelId)?.type === ChannelType.STAGE) {
    items.push(...stageItems(user, guildId, channelId, state.suppress));
  } else if (canInChannel(channelId, Permission.MUTE_MEMBERS)) {
    const run = change({ mute: !state.mute });
    items.push({ label: "Mute for everyone", checked: state.mute, run });
  }
  if (canInChannel(channelId, Permission.DEAFEN_MEMBERS)) {
    const run = change({ deaf: !state.deaf });
    items.push({ label: "Deafen for everyone", checked: state.deaf, run });
  }
  if (user.id !== myId.value && canInChannel(channelId, Permission.MOVE_MEMBERS)) {
    items.push({
      label: "Move to another channel",
      icon: "arrow-right",
      run: () => openDialog((close) => h(MoveDialog, { user, guildId, close })),
    });
    const run = change({ channel_id: null });
    items.push({ label: "Disconnect from voice", icon: "phone-off", danger: true, run });
  }
  return items;
}

/**
 * @param {User} user
 * @param {string} guildId
 * @param {string} channelId
 * @param {boolean} listens
 * @returns {Menu}
 */
function stageItems(user, guildId, channelId, listens) {
  const isMe = user.id === myId.value;
  if (!isMe && !canInChannel(channelId, Permission.MUTE_MEMBERS)) return [];
  // How to speak oneself stands in the panel of the call.
  if (isMe && listens) return [];
  const run = () =>
    void attempt(
      isMe
        ? changeMyStageVoice(guildId, channelId, { suppress: true })
        : changeStageVoice(guildId, channelId, user.id, !listens),
    );
  return [{ label: listens ? "Invite to speak" : "Move to the audience", icon: "radio", run }];
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast("Username copied");
}
