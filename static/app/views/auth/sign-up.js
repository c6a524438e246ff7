import { enter, nextPath } from "app/actions/session.js";
import { signUp } from "app/api/auth.js";
import { h, html } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { AccountForm } from "app/views/auth/account-form.js";
import { Card } from "app/views/auth/card.js";
import { CheckMail } from "app/views/auth/check-mail.js";
import { ProviderButtons } from "app/views/auth/provider-buttons.js";
import { useState } from "preact/hooks";

export function SignUp() {
  const [sent, setSent] = useState(false);
  // Who comes from an invite may sign up with it where that is asked for.
  const invite = /^\/invite\/([^/?]+)/.exec(nextPath() ?? "")?.[1];
  const login = html`Have an account? <a href=${`/login${location.search}`}>Log in</a>`;
  if (sent)
    return h(CheckMail, { text: "We have sent you a link. Open it to finish your account." });
  if (!bootstrap.password_login)
    return h(
      Card,
      { title: "Create an account", foot: login },
      h(ProviderButtons, { primary: true }),
    );
  if (bootstrap.registration_mode === "closed") {
    return h(Card, {
      title: "Registration is closed",
      lead: `New accounts on ${bootstrap.instance_name} are made by its owner.`,
      foot: login,
    });
  }
  if (bootstrap.registration_mode === "invite" && !invite) {
    return h(Card, {
      title: "By invitation",
      lead: `To join ${bootstrap.instance_name}, open the invite link that somebody gave you.`,
      foot: login,
    });
  }
  /** @param {import("app/api/auth.js").NewAccount} account */
  const create = async (account) => {
    const answer = await signUp({ ...account, ...(invite && { invite }) });
    if (answer.pending.includes("verify_email") && !answer.meta?.is_authenticated) setSent(true);
    else enter();
  };
  return h(
    Card,
    { title: "Create an account", foot: login },
    html`${h(AccountForm, {
      action: "Create account",
      emailHint: "Needed only to reset a forgotten password.",
      onCreate: create,
    })}${h(ProviderButtons, { primary: false })}`,
  );
}
