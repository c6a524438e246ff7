"""Friends, requests and blocks. Both sides of a pair are written together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import events
from accounts.models import Relationship, RelationshipType, User
from config.kernel.errors import (
    AlreadyFriends,
    BotsCannotHaveFriends,
    CannotBefriendSelf,
    FriendRequestBlocked,
    MaximumFriends,
    UnknownUser,
    UnknownUsername,
)
from config.settings import limits

Type = RelationshipType


def find_by_username(username: str) -> User:
    """Return the person of that name, whom somebody wants to befriend."""
    name = username.strip().lower()
    user = User.objects.filter(username=name, bot=False, is_active=True).first()
    if user is None:
        raise UnknownUsername
    return user


@transaction.atomic
def befriend(user: User, other: User) -> None:
    """Ask to be friends, or accept being asked."""
    if user.id == other.id:
        raise CannotBefriendSelf
    if other.bot or user.bot:
        raise BotsCannotHaveFriends
    mine, theirs = _locked_pair(user, other)
    if mine == Type.FRIEND:
        raise AlreadyFriends
    if theirs == Type.BLOCKED:
        raise FriendRequestBlocked
    if mine != Type.PENDING_OUTGOING:
        _require_room(user)
    if mine == Type.PENDING_INCOMING:
        _write(user, other, Type.FRIEND)
        _write(other, user, Type.FRIEND)
    elif mine != Type.PENDING_OUTGOING:
        _write(user, other, Type.PENDING_OUTGOING)
        _write(other, user, Type.PENDING_INCOMING)


@transaction.atomic
def block(user: User, other: User) -> None:
    """Block somebody; whatever else was between the two ends. They are not told."""
    if user.id == other.id:
        raise CannotBefriendSelf
    mine, theirs = _locked_pair(user, other)
    if mine == Type.BLOCKED:
        return
    if theirs not in (None, Type.BLOCKED):
        _remove(other, user)
    _write(user, other, Type.BLOCKED)


@transaction.atomic
def remove_relationship(user: User, other: User) -> None:
    """Unfriend, withdraw or decline a request, or unblock."""
    mine, theirs = _locked_pair(user, other)
    if mine is None:
        return
    _remove(user, other)
    if theirs not in (None, Type.BLOCKED):
        _remove(other, user)


@transaction.atomic
def update_friend(user: User, other: User, values: Mapping[str, Any]) -> Relationship:
    """Change what somebody wants to hear of a friend (``notify_online``), who is not told."""
    friends = Relationship.objects.select_for_update(of=("self",)).select_related("other")
    friend = friends.filter(user=user, other=other, type=Type.FRIEND).first()
    if friend is None:
        raise UnknownUser
    wanted = values.get("notify_online", friend.notify_online)
    if friend.notify_online != wanted:
        friend.notify_online = wanted
        friend.save(update_fields=["notify_online"])
        events.relationship_updated(friend)
    return friend


def _require_room(user: User) -> None:
    kept = (Type.FRIEND, Type.PENDING_OUTGOING)
    if Relationship.objects.filter(user=user, type__in=kept).count() >= limits.FRIENDS:
        raise MaximumFriends


def _locked_pair(user: User, other: User) -> tuple[int | None, int | None]:
    """Return what each is to the other; nobody else changes it until the transaction ends."""
    pair = User.objects.select_for_update(no_key=True).filter(id__in=(user.id, other.id))
    if len(pair.order_by("id")) < 2:
        raise UnknownUser
    rows = Relationship.objects.filter(
        user_id__in=(user.id, other.id), other_id__in=(user.id, other.id)
    )
    types = {row.user_id: row.type for row in rows}
    return types.get(user.id), types.get(other.id)


def _write(user: User, other: User, kind: RelationshipType) -> None:
    relationship, _ = Relationship.objects.update_or_create(
        user=user, other=other, defaults={"type": kind, "notify_online": False}
    )
    events.relationship_added(relationship)


def _remove(user: User, other: User) -> None:
    relationship = Relationship.objects.get(user=user, other=other)
    events.relationship_removed(relationship)
    relationship.delete()
