import * as auth from "app/api/auth.js";
import { FormDialog } from "app/components/dialog.js";
import { TextField } from "app/components/fields.js";
import { KeyInstead } from "app/components/key-button.js";
import { h, html } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { me } from "app/stores/session.js";
import { useState } from "preact/hooks";

/**
 * Ask that it is me, for some minutes: by my password, else by a code of my second factor. Who has
 * neither came by an identity provider, which has asked.
 * @param {{ title: string, text?: string, action: string, close: () => void, next: () => Promise<unknown> }} props
 */
export function ProveDialog({ title, text, action, close, next }) {
  const [given, setGiven] = useState("");
  const byPassword = bootstrap.has_password;
  const byCode = !byPassword && Boolean(me.value?.mfa_enabled);
  const submit = async () => {
    if (byPassword) await auth.reauthenticate(given);
    else if (byCode) await auth.reauthenticateByCode(given.replace(/\s/g, ""));
    await next();
  };
  return h(
    FormDialog,
    {
      title,
      action,
      onClose: close,
      onSubmit: submit,
      disabled: (byPassword || byCode) && !given,
      class: "small",
    },
    text && html`<p>${text}</p>`,
    (byPassword || byCode) &&
      h(TextField, {
        label: byPassword ? "Your password" : "Code of your authenticator, or a recovery code",
        value: given,
        onInput: setGiven,
        type: byPassword ? "password" : "text",
        autocomplete: byPassword ? "current-password" : "one-time-code",
        required: true,
        autofocus: true,
      }),
    byCode &&
      h(KeyInstead, {
        onDone: async () => {
          await next();
          close();
        },
      }),
  );
}
