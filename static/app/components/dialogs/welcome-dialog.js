/** @import { WelcomeScreen } from "app/types" */
import * as api from "app/api/guilds.js";
import { Dialog } from "app/components/dialog.js";
import { askQuestions, asksMembers } from "app/components/dialogs/onboarding-dialog.js";
import { openRules } from "app/components/dialogs/rules-dialog.js";
import { Icon } from "app/components/icon.js";
import { ReactionMark } from "app/components/tag-pill.js";
import { h, html } from "app/lib/html.js";
import { channelPath, navigate } from "app/router.js";
import { isPending } from "app/stores/access.js";
import { takeJoined } from "app/stores/arrivals.js";
import { channels } from "app/stores/channels.js";
import { guilds } from "app/stores/guilds.js";
import { openDialog } from "app/stores/overlays.js";

/** Greet me where I have just come in, if the server does that. @param {string} guildId */
export async function greet(guildId) {
  if (!takeJoined(guildId)) return;
  if (isPending(guildId)) await openRules(guildId);
  else if (asksMembers(guildId)) await askQuestions(guildId, true);
  const guild = guilds.peek(guildId);
  if (!guild?.features?.includes("WELCOME_SCREEN_ENABLED")) return;
  const screen = await api.welcomeScreen(guildId).catch(() => null);
  if (screen?.welcome_channels.length || screen?.description)
    openDialog((close) => h(WelcomeDialog, { guildId, screen, close }));
}

/** @param {{ guildId: string, screen: WelcomeScreen, close: () => void }} props */
function WelcomeDialog({ guildId, screen, close }) {
  /** @param {string} id */
  const go = (id) => {
    close();
    navigate(channelPath(guildId, id));
  };
  const shown = screen.welcome_channels.filter(({ channel_id: id }) => channels.get(id));
  return h(
    Dialog,
    { title: `Welcome to ${guilds.get(guildId)?.name}`, onClose: close, class: "small" },
    html`<div class="dialog-body choices">
      ${screen.description && html`<p>${screen.description}</p>`}
      ${shown.map(
        (
          one,
        ) => html`<button key=${one.channel_id} type="button" class="choice" onClick=${() => go(one.channel_id)}>
          ${one.emoji_id || one.emoji_name ? h(ReactionMark, { reaction: one }) : h(Icon, { name: "hash", size: 24 })}<span><b>${one.description}</b><span>#${channels.get(one.channel_id)?.name}</span></span>${h(Icon, { name: "chevron-right" })}
        </button>`,
      )}
    </div>`,
  );
}
