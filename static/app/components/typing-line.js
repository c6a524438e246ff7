import { learnWhoTypes } from "app/actions/typing.js";
import { html } from "app/lib/html.js";
import { joinNames } from "app/lib/text.js";
import { channels } from "app/stores/channels.js";
import { displayName } from "app/stores/members.js";
import { typingIn } from "app/stores/typing.js";
import { useEffect } from "preact/hooks";

/** @param {{ channelId: string }} props */
export function TypingLine({ channelId }) {
  useEffect(() => {
    learnWhoTypes(channelId);
  }, [channelId]);
  const ids = typingIn(channelId);
  const guildId = channels.get(channelId)?.guild_id;
  const names = ids.slice(0, 3).map((id) => displayName(guildId, id));
  let text = "";
  if (ids.length > 3) text = "Several people are typing";
  else if (ids.length) text = `${joinNames(names)} ${ids.length === 1 ? "is" : "are"} typing`;
  return html`<div class="typing-line" aria-live="polite">
    ${text && html`<span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span><span class="truncate">${text}</span>`}
  </div>`;
}
