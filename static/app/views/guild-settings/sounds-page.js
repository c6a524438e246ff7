/** @import { SoundboardSound } from "app/types" */

import * as api from "app/api/expressions.js";
import { confirm } from "app/components/confirm.js";
import { FormDialog } from "app/components/dialog.js";
import { EmojiButton } from "app/components/emoji-button.js";
import { RangeField, TextField } from "app/components/fields.js";
import { PlayButton } from "app/components/play-button.js";
import { EmptyState } from "app/components/states.js";
import { ReactionMark } from "app/components/tag-pill.js";
import { UploadButton } from "app/components/upload-button.js";
import { soundUrl } from "app/lib/assets.js";
import { readAsDataUrl } from "app/lib/files.js";
import { h, html } from "app/lib/html.js";
import { formatBytes, plural } from "app/lib/text.js";
import { soundsOf } from "app/stores/expressions.js";
import { openDialog, toast } from "app/stores/overlays.js";
import { userName } from "app/stores/users.js";
import { mayAdd, mayChange } from "app/views/guild-settings/emoji-page.js";
import { useEffect, useMemo, useState } from "preact/hooks";

const MOST = 48;
const MOST_BYTES = 512 * 1024;
const LONGEST_NAME = 32;

/** The server's own sounds. @param {{ guildId: string }} props */
export function SoundsPage({ guildId }) {
  const sounds = soundsOf(guildId);
  /** @param {File[]} files */
  const add = ([file]) => {
    if (file.size > MOST_BYTES)
      toast(`${file.name} is ${formatBytes(file.size)}; sounds have 512 KB at most.`, "danger");
    else openDialog((close) => h(SoundDialog, { guildId, file, close }));
  };
  /** @param {SoundboardSound} sound */
  const edit = (sound) => openDialog((close) => h(SoundDialog, { guildId, sound, close }));
  /** @param {SoundboardSound} sound */
  const remove = (sound) =>
    confirm({
      title: `Delete ${sound.name}?`,
      text: "Nobody can play it any more.",
      action: "Delete sound",
      run: () => api.deleteSound(guildId, sound.sound_id),
    });
  return html`<div class="settings-bar">
      <p class="settings-lead">MP3 or Ogg, five seconds and 512 KB at most. Room for ${plural(MOST - sounds.length, "more sound")}.</p>
      ${mayAdd(guildId) && h(UploadButton, { label: "Upload sound", accept: ".mp3,.ogg,.oga,.opus,audio/mpeg,audio/ogg", onFiles: add })}
    </div>
    ${!sounds.length && h(EmptyState, { icon: "volume-2", title: "This server has no sounds yet." })}
    <ul class="rows">
      ${sounds.map(
        (sound) => html`<li key=${sound.sound_id} class="row">
          ${h(PlayButton, { src: soundUrl(sound), name: sound.name, volume: sound.volume })}
          <div class="row-text">
            <b>${(sound.emoji_id || sound.emoji_name) && html`${h(ReactionMark, { reaction: sound })} `}${sound.name}</b>
            <span>${[sound.user && `by ${userName(sound.user)}`, sound.volume < 1 && `volume ${percent(sound.volume)}`].filter(Boolean).join(" · ")}</span>
          </div>
          ${
            mayChange(guildId, sound) &&
            html`<div class="button-row">
              <button type="button" class="button small" aria-label=${`Edit ${sound.name}`} onClick=${() => edit(sound)}>Edit</button>
              <button type="button" class="button small danger" aria-label=${`Delete ${sound.name}`} onClick=${() => remove(sound)}>Delete</button>
            </div>`
          }
        </li>`,
      )}
    </ul>`;
}

/** A new one of a file, or one that is there. @param {{ guildId: string, file?: File, sound?: SoundboardSound, close: () => void }} props */
function SoundDialog({ guildId, file, sound, close }) {
  const [name, setName] = useState(sound?.name ?? nameOf(file));
  const [volume, setVolume] = useState(sound?.volume ?? 1);
  const [mark, setMark] = useState({
    emoji_id: sound?.emoji_id ?? null,
    emoji_name: sound?.emoji_name ?? null,
  });
  const local = useMemo(() => file && URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(local ?? ""), [local]);
  const src = local ?? (sound && soundUrl(sound)) ?? "";
  const save = async () => {
    const fields = {
      name: name.trim(),
      volume,
      emoji_id: mark.emoji_id,
      emoji_name: mark.emoji_id ? null : mark.emoji_name,
    };
    if (sound) await api.updateSound(guildId, sound.sound_id, fields);
    else if (file) await api.createSound(guildId, { ...fields, sound: await readAsDataUrl(file) });
  };
  return h(
    FormDialog,
    {
      title: sound ? `Edit ${sound.name}` : "Upload sound",
      action: sound ? "Save" : "Upload",
      onClose: close,
      onSubmit: save,
      disabled: name.trim().length < 2,
      class: "small",
    },
    html`<div class="sound-field">
      ${h(EmojiButton, { label: "Emoji", place: { guildId }, value: mark, onChange: setMark })}
      ${h(TextField, { label: "Name", value: name, onInput: setName, minLength: 2, maxLength: LONGEST_NAME, required: true, autofocus: true })}
      ${h(PlayButton, { src, name: "the sound", volume })}
    </div>`,
    h(RangeField, {
      label: "Volume",
      value: Math.round(volume * 100),
      min: 0,
      max: 100,
      says: percent(volume),
      onChange: (value) => setVolume(value / 100),
    }),
  );
}

/** @param {number} volume */
const percent = (volume) => `${Math.round(volume * 100)} %`;

/** @param {File | undefined} file */
const nameOf = (file) => (file?.name.replace(/\.\w+$/u, "") ?? "").slice(0, LONGEST_NAME);
