import { IconButton } from "app/components/icon-button.js";
import { openMenu } from "app/components/menu.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h, html } from "app/lib/html.js";
import { channelTree } from "app/stores/channel-tree.js";
import { channels } from "app/stores/channels.js";

/** @type {ReadonlySet<number>} */
const SPOKEN = new Set([ChannelType.VOICE, ChannelType.STAGE]);

/**
 * Some of a server's channels.
 * @param {{ guildId: string, label: string, value: string[], onChange: (ids: string[]) => void, hint?: string }} props
 */
export function ChannelPicker({ guildId, label, value, onChange, hint }) {
  const free = () =>
    channelTree(guildId)
      .flatMap((section) => section.channels)
      .filter(({ id }) => !value.includes(id));
  /** @param {MouseEvent} event */
  const add = (event) =>
    openMenu({ element: /** @type {Element} */ (event.currentTarget) }, label, () =>
      free().map(({ id, name, type }) => ({
        label: name ?? "",
        icon: SPOKEN.has(type) ? "volume-2" : "hash",
        run: () => onChange([...value, id]),
      })),
    );
  return html`<fieldset class="field">
    <legend>${label}</legend>
    <ul class="role-pills">
      ${value.map((id) => {
        const channel = channels.get(id);
        const sign = channel && !SPOKEN.has(channel.type) ? "#" : "";
        const name = channel ? `${sign}${channel.name}` : "Unknown channel";
        return html`<li key=${id} class="role-pill">${name}${h(IconButton, { icon: "x", label: `Remove ${name}`, size: 14, onClick: () => onChange(value.filter((other) => other !== id)) })}</li>`;
      })}
      <li><button type="button" class="button small" disabled=${!free().length} aria-haspopup="menu" onClick=${add}>Add channel</button></li>
    </ul>
    ${hint && html`<p class="field-hint">${hint}</p>`}
  </fieldset>`;
}
