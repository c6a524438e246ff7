"""Friends, friend requests and blocked users; Discord's user API names them relationships."""

from __future__ import annotations

from typing import Literal

from accounts.access import access_user
from accounts.payloads import RelationshipPayload, relationship_payload
from accounts.selectors import relationships_of
from accounts.services import relationships as services
from config.kernel.fields import UNSET, Body, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation

REQUEST_RATE = (10, 60)
BLOCKED = services.Type.BLOCKED.value


class FriendRequest(Body):
    username: str
    discriminator: str | int | None = None


class NewRelationship(Body):
    type: Literal[1, 2] | None = None


class ChangedRelationship(Body):
    notify_online: bool | UnsetType = UNSET


class Relationships(ApiView):
    @operation(who="people", output=list[RelationshipPayload])
    def get(self, request: ApiRequest) -> list[RelationshipPayload]:
        return [relationship_payload(found) for found in relationships_of(request.user.id)]

    @operation(who="people", body=FriendRequest, rate=REQUEST_RATE, bucket="friend-requests")
    def post(self, request: ApiRequest, *, body: FriendRequest) -> None:
        services.befriend(request.user, services.find_by_username(body.username))


class OneRelationship(ApiView):
    @operation(who="people", body=NewRelationship, rate=REQUEST_RATE, bucket="friend-requests")
    def put(self, request: ApiRequest, *, user_id: int, body: NewRelationship) -> None:
        other = access_user(user_id)
        if body.type == BLOCKED:
            services.block(request.user, other)
        else:
            services.befriend(request.user, other)

    @operation(who="people", body=ChangedRelationship, output=RelationshipPayload)
    def patch(
        self, request: ApiRequest, *, user_id: int, body: ChangedRelationship
    ) -> RelationshipPayload:
        friend = services.update_friend(request.user, access_user(user_id), body.given())
        return relationship_payload(friend)

    @operation(who="people")
    def delete(self, request: ApiRequest, *, user_id: int) -> None:
        services.remove_relationship(request.user, access_user(user_id))
