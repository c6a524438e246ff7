"""What applications sell at Discord. Nothing is sold here: the lists are empty, not missing.

Bots read them when they start, so an empty answer serves them better than an error.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from accounts.access import access_application
from config.kernel.errors import UnknownEntitlement, UnknownSKU
from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation

Limit = Annotated[int, Meta(ge=1, le=100)]


class EntitlementsQuery(Body):
    user_id: Snowflake | None = None
    guild_id: Snowflake | None = None
    sku_ids: str | None = None
    before: Snowflake | None = None
    after: Snowflake | None = None
    limit: Limit = 100
    exclude_ended: bool = False
    exclude_deleted: bool = True


class SubscriptionsQuery(Body):
    user_id: Snowflake | None = None
    before: Snowflake | None = None
    after: Snowflake | None = None
    limit: Limit = 50


class NewEntitlement(Body):
    sku_id: Snowflake
    owner_id: Snowflake
    owner_type: int


class Skus(ApiView):
    @operation(output=list[dict[str, Any]], per="application_id")
    def get(self, request: ApiRequest, *, application_id: int) -> list[dict[str, Any]]:
        access_application(request.user, application_id)
        return []


class Entitlements(ApiView):
    @operation(query=EntitlementsQuery, output=list[dict[str, Any]], per="application_id")
    def get(
        self, request: ApiRequest, *, application_id: int, query: EntitlementsQuery
    ) -> list[dict[str, Any]]:
        access_application(request.user, application_id)
        return []

    @operation(body=NewEntitlement, output=dict[str, Any], per="application_id")
    def post(
        self, request: ApiRequest, *, application_id: int, body: NewEntitlement
    ) -> dict[str, Any]:
        access_application(request.user, application_id)
        raise UnknownSKU


class OneEntitlement(ApiView):
    @operation(output=dict[str, Any], per="application_id")
    def get(
        self, request: ApiRequest, *, application_id: int, entitlement_id: int
    ) -> dict[str, Any]:
        access_application(request.user, application_id)
        raise UnknownEntitlement

    @operation(status=204, per="application_id")
    def delete(self, request: ApiRequest, *, application_id: int, entitlement_id: int) -> None:
        access_application(request.user, application_id)
        raise UnknownEntitlement


class EntitlementUse(ApiView):
    @operation(status=204, per="application_id")
    def post(self, request: ApiRequest, *, application_id: int, entitlement_id: int) -> None:
        access_application(request.user, application_id)
        raise UnknownEntitlement


class Subscriptions(ApiView):
    @operation(query=SubscriptionsQuery, output=list[dict[str, Any]], per="sku_id")
    def get(
        self, request: ApiRequest, *, sku_id: int, query: SubscriptionsQuery
    ) -> list[dict[str, Any]]:
        raise UnknownSKU


class OneSubscription(ApiView):
    @operation(output=dict[str, Any], per="sku_id")
    def get(self, request: ApiRequest, *, sku_id: int, subscription_id: int) -> dict[str, Any]:
        raise UnknownSKU
