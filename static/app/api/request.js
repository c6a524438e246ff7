/** One way to the REST API: CSRF, errors as `ApiError`, patience with rate limits. */
import { bootstrap } from "app/stores/bootstrap.js";

/** A wait that people hardly notice; a longer one is told. */
const SILENT_WAIT_S = 5;

export class ApiError extends Error {
  /**
   * @param {number} status 0 when the server was not reached
   * @param {number} code
   * @param {string} message
   * @param {Record<string, string>} [fields] what is wrong with each field
   * @param {number} [retryAfter] seconds
   */
  constructor(status, code, message, fields = {}, retryAfter = 0) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }

  get isOffline() {
    return this.status === 0;
  }
}

/**
 * @param {string} method
 * @param {string} path below /api/v10
 * @param {{ body?: unknown, query?: Record<string, string | number | boolean | string[] | undefined>, reason?: string }} [options]
 * @returns {Promise<any>}
 */
export async function request(method, path, { body, query, reason } = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (Array.isArray(value)) for (const one of value) search.append(name, one);
    else if (value !== undefined) search.set(name, String(value));
  }
  const url = `/api/v10${path}${search.size ? `?${search}` : ""}`;
  const headers = headersFor(body);
  if (reason) headers["X-Audit-Log-Reason"] = encodeURIComponent(reason);

  for (;;) {
    const response = await reach(url, { method, headers, body: encode(body) });
    if (response.status === 204) return undefined;
    const data = await response.json().catch(() => ({}));
    if (response.ok) return data;
    const error = errorFrom(response.status, data);
    if (response.status !== 429 || error.retryAfter > SILENT_WAIT_S) throw error;
    await new Promise((done) => setTimeout(done, error.retryAfter * 1000));
  }
}

/**
 * @param {string} url
 * @param {RequestInit} init
 */
export async function reach(url, init) {
  try {
    return await fetch(url, { credentials: "same-origin", ...init });
  } catch {
    throw new ApiError(0, 0, "The server cannot be reached. Check your connection and try again.");
  }
}

/**
 * @param {unknown} [body]
 * @returns {Record<string, string>}
 */
export function headersFor(body) {
  /** @type {Record<string, string>} */
  const headers = { "X-CSRFToken": csrfToken() };
  if (body !== undefined && !(body instanceof FormData))
    headers["Content-Type"] = "application/json";
  return headers;
}

/** The cookie changes at sign-in; the page knows only the first one. */
export function csrfToken() {
  const cookie = globalThis.document?.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? decodeURIComponent(cookie[1]) : bootstrap.csrf;
}

/**
 * @param {number} status
 * @param {any} data
 */
export function errorFrom(status, data) {
  const fields = data?.errors ? flatten(data.errors) : {};
  const [first] = Object.values(fields);
  const message =
    first ??
    data?.message ??
    (status >= 500 ? "The server had a problem. Try again." : "That did not work.");
  return new ApiError(status, data?.code ?? 0, message, fields, Number(data?.retry_after ?? 0));
}

/** @param {unknown} body */
function encode(body) {
  if (body === undefined || body instanceof FormData)
    return /** @type {FormData | undefined} */ (body);
  return JSON.stringify(body);
}

/**
 * From Discord's nested errors to one line per path: {"name": "…", "roles.0": "…"}.
 * @param {any} errors
 * @param {string} [path]
 * @returns {Record<string, string>}
 */
function flatten(errors, path = "") {
  if (Array.isArray(errors?._errors)) {
    return { [path || "body"]: errors._errors.map((/** @type {any} */ e) => e.message).join(" ") };
  }
  /** @type {Record<string, string>} */
  const lines = {};
  for (const [name, inner] of Object.entries(errors ?? {})) {
    Object.assign(lines, flatten(inner, path ? `${path}.${name}` : name));
  }
  return lines;
}
