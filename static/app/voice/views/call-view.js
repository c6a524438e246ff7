/** @import { Tile as TileOf } from "app/voice/tiles.js" */
import { signal } from "@preact/signals";
import { IconButton } from "app/components/icon-button.js";
import { h, html } from "app/lib/html.js";
import { callPlace } from "app/stores/call.js";
import { tilesOf } from "app/voice/tiles.js";
import { Absent } from "app/voice/views/absent.js";
import { CallControls } from "app/voice/views/controls.js";
import { RecordingBanner } from "app/voice/views/recording-banner.js";
import { Tile } from "app/voice/views/tile.js";

/** The tile that is large, if one is. */
const focused = signal("");
/** Whether the conversation gives way to the pictures. */
const isTall = signal(false);

/** Who is here and what they show: all alike, or one large and the others below. @param {{ channelId: string }} props */
export function CallView({ channelId }) {
  const guildId = callPlace.value?.guildId ?? "";
  const tiles = tilesOf(guildId, channelId);
  const large = tiles.find(({ key }) => key === focused.value);
  const rest = large ? tiles.filter((tile) => tile !== large) : tiles;
  const columns = columnsFor(rest.length);
  /** @param {TileOf} tile */
  const draw = (tile) =>
    h(Tile, {
      key: tile.key,
      tile,
      guildId,
      isLarge: tile === large,
      isSmall: Boolean(large) && tile !== large,
      onFocus: () => {
        focused.value = tile === large ? "" : tile.key;
      },
    });
  return html`<section class="call-view" data-tall=${isTall.value || undefined} data-focus=${Boolean(large) || undefined} aria-label="Call">
    ${h(RecordingBanner, { channelId })}
    ${large && html`<ul class="call-large">${draw(large)}</ul>`}
    <ul class="call-grid" style=${{ "--columns": columns }}>${rest.map(draw)}</ul>
    ${!guildId && h(Absent, { channelId })}
    <div class="call-foot">
      ${h(CallControls, { withLeave: true })}
      ${h(IconButton, {
        icon: isTall.value ? "minimize-2" : "maximize-2",
        label: isTall.value ? "Show the chat" : "Hide the chat",
        class: "call-tall",
        onClick: () => {
          isTall.value = !isTall.value;
        },
      })}
    </div>
  </section>`;
}

/** @param {number} count */
const columnsFor = (count) => Math.max(1, Math.min(4, Math.ceil(Math.sqrt(count))));
