/** @import { Tier } from "app/stores/voice-settings.js" @import { Device } from "app/voice/devices.js" */
import { SelectField, Switch } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { isInCall, microphoneProblem, myCamera } from "app/stores/call.js";
import { openDialog } from "app/stores/overlays.js";
import { changeVoice, voiceSettings } from "app/stores/voice-settings.js";
import { audioContext, choosesOutput, outputDevice, wakeAudio } from "app/voice/audio.js";
import { chooseCamera, startCamera, stopCamera } from "app/voice/capture.js";
import { devices, watchDevices } from "app/voice/devices.js";
import { startInput, stopInput, voiceTrack } from "app/voice/input.js";
import { keyName } from "app/voice/keys.js";
import { cue } from "app/voice/sounds.js";
import { Meter, SelfTestDialog } from "app/voice/views/self-test-dialog.js";
import { CAMERA_TIERS } from "app/voice/views/share-dialog.js";
import { useEffect, useRef, useState } from "preact/hooks";

/** Microphone, speakers, camera, and how they are used. */
export function VoiceSettingsPage() {
  useEffect(() => {
    void watchDevices();
  }, []);
  return html`<div class="voice-settings">
    ${h(InputPart, {})} ${h(OutputPart, {})} ${h(ModePart, {})} ${h(ProcessingPart, {})} ${h(VideoPart, {})}
    <section>
      <h4>Connection</h4>
      <p class="field-hint">Looks at your microphone and your network, and says what it found.</p>
      <button type="button" class="button" onClick=${() => openDialog((close) => h(SelfTestDialog, { close }))}>Test connection</button>
    </section>
  </div>`;
}

/** @param {Device[]} found @param {string} chosen @returns {[string, string][]} */
function options(found, chosen) {
  const isGone = chosen && !found.some(({ id }) => id === chosen);
  return [
    ["", "As the system"],
    ...found.map(({ id, label }) => /** @type {[string, string]} */ ([id, label])),
    ...(isGone ? [/** @type {[string, string]} */ ([chosen, "Not plugged in"])] : []),
  ];
}

function InputPart() {
  const { input, mute, deaf } = voiceSettings.value;
  const [isTesting, setTesting] = useState(false);
  const listens = isTesting || isInCall.value;
  return html`<section>
    <h4>Microphone</h4>
    ${h(SelectField, { label: "Input device", value: input, options: options(devices.value.inputs, input), onChange: (value) => changeVoice({ input: value }) })}
    ${microphoneProblem.value && html`<p class="field-error" role="alert">${microphoneProblem.value}</p>`}
    <div class="mic-test">
      <button type="button" class="button small" aria-pressed=${isTesting} onClick=${() => setTesting(!isTesting)}>${isTesting ? "Stop the test" : "Test microphone"}</button>
      ${listens && h(Meter, {})}
    </div>
    ${isTesting && h(Echo, {})}
    ${listens && (mute || deaf) && html`<p class="field-hint">You are muted: the microphone is off.</p>`}
  </section>`;
}

/** I hear myself. */
function Echo() {
  useEffect(() => {
    void wakeAudio();
    startInput();
    const track = voiceTrack();
    const context = audioContext();
    const source = track && context.createMediaStreamSource(new MediaStream([track]));
    source?.connect(context.destination);
    return () => {
      source?.disconnect();
      stopInput();
    };
  }, []);
  return html`<p class="field-hint">You hear yourself now. Use headphones, or it will howl.</p>`;
}

function OutputPart() {
  const { output, cues } = voiceSettings.value;
  const play = async () => {
    await wakeAudio();
    await outputDevice(audioContext());
    cue("streamed");
  };
  return html`<section>
    <h4>Sound</h4>
    ${choosesOutput() && h(SelectField, { label: "Output device", value: output, options: options(devices.value.outputs, output), onChange: (value) => changeVoice({ output: value }) })}
    ${h(Switch, { label: "Sounds of a call", hint: "When somebody comes or goes, and when you mute yourself.", checked: cues, onChange: (checked) => changeVoice({ cues: checked }) })}
    <button type="button" class="button small" disabled=${!cues} onClick=${() => void play()}>Play a sound</button>
  </section>`;
}

function ModePart() {
  const { mode, threshold, pushKey } = voiceSettings.value;
  return html`<section>
    <h4>When you are heard</h4>
    ${h(SelectField, {
      label: "Mode",
      value: mode,
      options: [
        ["activity", "When you speak"],
        ["push", "While you hold a key"],
      ],
      onChange: (value) => changeVoice({ mode: value === "push" ? "push" : "activity" }),
    })}
    ${
      mode === "push"
        ? h(KeyField, { value: pushKey })
        : html`${h(Switch, { label: "Find the sensitivity by itself", checked: threshold === null, onChange: (auto) => changeVoice({ threshold: auto ? null : -50 }) })}
          ${threshold !== null && h(Threshold, { value: threshold })}`
    }
  </section>`;
}

/** @param {{ value: number }} props */
function Threshold({ value }) {
  return html`<div class="field">
    <label for="threshold">Sensitivity <span class="faint">${value} dB</span></label>
    <input id="threshold" type="range" min="-80" max="-10" value=${value} onInput=${(/** @type {any} */ e) => changeVoice({ threshold: Number(e.currentTarget.value) })} />
    <p class="field-hint">What is quieter is not sent.</p>
  </div>`;
}

/** @param {{ value: string }} props */
function KeyField({ value }) {
  const [isAsking, setAsking] = useState(false);
  /** @param {KeyboardEvent} event */
  const take = (event) => {
    if (!isAsking) return;
    event.preventDefault();
    event.stopPropagation();
    setAsking(false);
    if (event.code !== "Escape") changeVoice({ pushKey: event.code });
  };
  return html`<div class="field">
    <span class="field-label">Key to talk</span>
    <button type="button" class="button" onClick=${() => setAsking(true)} onKeyDown=${take} onBlur=${() => setAsking(false)}>${isAsking ? "Press a key…" : keyName(value)}</button>
    <p class="field-hint">It works while this window has the focus: browsers tell pages of no other keys.</p>
  </div>`;
}

function ProcessingPart() {
  const { noise, echo, gain } = voiceSettings.value;
  return html`<section>
    <h4>What is done with your voice</h4>
    ${h(Switch, { label: "Take out noise", hint: "Fans, keys, the street. Turn it off for music.", checked: noise, onChange: (checked) => changeVoice({ noise: checked }) })}
    ${h(Switch, { label: "Take out echo", hint: "Needed without headphones.", checked: echo, onChange: (checked) => changeVoice({ echo: checked }) })}
    ${h(Switch, { label: "Even out the volume", checked: gain, onChange: (checked) => changeVoice({ gain: checked }) })}
  </section>`;
}

function VideoPart() {
  const { camera, cameraTier } = voiceSettings.value;
  const [isTesting, setTesting] = useState(false);
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const stream = myCamera.value;
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  });
  useEffect(() => {
    if (!isTesting) return undefined;
    void startCamera();
    return () => stopCamera();
  }, [isTesting]);
  return html`<section>
    <h4>Camera</h4>
    ${h(SelectField, { label: "Camera", value: camera, options: options(devices.value.cameras, camera), onChange: (value) => void chooseCamera(value) })}
    ${h(SelectField, { label: "Quality", value: cameraTier, options: CAMERA_TIERS, onChange: (value) => changeVoice({ cameraTier: /** @type {Tier} */ (value) }) })}
    ${!isInCall.value && html`<button type="button" class="button small" aria-pressed=${isTesting} onClick=${() => setTesting(!isTesting)}>${isTesting ? "Stop the test" : "Test camera"}</button>`}
    ${stream && html`<video ref=${video} class="camera-preview" autoplay playsinline muted></video>`}
  </section>`;
}
