/** Passkeys and security keys: between the server's JSON and what browsers take and give. */
import { bootstrap } from "app/stores/bootstrap.js";

/** Why no key can be used on this page; null where one can. */
export function whyNoKeys() {
  const name = bootstrap.webauthn_host;
  if (!globalThis.isSecureContext)
    return "Passkeys need an encrypted connection: open this page by https://.";
  if (!globalThis.PublicKeyCredential) return "This browser knows no passkeys.";
  if (/^[\d.]+$|:/.test(name))
    return "Passkeys need a name in the address of this instance, not a number.";
  if (location.hostname !== name) return `Passkeys work at ${name} only: open this instance there.`;
  return null;
}

/** @param {any} options what the server asks for @returns {Promise<object>} */
export async function createKey(options) {
  const asked = options.publicKey;
  const made = await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: withBytes(asked.excludeCredentials),
    },
  });
  const { response, ...rest } = common(made);
  return {
    ...rest,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** @param {any} options @returns {Promise<object>} */
export async function useKey(options) {
  const asked = options.publicKey;
  const shown = await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: withBytes(asked.allowCredentials),
    },
  });
  const { response, ...rest } = common(shown);
  return {
    ...rest,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

/** @param {any} credential */
function common(credential) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: credential.response,
  };
}

/** @param {{ id: string }[] | null | undefined} credentials @returns {any} */
const withBytes = (credentials) => credentials?.map((one) => ({ ...one, id: bytes(one.id) })) ?? [];

/** @param {string} base64url */
function bytes(base64url) {
  const raw = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const raw = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
