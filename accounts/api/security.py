"""What happened to the safety of one's own account."""

from __future__ import annotations

from typing import Annotated, TypedDict

from msgspec import Meta

from accounts.models import SecurityEvent
from accounts.services.preferences import iso
from config.kernel.fields import Body, Snowflake
from config.kernel.snowflake import snowflake_time
from config.kernel.views import ApiRequest, ApiView, operation


class SecurityEventPayload(TypedDict):
    id: str
    kind: str
    at: str
    ip: str | None
    user_agent: str
    detail: str


class Page(Body):
    before: Snowflake | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class SecurityLog(ApiView):
    @operation(who="people", query=Page, output=list[SecurityEventPayload])
    def get(self, request: ApiRequest, *, query: Page) -> list[SecurityEventPayload]:
        found = SecurityEvent.objects.filter(user_id=request.user.id)
        if query.before is not None:
            found = found.filter(id__lt=query.before)
        return [payload_of(event) for event in found.order_by("-id")[: query.limit]]


def payload_of(event: SecurityEvent) -> SecurityEventPayload:
    return {
        "id": str(event.id),
        "kind": event.kind,
        "at": iso(snowflake_time(event.id)),
        "ip": event.ip,
        "user_agent": event.user_agent,
        "detail": event.detail,
    }
