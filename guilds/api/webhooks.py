"""Webhooks of channels and guilds, and single ones by their id or with their token.

Who calls by the token needs no account; what is written by it is in ``messaging.api.webhooks``.
"""

from __future__ import annotations

from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_channel, access_guild, access_webhook, webhook_by_token
from guilds.models import Webhook
from guilds.payloads import WebhookPayload, webhook_payload
from guilds.permissions import Permissions
from guilds.selectors import visible_webhooks
from guilds.services.webhook_signatures import Delivery, require_signature
from guilds.services.webhooks import create_webhook, delete_webhook, update_webhook

MANAGE_WEBHOOKS = Permissions.VIEW_CHANNEL | Permissions.MANAGE_WEBHOOKS


class NewWebhook(Body):
    name: str
    avatar: str | None = None


class WebhookChanges(Body):
    name: str | UnsetType = UNSET
    avatar: str | UnsetType | None = UNSET
    channel_id: Snowflake | UnsetType | None = UNSET
    signing_secret: str | bool | UnsetType | None = UNSET  # true: make one


class WebhookTokenChanges(Body):
    name: str | UnsetType = UNSET
    avatar: str | UnsetType | None = UNSET


def shown(request: ApiRequest, webhook: Webhook) -> WebhookPayload:
    """Return a webhook as its manager sees it: the token of an application's is its own."""
    mine = webhook.application_id is None or webhook.application_id == application_id_of(request)
    return webhook_payload(webhook, with_token=mine)


def application_id_of(request: ApiRequest) -> int | None:
    application = request.credentials.application
    return None if application is None else int(application.id)


def delivery_of(request: ApiRequest, form: str = "") -> Delivery:
    """Return what a signature would be about; ``form`` as of ``Delivery``."""
    return Delivery(request.http.headers, request.raw_body, form)


class ChannelWebhooks(ApiView):
    @operation(output=list[WebhookPayload], per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int) -> list[WebhookPayload]:
        channel = access_channel(request.user, channel_id, MANAGE_WEBHOOKS)
        found = Webhook.objects.select_related("user", "source_channel__guild").filter(
            channel=channel
        )
        return [shown(request, webhook) for webhook in found]

    @operation(body=NewWebhook, output=WebhookPayload, bucket="create-webhook", per="channel_id")
    def post(self, request: ApiRequest, *, channel_id: int, body: NewWebhook) -> WebhookPayload:
        webhook = create_webhook(
            request.user,
            access_channel(request.user, channel_id, MANAGE_WEBHOOKS),
            name=body.name,
            avatar=body.avatar,
            application_id=application_id_of(request),
            reason=request.reason,
        )
        return webhook_payload(webhook)


class GuildWebhooks(ApiView):
    @operation(output=list[WebhookPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[WebhookPayload]:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_WEBHOOKS)
        return [shown(request, webhook) for webhook in visible_webhooks(request.user, guild)]


class OneWebhook(ApiView):
    @operation(output=WebhookPayload, per="webhook_id")
    def get(self, request: ApiRequest, *, webhook_id: int) -> WebhookPayload:
        return shown(request, access_webhook(request.user, webhook_id))

    @operation(
        body=WebhookChanges, output=WebhookPayload, bucket="change-webhook", per="webhook_id"
    )
    def patch(
        self, request: ApiRequest, *, webhook_id: int, body: WebhookChanges
    ) -> WebhookPayload:
        webhook = access_webhook(request.user, webhook_id)
        found = update_webhook(request.user, webhook, body.given(), reason=request.reason)
        answer = shown(request, found)
        if body.signing_secret is not UNSET and found.signing_secret is not None:
            answer["signing_secret"] = found.signing_secret
        return answer

    @operation(status=204, bucket="change-webhook", per="webhook_id")
    def delete(self, request: ApiRequest, *, webhook_id: int) -> None:
        delete_webhook(
            request.user, access_webhook(request.user, webhook_id), reason=request.reason
        )


class WebhookByToken(ApiView):
    """What the token alone allows; ``messaging`` adds sending by it."""

    @operation(who="anyone", output=WebhookPayload, bucket="webhook-token", per="webhook_id")
    def get(self, request: ApiRequest, *, webhook_id: int, token: str) -> WebhookPayload:
        return webhook_payload(webhook_by_token(webhook_id, token), with_user=False)

    @operation(
        who="anyone",
        body=WebhookTokenChanges,
        output=WebhookPayload,
        bucket="webhook-token",
        per="webhook_id",
    )
    def patch(
        self, request: ApiRequest, *, webhook_id: int, token: str, body: WebhookTokenChanges
    ) -> WebhookPayload:
        webhook = webhook_by_token(webhook_id, token)
        require_signature(webhook.id, webhook.signing_secret, delivery_of(request))
        found = update_webhook(None, webhook, body.given(), reason=request.reason)
        return webhook_payload(found, with_user=False)

    @operation(who="anyone", status=204, bucket="webhook-token", per="webhook_id")
    def delete(self, request: ApiRequest, *, webhook_id: int, token: str) -> None:
        webhook = webhook_by_token(webhook_id, token)
        require_signature(webhook.id, webhook.signing_secret, delivery_of(request))
        delete_webhook(None, webhook, reason=request.reason)
