import * as api from "app/api/webhooks.js";
import { WebhookList } from "app/components/webhook-list.js";
import { h } from "app/lib/html.js";
import { channels } from "app/stores/channels.js";

/** @param {{ channelId: string }} props */
export function WebhooksPage({ channelId }) {
  return h(WebhookList, {
    guildId: channels.get(channelId)?.guild_id ?? "",
    channelId,
    load: () => api.channelWebhooks(channelId),
    on: [channelId],
    none: "There are no webhooks in this channel.",
  });
}
