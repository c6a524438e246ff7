/** @import { Values } from "app/views/channel-settings/overview-page.js" */
import { RangeField, SelectField } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { plural } from "app/lib/text.js";

const KILO = 1000;
const LEAST = 8;
const MOST = 96;
const CROWD = 99;

/**
 * @param {{ values: Values, set: (change: Partial<Values>) => void, wrong: Record<string, string> }} props
 */
export function VoiceFields({ values, set, wrong }) {
  return html`<section class="settings-section">
    <h4>Sound and picture</h4>
    ${h(RangeField, { label: "Quality of the sound", value: Math.round(values.bitrate / KILO), min: LEAST, max: MOST, says: `${Math.round(values.bitrate / KILO)} kbit/s`, onChange: (value) => set({ bitrate: value * KILO }), error: wrong.bitrate })}
    ${h(RangeField, { label: "People at most", value: values.user_limit, min: 0, max: CROWD, says: values.user_limit ? plural(values.user_limit, "person", "people") : "No limit", onChange: (user_limit) => set({ user_limit }), error: wrong.user_limit })}
    ${h(SelectField, {
      label: "Video",
      value: String(values.video_quality_mode),
      options: [
        ["1", "As the connection allows"],
        ["2", "720p"],
      ],
      onChange: (value) => set({ video_quality_mode: Number(value) }),
    })}
  </section>`;
}
