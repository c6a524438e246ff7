import * as api from "app/api/webhooks.js";
import { WebhookList } from "app/components/webhook-list.js";
import { h } from "app/lib/html.js";

/** @param {{ guildId: string }} props */
export function WebhooksPage({ guildId }) {
  return h(WebhookList, {
    guildId,
    load: () => api.guildWebhooks(guildId),
    on: [guildId],
    none: "There are no webhooks in this server.",
  });
}
