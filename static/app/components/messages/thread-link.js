/** @import { ShownMessage } from "app/types" */
import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { threadPath } from "app/router.js";
import { thread } from "app/stores/threads.js";

const HAS_THREAD = 1 << 5;

/** Whether a thread is about this message; it has the id of the message. @param {ShownMessage} message */
export const hasThread = (message) => Boolean((message.flags ?? 0) & HAS_THREAD);

/** @param {{ message: ShownMessage, guildId: string }} props */
export function ThreadLink({ message, guildId }) {
  const path = threadPath(guildId, message.channel_id, message.id);
  return html`<a class="thread-link" href=${path}>${h(Icon, { name: "messages-square", size: 16 })} ${thread(message.id)?.name ?? "Thread"}</a>`;
}
