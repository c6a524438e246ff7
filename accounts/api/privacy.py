"""One's own data: a copy of it, and its end."""

from __future__ import annotations

from typing import TypedDict

from accounts.api.applications import Confirmation
from accounts.models import PrivacyRequest, RequestKind
from accounts.services import privacy
from accounts.services.exports import export_url
from accounts.services.preferences import iso
from config.kernel.errors import NotFound
from config.kernel.views import ApiRequest, ApiView, operation


class HarvestPayload(TypedDict):
    harvest_id: str
    user_id: str
    status: int
    created_at: str
    completed_at: str | None
    expires_at: str | None
    size: int | None
    url: str | None


class DeletionPayload(TypedDict):
    requested_at: str
    erase_at: str


def harvest_payload(asked: PrivacyRequest) -> HarvestPayload:
    url = export_url(asked)
    return {
        "harvest_id": str(asked.id),
        "user_id": str(asked.user_id),
        "status": asked.status,
        "created_at": iso(asked.created_at),
        "completed_at": iso(asked.completed_at) if asked.completed_at else None,
        "expires_at": iso(asked.due_at) if url and asked.due_at else None,
        "size": asked.size,
        "url": url,
    }


class Harvest(ApiView):
    """The file with everything that is kept of a person; 204 before one was asked for."""

    @operation(who="people", output=HarvestPayload, also={204: None})
    def get(self, request: ApiRequest) -> HarvestPayload | None:
        asked = privacy.latest(request.user, RequestKind.EXPORT)
        return None if asked is None else harvest_payload(asked)

    @operation(who="people", body=Confirmation, output=HarvestPayload)
    def post(self, request: ApiRequest, *, body: Confirmation) -> HarvestPayload:
        asked = privacy.request_export(request.user, code=body.code, password=body.password)
        return harvest_payload(asked)


class Deletion(ApiView):
    @operation(who="people", output=DeletionPayload, also={204: None})
    def get(self, request: ApiRequest) -> DeletionPayload | None:
        asked = privacy.pending_deletion(request.user)
        if asked is None or asked.due_at is None:
            return None
        return {
            "requested_at": iso(asked.created_at),
            "erase_at": iso(asked.due_at),
        }

    @operation(who="people", body=Confirmation, status=204)
    def post(self, request: ApiRequest, *, body: Confirmation) -> None:
        privacy.request_deletion(request.user, code=body.code, password=body.password)

    @operation(who="people", status=204)
    def delete(self, request: ApiRequest) -> None:
        if not privacy.cancel_deletion(request.user):
            raise NotFound
