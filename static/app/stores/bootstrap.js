/** @import { Bootstrap } from "app/types" */

/** What the page tells the client before anything is fetched. @type {Bootstrap} */
export const bootstrap = {
  first_run: false,
  registration_mode: "open",
  csrf: "",
  user: null,
  instance_name: "Guildhall",
  identity_providers: [],
  password_login: true,
  has_password: false,
  webauthn_host: "",
  gateway_url: "",
  cdn_url: "",
  voice_recording: false,
  media_scanner: false,
  limits: {
    max_message_length: 2000,
    max_attachment_size: 25_000_000,
    max_attachments: 10,
    max_avatar_size: 10_000_000,
  },
};

/** @param {Document} document */
export function readBootstrap(document) {
  const given = JSON.parse(document.getElementById("bootstrap")?.textContent || "{}");
  const limits = { ...bootstrap.limits, ...given.limits };
  Object.assign(bootstrap, given, { limits });
}
