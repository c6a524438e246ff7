"""A person's inbox; routes of ours."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from messaging.payloads.notifications import NotificationsPayload
from messaging.selectors.notifications import notifications_of
from messaging.services.notifications import delete_notification, mark_all_read, mark_read


class NotificationsQuery(Body):
    before: Snowflake | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    type: Literal["message", "mention", "call_invite", "user_online"] | None = None
    unread: bool = False


class AcknowledgedNotifications(Body):
    up_to: Snowflake | None = None


class Notifications(ApiView):
    @operation(
        who="people", query=NotificationsQuery, output=NotificationsPayload, bucket="notifications"
    )
    async def get(self, request: ApiRequest, *, query: NotificationsQuery) -> NotificationsPayload:
        return await notifications_of(
            request.user.id,
            before=query.before,
            limit=query.limit,
            kind=query.type,
            unread=query.unread,
        )


class NotificationsAck(ApiView):
    @operation(
        who="people", body=AcknowledgedNotifications, status=204, bucket="acknowledge-notifications"
    )
    def post(self, request: ApiRequest, *, body: AcknowledgedNotifications) -> None:
        mark_all_read(request.user, body.up_to)


class OneNotificationAck(ApiView):
    @operation(who="people", status=204, bucket="acknowledge-notifications")
    def post(self, request: ApiRequest, *, notification_id: int) -> None:
        mark_read(request.user, notification_id)


class OneNotification(ApiView):
    @operation(who="people", status=204, bucket="acknowledge-notifications")
    def delete(self, request: ApiRequest, *, notification_id: int) -> None:
        delete_notification(request.user, notification_id)
