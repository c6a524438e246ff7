"""Accounts elsewhere that a person has connected: those at the instance's identity providers."""

from __future__ import annotations

from typing import Literal

from allauth.socialaccount.models import SocialAccount

from accounts.api.applications import Confirmation
from accounts.models import User
from accounts.payloads import CONNECTION_TYPE, ConnectionPayload, connection_payload
from accounts.selectors import identities_of
from accounts.services import identities
from accounts.services.second_factor import step_up
from config.kernel.errors import UnknownConnection
from config.kernel.fields import UNSET, Body, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation


class Shown(Body):
    visibility: Literal[0, 1] | UnsetType = UNSET
    show_activity: bool | UnsetType = UNSET


class Connections(ApiView):
    @operation(who="people", output=list[ConnectionPayload], scopes=("connections",))
    def get(self, request: ApiRequest) -> list[ConnectionPayload]:
        return [connection_payload(one) for one in identities_of(request.user.id)]


class OneConnection(ApiView):
    @operation(who="people", body=Shown, output=ConnectionPayload)
    def patch(
        self, request: ApiRequest, *, connection_type: str, connection_id: int, body: Shown
    ) -> ConnectionPayload:
        own = access_connection(request.user, connection_type, connection_id)
        return connection_payload(identities.show(own, **body.given()))

    @operation(who="people", body=Confirmation, status=204)
    def delete(
        self, request: ApiRequest, *, connection_type: str, connection_id: int, body: Confirmation
    ) -> None:
        """Disconnect it; whoever has a second factor gives a code, others their password."""
        own = access_connection(request.user, connection_type, connection_id)
        step_up(request.user, code=body.code, password=body.password)
        identities.disconnect(request.user, own)


def access_connection(user: User, kind: str, connection_id: int) -> SocialAccount:
    own = SocialAccount.objects.filter(user_id=user.id, pk=connection_id).first()
    if own is None or kind != CONNECTION_TYPE:
        raise UnknownConnection
    return own
