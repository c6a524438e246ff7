/** allauth's headless API for browsers: signing in and what belongs to it. */
import { ApiError, errorFrom, headersFor, reach } from "app/api/request.js";

/**
 * @typedef {object} AuthAnswer
 * @property {number} status
 * @property {any} data
 * @property {{ is_authenticated?: boolean, recovery_codes_generated?: boolean }} [meta]
 * @property {string[]} pending ids of flows that wait, such as "verify_email"
 * @property {string[]} factors the second factors that would do, such as "webauthn"
 */

/**
 * 401 is an answer here while nobody is signed in: some step is still to be taken. To who is, it
 * says that the password must be confirmed first.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Record<string, string>} [extra] further headers
 * @returns {Promise<AuthAnswer>}
 */
export async function call(method, path, body, extra = {}) {
  const response = await reach(`/_allauth/browser/v1${path}`, {
    method,
    headers: { ...headersFor(body), ...extra },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok || (response.status === 401 && !answer.meta?.is_authenticated)) {
    const flows = answer.data?.flows ?? [];
    const pending = flows
      .filter((/** @type {any} */ f) => f.is_pending)
      .map((/** @type {any} */ f) => f.id);
    const second = flows.find(
      (/** @type {any} */ f) => f.is_pending && f.id === "mfa_authenticate",
    );
    const factors = second?.types ?? [];
    return { status: response.status, data: answer.data, meta: answer.meta, pending, factors };
  }
  throw failure(response.status, answer);
}

/**
 * @param {number} status
 * @param {any} answer
 */
function failure(status, answer) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const error of answer.errors ?? []) fields[error.param ?? "body"] = error.message;
  const known = /** @type {Record<number, string>} */ ({
    401: "Confirm your password first.",
    403: "This is not open to you.",
    409: "You are signed in already.",
    410: "This link has expired.",
    429: "Too many attempts. Wait a minute and try again.",
  });
  const message = Object.values(fields)[0] ?? known[status] ?? "That did not work. Try again.";
  return new ApiError(status, 0, message, fields);
}

/** @param {string} login a username or an email address @param {string} password */
export function logIn(login, password) {
  const field = login.includes("@") ? "email" : "username";
  return call("POST", "/auth/login", { [field]: login, password });
}

/** @typedef {{ username: string, email?: string, password: string, invite?: string }} NewAccount */

/** @param {NewAccount} account */
export const signUp = (account) => call("POST", "/auth/signup", account);

/** Asking for it renews it, now and then. */
export const session = () => call("GET", "/auth/session");

export const logOut = () => call("DELETE", "/auth/session");

/** @param {string} email */
export const requestPasswordReset = (email) => call("POST", "/auth/password/request", { email });

/** @param {string} key @param {string} password */
export const resetPassword = (key, password) =>
  call("POST", "/auth/password/reset", { key, password });

/** @param {string} key */
export const emailOfKey = (key) =>
  call("GET", "/auth/email/verify", undefined, { "X-Email-Verification-Key": key });

/** @param {string} key */
export const verifyEmail = (key) => call("POST", "/auth/email/verify", { key });

/** @param {string} code */
export const authenticate = (code) => call("POST", "/auth/2fa/authenticate", { code });

/**
 * Where to send somebody who signs in by an identity provider, or connects an account there.
 * @param {{ provider: string, process: "login" | "connect", callback_url: string, invite?: string }} departure
 * @returns {Promise<string>}
 */
export async function addressAtProvider(departure) {
  const response = await reach("/account/oidc", {
    method: "POST",
    headers: headersFor(departure),
    body: JSON.stringify(departure),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw errorFrom(response.status, answer);
  return answer.url;
}

/** @param {string} password */
export const reauthenticate = (password) => call("POST", "/auth/reauthenticate", { password });

/** @param {string} code */
export const reauthenticateByCode = (code) => call("POST", "/auth/2fa/reauthenticate", { code });

/** @typedef {{ type: string, id?: number, name?: string, is_passwordless?: boolean, created_at: number, last_used_at: number | null, total_code_count?: number, unused_code_count?: number, unused_codes?: string[] }} Authenticator */

/** @returns {Promise<Authenticator[]>} */
export const authenticators = async () => (await call("GET", "/account/authenticators")).data;

/** The secret of a new authenticator; it counts from `activateTotp` on. @returns {Promise<{ secret: string, totp_url: string }>} */
export async function newTotpSecret() {
  const response = await reach("/_allauth/browser/v1/account/authenticators/totp", {
    headers: headersFor(),
  });
  const answer = await response.json().catch(() => ({}));
  // That there is none yet is what was hoped for.
  if (response.status === 404 && answer.meta?.secret) return answer.meta;
  throw failure(response.status, answer);
}

/** @param {string} code what the app shows */
export const activateTotp = (code) => call("POST", "/account/authenticators/totp", { code });

export const deactivateTotp = () => call("DELETE", "/account/authenticators/totp");

/** @returns {Promise<string[]>} those not used yet */
export const recoveryCodes = async () =>
  (await call("GET", "/account/authenticators/recovery-codes")).data.unused_codes;

/** @returns {Promise<string[]>} */
export const newRecoveryCodes = async () =>
  (await call("POST", "/account/authenticators/recovery-codes")).data.unused_codes;

/** @param {string | undefined} currentPassword undefined where there is none @param {string} newPassword */
export const changePassword = (currentPassword, newPassword) =>
  call("POST", "/account/password/change", {
    current_password: currentPassword,
    new_password: newPassword,
  });

export const emailAddresses = () => call("GET", "/account/email");

/** @param {string} email */
export const changeEmail = (email) => call("POST", "/account/email", { email });

/** @param {string} email */
export const resendVerification = (email) => call("PUT", "/account/email", { email });

export const sessions = () => call("GET", "/auth/sessions");

/** @param {number[]} ids */
export const endSessions = (ids) => call("DELETE", "/auth/sessions", { sessions: ids });

/**
 * The first account of all, which owns the instance.
 * @param {NewAccount} account
 */
export async function claimInstance(account) {
  const response = await reach("/instance/owner", {
    method: "POST",
    headers: headersFor(account),
    body: JSON.stringify(account),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw errorFrom(response.status, answer);
}
