/** @import { ComponentChildren } from "preact" */
import { SelectField } from "app/components/fields.js";
import { ChannelType } from "app/lib/channel-types.js";
import { h } from "app/lib/html.js";
import { channelTree } from "app/stores/channel-tree.js";

/**
 * Choose one of a server's channels, or none ("").
 * @param {{ guildId: string, label: string, value: string, onChange: (id: string) => void, types?: readonly number[],
 *   none?: string | null, hint?: ComponentChildren, disabled?: boolean, error?: string }} props none: what the empty choice is called; null leaves it out
 */
export function ChannelSelect({
  guildId,
  types = [ChannelType.TEXT, ChannelType.ANNOUNCEMENT],
  none = "None",
  ...field
}) {
  const fitting = channelTree(guildId)
    .flatMap((section) => section.channels)
    .filter((channel) => types.includes(channel.type));
  const known = !field.value || fitting.some(({ id }) => id === field.value);
  return h(SelectField, {
    ...field,
    options: [
      ...(none === null ? [] : [/** @type {[string, string]} */ (["", none])]),
      ...(known
        ? []
        : [/** @type {[string, string]} */ ([field.value, "A channel you cannot see"])]),
      ...fitting.map(
        ({ id, name, type }) =>
          /** @type {[string, string]} */ ([
            id,
            `${type === ChannelType.VOICE || type === ChannelType.STAGE ? "" : "#"}${name}`,
          ]),
      ),
    ],
  });
}
