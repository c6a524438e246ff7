"""Reads that more than one place needs."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db.models import Q

from accounts.models import (
    Application,
    ConnectionVisibility,
    Relationship,
    RelationshipType,
    User,
    UserNote,
)


def relationships_of(user_id: int) -> list[Relationship]:
    """Return a person's friends, requests and blocks, with the users in them."""
    return list(
        Relationship.objects.filter(user_id=user_id).select_related("other").order_by("since", "id")
    )


def is_blocked_between(user_id: int, other_id: int) -> bool:
    """Return whether one of the two has blocked the other."""
    return Relationship.objects.filter(
        Q(user_id=user_id, other_id=other_id) | Q(user_id=other_id, other_id=user_id),
        type=RelationshipType.BLOCKED,
    ).exists()


def has_blocked(user_id: int, other_id: int) -> bool:
    """Return whether the first has blocked the second."""
    return Relationship.objects.filter(
        user_id=user_id, other_id=other_id, type=RelationshipType.BLOCKED
    ).exists()


def mutual_friends(user_id: int, other_id: int) -> list[User]:
    """Return whom two people are both friends with."""
    friend = RelationshipType.FRIEND
    common = Relationship.objects.filter(user_id=user_id, type=friend).values("other_id")
    theirs = Relationship.objects.filter(user_id=other_id, type=friend, other_id__in=common)
    return [one.other for one in theirs.select_related("other").order_by("other_id")]


def notes_of(user_id: int) -> dict[str, str]:
    """Return a person's notes by the id of whom they are about."""
    notes = UserNote.objects.filter(user_id=user_id).values_list("about_id", "note")
    return {str(about_id): note for about_id, note in notes}


def applications_of(owner_id: int) -> list[Application]:
    return list(
        Application.objects.filter(owner_id=owner_id).select_related("bot", "owner").order_by("id")
    )


def identities_of(user_id: int, *, shown: bool = False) -> list[SocialAccount]:
    """Return somebody's accounts at identity providers, or those of them that others may see."""
    found = SocialAccount.objects.filter(user_id=user_id).select_related("connection")
    if shown:
        found = found.filter(connection__visibility=ConnectionVisibility.EVERYONE)
    return list(found.order_by("id"))
