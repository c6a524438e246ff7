/** @import { ShownMessage } from "app/types" */
import { html } from "app/lib/html.js";

/** What somebody wrote whom I blocked; I may look at it all the same. @param {{ message: ShownMessage, onShow: () => void }} props */
export function BlockedMessage({ message, onShow }) {
  return html`<article class="message" tabindex="-1" data-key=${message.key} data-id=${message.id} aria-labelledby=${`author-${message.key}`}>
    <p class="message-main covered"><span id=${`author-${message.key}`}>A message of somebody you blocked.</span> <button type="button" class="link" onClick=${onShow}>Show</button></p>
  </article>`;
}
