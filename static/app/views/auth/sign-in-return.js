import { enter, nextPath } from "app/actions/session.js";
import { session } from "app/api/auth.js";
import { useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { Card } from "app/views/auth/card.js";
import { PasswordLogIn, SecondFactorStep } from "app/views/auth/log-in.js";
import { useEffect } from "preact/hooks";

/** @type {Record<string, [title: string, lead: string]>} */
const ERRORS = {
  cancelled: ["You have changed your mind", "You were not logged in."],
  signup_closed: [
    "No account for you here",
    "New accounts are not open to everybody here. Ask for an invite, or the owner.",
  ],
  user_inactive: ["Your account is disabled", "Ask the owner of this instance why."],
  connected_other: [
    "Connected to another account",
    "Somebody logs in here with that account already.",
  ],
  reauthentication_required: [
    "Confirm your password first",
    "That took too long. Try again from your settings.",
  ],
  link_expired: ["This link no longer works", "It was used before, or has expired."],
};
const UNKNOWN = [
  "That did not work",
  "The identity provider's answer was not accepted. Try again; if it happens again, tell the owner of this instance.",
];

/** Where people arrive who come back from an identity provider. */
export function SignInReturn() {
  const error = new URLSearchParams(location.search).get("error");
  if (error === "link_needed")
    return h(PasswordLogIn, {
      title: "You have an account already",
      lead: "Log in to it once, and it is connected: from then on you come in without a password.",
    });
  if (error) {
    const [title, lead] = ERRORS[error] ?? UNKNOWN;
    return h(
      Card,
      { title, lead },
      html`<a class="button primary wide" href=${bootstrap.user ? (nextPath() ?? "/channels/@me") : "/login"}>Back</a>`,
    );
  }
  if (bootstrap.user) return h(GoOn, {});
  return h(NextStep, {});
}

function GoOn() {
  useEffect(enter, []);
  return null;
}

/** Not inside yet: the account has a second factor, or nobody came back at all. */
function NextStep() {
  const { data, failed } = useLoad(session, []);
  if (failed || (data && !data.pending.includes("mfa_authenticate")))
    return h(
      Card,
      { title: UNKNOWN[0], lead: UNKNOWN[1] },
      html`<a class="button primary wide" href="/login">Back</a>`,
    );
  return data ? h(SecondFactorStep, { factors: data.factors }) : null;
}
