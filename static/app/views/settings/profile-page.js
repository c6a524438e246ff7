import * as api from "app/api/users.js";
import { PicturePicker, TextField } from "app/components/fields.js";
import { SaveBar } from "app/components/save-bar.js";
import { useForm } from "app/components/use-form.js";
import { avatarUrl, bannerUrl } from "app/lib/assets.js";
import { colorOf, hexOf } from "app/lib/color.js";
import { pictureOf } from "app/lib/files.js";
import { h, html } from "app/lib/html.js";
import { me } from "app/stores/session.js";
import { updateSelf, userName } from "app/stores/users.js";

const TEXTS = ["bio", "pronouns"];

/** Pictures are null while nothing new is chosen, "" to remove the present one. */
export function ProfilePage() {
  const user = me.value;
  const form = useForm(
    {
      global_name: user?.global_name ?? "",
      pronouns: user?.pronouns ?? "",
      bio: user?.bio ?? "",
      accent_color: user?.accent_color ?? null,
      avatar: /** @type {string | null} */ (null),
      banner: /** @type {string | null} */ (null),
    },
    async (changed) => {
      const body = Object.fromEntries(
        Object.entries(changed).map(([name, value]) => [
          name,
          value === "" && !TEXTS.includes(name) ? null : value,
        ]),
      );
      updateSelf(await api.updateSelf(body));
    },
  );
  if (!user) return null;
  const { values, set } = form;
  const avatar = values.avatar === null ? avatarUrl(user, 80) : values.avatar || null;
  const banner = values.banner === null ? bannerUrl(user) : values.banner || null;
  const wrong = form.error?.fields ?? {};
  return html`<div class="settings-columns">
      <div>
        ${h(TextField, { label: "Display name", value: values.global_name, onInput: (global_name) => set({ global_name }), maxLength: 32, placeholder: user.username, hint: "What people see. Your username stays the same.", error: wrong.global_name })}
        ${h(TextField, { label: "Pronouns", value: values.pronouns, onInput: (pronouns) => set({ pronouns }), maxLength: 40, error: wrong.pronouns })}
        ${h(TextField, { label: "About you", value: values.bio, onInput: (bio) => set({ bio }), maxLength: 190, rows: 4, error: wrong.bio })}
        <div class="field">
          <label for="accent">Profile colour</label>
          <div class="color-row">
            <input id="accent" type="color" value=${hexOf(values.accent_color ?? 0xb0683a)} onInput=${(/** @type {any} */ e) => set({ accent_color: colorOf(e.currentTarget.value) })} />
            ${values.accent_color !== null && html`<button type="button" class="button small quiet" onClick=${() => set({ accent_color: null })}>No colour</button>`}
          </div>
        </div>
        <div class="field">
          <span class="field-label">Pictures</span>
          <div class="button-row">
            ${avatar && html`<button type="button" class="button small" onClick=${() => set({ avatar: user.avatar ? "" : null })}>Remove avatar</button>`}
            ${banner && html`<button type="button" class="button small" onClick=${() => set({ banner: user.banner ? "" : null })}>Remove banner</button>`}
          </div>
          <p class="field-hint">Press a picture in the preview to change it.</p>
        </div>
      </div>
      <div>
        <p class="field-label">Preview</p>
        <section class="profile preview">
          ${h(
            PicturePicker,
            {
              label: "Change banner",
              class: "profile-banner",
              onFile: async (file) => set({ banner: await pictureOf(file, 960, 384) }),
            },
            banner
              ? html`<img src=${banner} alt="" />`
              : html`<span class="profile-banner-fill" data-plain=${values.accent_color === null || undefined} style=${values.accent_color === null ? {} : { backgroundColor: hexOf(values.accent_color) }}></span>`,
          )}
          <div class="profile-avatar">
            ${h(
              PicturePicker,
              {
                label: "Change avatar",
                class: "avatar-picker",
                onFile: async (file) => set({ avatar: await pictureOf(file, 512, 512) }),
              },
              avatar
                ? html`<img src=${avatar} alt="" />`
                : html`<span class="initials" data-text=${userName(user).slice(0, 1).toUpperCase()}></span>`,
            )}
          </div>
          <div class="profile-body">
            <h2>${values.global_name || user.username}</h2>
            <p class="profile-username">${user.username}</p>
            ${values.bio && html`<div class="profile-part"><h3>About</h3><p class="profile-bio" dir="auto">${values.bio}</p></div>`}
          </div>
        </section>
      </div>
    </div>
    ${h(SaveBar, { dirty: form.dirty, busy: form.busy, error: form.error, onReset: form.reset, onSave: form.submit })}`;
}
