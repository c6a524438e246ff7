/** Passkeys and security keys: adding, naming and removing them, and logging in with one. */
import { call } from "app/api/auth.js";
import { ApiError } from "app/api/request.js";
import { createKey, useKey } from "app/lib/webauthn.js";

const KEYS = "/account/authenticators/webauthn";

/**
 * Have the browser make a key, and keep it.
 * @param {string} name
 * @param {boolean} passwordless whether it can be logged in with alone
 */
export async function addKey(name, passwordless) {
  const { data } = await call("GET", passwordless ? `${KEYS}?passwordless` : KEYS);
  const credential = await asked(createKey(data.creation_options));
  return call("POST", KEYS, { name, credential, ...(passwordless && { passwordless }) });
}

/** @param {number} id @param {string} name */
export const renameKey = (id, name) => call("PUT", KEYS, { id, name });

/** @param {number} id */
export const removeKey = (id) => call("DELETE", KEYS, { authenticators: [id] });

/**
 * Show a key, for one of three ends: to log in with it alone, as the second factor of a log-in, or
 * to confirm something.
 * @param {"login" | "authenticate" | "reauthenticate"} end
 */
export async function showKey(end) {
  const path = `/auth/webauthn/${end}`;
  const { data } = await call("GET", path);
  return call("POST", path, { credential: await asked(useKey(data.request_options)) });
}

/**
 * What the browser could not do, said as other failures are.
 * @template T
 * @param {Promise<T>} work
 */
async function asked(work) {
  try {
    return await work;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    const known = /** @type {Record<string, string>} */ ({
      NotAllowedError: "No key was shown, or it took too long. Try again.",
      InvalidStateError: "This key is set up already.",
      SecurityError: "The browser does not allow keys at this address.",
    });
    throw new ApiError(0, 0, known[name] ?? "The key could not be used.");
  }
}
