/** @import { Channel, Overwrite } from "app/types" */
import * as api from "app/api/guilds.js";
import { confirm } from "app/components/confirm.js";
import { ChannelType } from "app/lib/channel-types.js";
import { html } from "app/lib/html.js";
import { channels, putChannel } from "app/stores/channels.js";

/** Whether a channel allows what its category does, and the way back to that. @param {{ channel: Channel, onSynced: () => void }} props */
export function CategorySync({ channel, onSynced }) {
  const category = channels.get(channel.parent_id ?? "");
  if (category?.type !== ChannelType.CATEGORY) return null;
  const rules = category.permission_overwrites ?? [];
  if (sameRules(channel.permission_overwrites ?? [], rules))
    return html`<p class="settings-lead">The same as in ${category.name}.</p>`;
  const sync = () =>
    confirm({
      title: `Take over the permissions of ${category.name}?`,
      text: "What was set for this channel alone is gone then.",
      action: "Take over",
      run: async () => {
        putChannel(await api.updateChannel(channel.id, { permission_overwrites: rules }));
        onSynced();
      },
    });
  return html`<div class="settings-bar">
    <p class="settings-lead">This channel differs from its category ${category.name}.</p>
    <button type="button" class="button small" onClick=${sync}>Sync with category</button>
  </div>`;
}

/** Rules that allow and deny nothing count as none. @param {Overwrite[]} some @param {Overwrite[]} others */
export function sameRules(some, others) {
  return keyOf(some) === keyOf(others);
}

/** @param {Overwrite[]} rules */
function keyOf(rules) {
  return rules
    .filter(({ allow, deny }) => allow !== "0" || deny !== "0")
    .map(({ id, allow, deny }) => `${id}:${allow}:${deny}`)
    .sort()
    .join();
}
