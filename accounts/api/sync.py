"""Where the identity provider tells of its people: signed, and only if a secret is configured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypedDict

from django.conf import settings
from msgspec import Meta

from accounts.payloads import providers
from accounts.services import sync
from config.kernel import signatures
from config.kernel.errors import NotFound, field_error
from config.kernel.fields import UNSET, Body, Timestamp, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from config.settings.identity_providers import provider_id

Text = Annotated[str, Meta(max_length=320)]


class Person(Body):
    """Somebody at the provider, in the words of OpenID Connect."""

    sub: Annotated[str, Meta(min_length=1, max_length=191)]
    iss: Text | UnsetType = UNSET  # whose person that is; needed where there are several providers
    name: Text | UnsetType | None = UNSET
    preferred_username: Text | UnsetType | None = UNSET
    email: Text | UnsetType | None = UNSET
    email_verified: bool | UnsetType = UNSET


class SyncEvent(Body):
    type: Literal["user.created", "user.updated", "user.deactivated", "user.activated"]
    data: Person
    timestamp: Timestamp | UnsetType = UNSET  # when it happened, not when it was sent


class SyncPayload(TypedDict):
    outcome: str
    user_id: str | None


def verify(headers: Mapping[str, str], body: bytes) -> signatures.Delivery:
    if not settings.SYNC_SECRETS or not providers():
        raise NotFound
    return signatures.verify(headers, body, settings.SYNC_SECRETS)


class UserSync(ApiView):
    @operation(
        who="clients",
        verify=verify,
        body=SyncEvent,
        output=SyncPayload,
        bucket="sync",
        rate=limits.SYNC_RATE,
    )
    def post(
        self, request: ApiRequest, *, body: SyncEvent, delivery: signatures.Delivery
    ) -> SyncPayload:
        claims = body.data.given()
        issuer = claims.pop("iss", None)
        known = list(providers())
        provider = known[0] if issuer is None else provider_id(issuer)
        if provider not in known or (issuer is None and len(known) > 1):
            raise field_error("data.iss", "BASE_TYPE_CHOICES", "Must be a configured issuer.")
        outcome, account = sync.receive(
            delivery.id,
            sync.Kind(body.type),
            provider,
            body.data.sub,
            claims,
            None if body.timestamp is UNSET else body.timestamp,
        )
        return {
            "outcome": outcome,
            "user_id": str(account.user_id) if account is not None else None,
        }
