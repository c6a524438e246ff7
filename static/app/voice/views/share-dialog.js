/** @import { Tier } from "app/stores/voice-settings.js" */
import { FormDialog } from "app/components/dialog.js";
import { SelectField, Switch } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { changeVoice, voiceSettings } from "app/stores/voice-settings.js";
import { startScreen } from "app/voice/capture.js";

/** What a camera may be sent as. @type {[Tier, string][]} */
export const CAMERA_TIERS = [
  ["1080", "1080p, 30 frames (2.5 Mbit/s)"],
  ["720", "720p, 30 frames (1.5 Mbit/s)"],
  ["480", "480p, 24 frames (0.8 Mbit/s)"],
];

/** @type {[Tier, string][]} */
const SCREEN_TIERS = [
  ["source", "As large as it is, 60 frames (8 Mbit/s)"],
  ["1080p60", "1080p, 60 frames (4.5 Mbit/s)"],
  ...CAMERA_TIERS,
];

/** How a screen is shared; what of it, the browser asks. @param {{ close: () => void }} props */
export function ShareDialog({ close }) {
  const { screenTier, screenHint, screenSound } = voiceSettings.value;
  const withSound = /Chrome\//.test(navigator.userAgent);
  return h(
    FormDialog,
    {
      title: "Share your screen",
      action: "Choose what to share",
      onClose: close,
      // The browser's own dialog comes next; ours does not wait for it.
      onSubmit: () => void startScreen(),
      class: "small",
    },
    h(SelectField, {
      label: "Quality",
      value: screenTier,
      options: SCREEN_TIERS,
      onChange: (value) => changeVoice({ screenTier: /** @type {Tier} */ (value) }),
    }),
    h(SelectField, {
      label: "Best for",
      value: screenHint,
      options: [
        ["detail", "Text and still pictures"],
        ["motion", "Video and games"],
      ],
      onChange: (value) => changeVoice({ screenHint: value === "motion" ? "motion" : "detail" }),
    }),
    withSound
      ? h(Switch, {
          label: "Share sound",
          hint: "Of a tab, and where your system allows it of the whole screen.",
          checked: screenSound,
          onChange: (checked) => changeVoice({ screenSound: checked }),
        })
      : html`<p class="field-hint">This browser shares no sound. Chrome and Edge do.</p>`,
  );
}
