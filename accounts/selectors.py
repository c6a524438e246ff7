"""Reads that more than one place needs."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Application, Relationship, RelationshipType, UserNote


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


def notes_of(user_id: int) -> dict[str, str]:
    """Return a person's notes by the id of whom they are about."""
    notes = UserNote.objects.filter(user_id=user_id).values_list("about_id", "note")
    return {str(about_id): note for about_id, note in notes}


def applications_of(owner_id: int) -> list[Application]:
    return list(
        Application.objects.filter(owner_id=owner_id).select_related("bot", "owner").order_by("id")
    )
