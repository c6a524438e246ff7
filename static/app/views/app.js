import { Layers } from "app/components/layers.js";
import { Boundary } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { homePath, navigate, route } from "app/router.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { FirstRun } from "app/views/auth/first-run.js";
import { LogIn } from "app/views/auth/log-in.js";
import { ForgotPassword, ResetPassword } from "app/views/auth/password.js";
import { SignInReturn } from "app/views/auth/sign-in-return.js";
import { SignUp } from "app/views/auth/sign-up.js";
import { VerifyEmail } from "app/views/auth/verify-email.js";
import { AuthorizePage } from "app/views/authorize.js";
import { InvitePage } from "app/views/invite.js";
import { MainScreen } from "app/views/main-screen.js";
import { useEffect } from "preact/hooks";

/** What each address shows; the main screen for the rest. @type {Record<string, (params: Record<string, string>) => any>} */
const PUBLIC = {
  login: () => h(LogIn, {}),
  return: () => h(SignInReturn, {}),
  register: () => h(SignUp, {}),
  forgot: () => h(ForgotPassword, {}),
  reset: ({ key }) => h(ResetPassword, { token: key }),
  verify: ({ key }) => h(VerifyEmail, { token: key }),
  invite: ({ code }) => h(InvitePage, { code }),
};

export function App() {
  return html`${h(Boundary, { name: "This page" }, h(Screen, {}))}${h(Layers, {})}`;
}

function Screen() {
  const { name, params } = route.value;
  const signedIn = bootstrap.user !== null;
  if (bootstrap.first_run) return h(FirstRun, {});
  if (
    signedIn &&
    (name === "login" || name === "register" || name === "home" || name === "unknown")
  )
    return h(Redirect, { to: homePath() });
  const page = PUBLIC[name];
  if (page) return page(params);
  if (!signedIn)
    return h(Redirect, {
      to: "/login",
      query:
        name === "home" ? "" : `?next=${encodeURIComponent(location.pathname + location.search)}`,
    });
  if (name === "authorize") return h(AuthorizePage, {});
  return h(MainScreen, {});
}

/** @param {{ to: string, query?: string }} props */
function Redirect({ to, query = "" }) {
  useEffect(() => navigate(to + query, { replace: true }), [to]);
  return null;
}
