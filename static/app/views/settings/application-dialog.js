/** @import { Application } from "app/types" */

import * as api from "app/api/users.js";
import { SureDialog } from "app/components/confirm.js";
import { FormDialog } from "app/components/dialog.js";
import { SecretDialog } from "app/components/dialogs/secret-dialog.js";
import { Switch, TextField } from "app/components/fields.js";
import { h, html } from "app/lib/html.js";
import { openDialog } from "app/stores/overlays.js";
import { useState } from "preact/hooks";

/**
 * What the author of an application sets: how it is shown, who may install it, where people
 * who allow it something are sent back to.
 * @param {{ application: Application, close: () => void, onSaved: () => void }} props
 */
export function ApplicationDialog({ application, close, onSaved }) {
  const [values, setValues] = useState({
    name: application.name,
    description: application.description,
    bot_public: application.bot_public ?? true,
    bot_require_code_grant: application.bot_require_code_grant ?? false,
    public_client: application.public_client ?? false,
    redirects: (application.redirect_uris ?? []).join("\n"),
    tags: (application.tags ?? []).join(", "),
    terms_of_service_url: application.terms_of_service_url ?? "",
    privacy_policy_url: application.privacy_policy_url ?? "",
  });
  /** @param {Partial<typeof values>} change */
  const set = (change) => setValues((before) => ({ ...before, ...change }));
  const save = async () => {
    const { redirects, tags, ...rest } = values;
    await api.updateApplication(application.id, {
      ...rest,
      redirect_uris: redirects.split(/\s+/).filter(Boolean),
      tags: tags
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean),
    });
    onSaved();
  };
  /** @param {"name" | "description" | "redirects" | "tags" | "terms_of_service_url" | "privacy_policy_url"} name */
  const field = (name) => ({
    value: values[name],
    onInput: (/** @type {string} */ value) => set({ [name]: value }),
  });
  return h(
    FormDialog,
    { title: `Settings of ${application.name}`, action: "Save", onClose: close, onSubmit: save },
    h(TextField, { label: "Name", maxLength: 32, required: true, ...field("name") }),
    h(TextField, { label: "Description", rows: 3, maxLength: 400, ...field("description") }),
    h(TextField, {
      label: "Tags",
      hint: "Up to five, with commas between them.",
      ...field("tags"),
    }),
    h(Switch, {
      label: "Anyone may add the bot",
      hint: "Otherwise only you.",
      checked: values.bot_public,
      onChange: (bot_public) => set({ bot_public }),
    }),
    h(Switch, {
      label: "Adding the bot requires a code grant",
      checked: values.bot_require_code_grant,
      onChange: (bot_require_code_grant) => set({ bot_require_code_grant }),
    }),
    html`<h3>OAuth2</h3>`,
    h(TextField, {
      label: "Redirect addresses",
      rows: 3,
      hint: "One per line, each exactly as your program sends it.",
      ...field("redirects"),
    }),
    h(Switch, {
      label: "Public client",
      hint: "For programs that cannot keep a secret: they must use PKCE.",
      checked: values.public_client,
      onChange: (public_client) => set({ public_client }),
    }),
    html`<p>
      <button type="button" class="button" onClick=${() => openDialog((done) => h(ResetSecret, { application, close: done }))}>Reset client secret</button>
    </p>`,
    h(TextField, { label: "Terms of service", type: "url", ...field("terms_of_service_url") }),
    h(TextField, { label: "Privacy policy", type: "url", ...field("privacy_policy_url") }),
  );
}

/** @param {{ application: Application, close: () => void }} props */
function ResetSecret({ application, close }) {
  return h(SureDialog, {
    title: `Reset the client secret of ${application.name}?`,
    text: "The present one stops working at once.",
    action: "Reset client secret",
    run: async (sure) => {
      const { secret } = await api.resetClientSecret(application.id, sure);
      openDialog((done) =>
        h(SecretDialog, {
          title: `Client secret of ${application.name}`,
          label: "Client secret",
          secret,
          close: done,
        }),
      );
    },
    close,
  });
}
