"""What whoever has a webhook's token does with messages, without an account."""

from __future__ import annotations

from typing import Any

from config.kernel.fields import Body, Snowflake
from config.kernel.views import Answer, ApiRequest, ApiView, operation
from config.settings import limits
from guilds.api.webhooks import WebhookByToken, delivery_of
from guilds.services.webhook_signatures import GITHUB, SLACK
from messaging.content.bodies import WebhookMessage, WebhookMessageChange
from messaging.content.github import GithubBody, github_message
from messaging.content.slack import SlackBody, slack_message
from messaging.payloads import MessagePayload
from messaging.services.webhooks import (
    delete_webhook_message,
    edit_webhook_message,
    execute_webhook,
    webhook_message,
)

# All callers of a webhook together, whatever they send.
EXECUTION: dict[str, Any] = {
    "who": "anyone",
    "bucket": "webhook",
    "per": "webhook_id",
    "shared": True,
    "rate": limits.WEBHOOK_RATE,
}
MESSAGE: dict[str, Any] = {
    "who": "anyone",
    "bucket": "webhook-message",
    "per": "webhook_id",
    "shared": True,
    "rate": limits.WEBHOOK_RATE,
}


class ExecuteQuery(Body):
    wait: bool = False
    thread_id: Snowflake | None = None
    with_components: bool = False


class CompatibleQuery(Body):
    wait: bool = True
    thread_id: Snowflake | None = None


class MessageQuery(Body):
    thread_id: Snowflake | None = None
    with_components: bool = False


class Webhooks(WebhookByToken):
    @operation(
        body=WebhookMessage,
        query=ExecuteQuery,
        output=MessagePayload,
        also={204: None},
        files=True,
        **EXECUTION,
    )
    async def post(
        self,
        request: ApiRequest,
        *,
        webhook_id: int,
        token: str,
        body: WebhookMessage,
        query: ExecuteQuery,
    ) -> bytes | None:
        sent = await execute_webhook(
            webhook_id,
            token,
            body,
            delivery=delivery_of(request),
            thread_id=query.thread_id,
            files=request.files,
            with_components=query.with_components,
        )
        return sent.json if query.wait and sent is not None else None


class SlackWebhook(ApiView):
    @operation(body=SlackBody, query=CompatibleQuery, output=str, files=True, **EXECUTION)
    async def post(
        self,
        request: ApiRequest,
        *,
        webhook_id: int,
        token: str,
        body: SlackBody,
        query: CompatibleQuery,
    ) -> Answer:
        await execute_webhook(
            webhook_id,
            token,
            slack_message(body),
            delivery=delivery_of(request, SLACK),
            thread_id=query.thread_id,
        )
        return Answer("ok")


class GithubWebhook(ApiView):
    @operation(body=GithubBody, query=CompatibleQuery, status=204, files=True, **EXECUTION)
    async def post(
        self,
        request: ApiRequest,
        *,
        webhook_id: int,
        token: str,
        body: GithubBody,
        query: CompatibleQuery,
    ) -> None:
        event = request.http.headers.get("X-GitHub-Event", "")
        await execute_webhook(
            webhook_id,
            token,
            github_message(event, body),
            delivery=delivery_of(request, GITHUB),
            thread_id=query.thread_id,
        )


class WebhookMessages(ApiView):
    @operation(who="anyone", query=MessageQuery, output=MessagePayload, per="webhook_id")
    def get(
        self,
        request: ApiRequest,
        *,
        webhook_id: int,
        token: str,
        message_id: int,
        query: MessageQuery,
    ) -> MessagePayload:
        return webhook_message(webhook_id, token, message_id, query.thread_id)

    @operation(
        body=WebhookMessageChange,
        query=MessageQuery,
        output=MessagePayload,
        files=True,
        **MESSAGE,
    )
    def patch(
        self,
        request: ApiRequest,
        *,
        webhook_id: int,
        token: str,
        message_id: int,
        body: WebhookMessageChange,
        query: MessageQuery,
    ) -> MessagePayload:
        return edit_webhook_message(
            webhook_id,
            token,
            message_id,
            body,
            delivery=delivery_of(request),
            thread_id=query.thread_id,
            files=request.files,
            with_components=query.with_components,
        )

    @operation(query=MessageQuery, status=204, **MESSAGE)
    def delete(
        self,
        request: ApiRequest,
        *,
        webhook_id: int,
        token: str,
        message_id: int,
        query: MessageQuery,
    ) -> None:
        delete_webhook_message(
            webhook_id, token, message_id, query.thread_id, delivery=delivery_of(request)
        )
