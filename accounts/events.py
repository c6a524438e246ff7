"""What the accounts app announces."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount

from accounts.models import Relationship, User, UserNote, UserSettings
from accounts.payloads import (
    connection_payload,
    relationship_payload,
    self_user_payload,
    settings_payload,
)
from config.kernel.events import Audience, dispatch


def user_updated(user: User) -> None:
    """Tell a user's own sessions; those who share a guild learn of it by ``profile_changed``."""
    dispatch("USER_UPDATE", self_user_payload(user), to=Audience.user(user.id))


def settings_updated(settings: UserSettings) -> None:
    to = Audience.user(settings.user_id)
    dispatch("USER_SETTINGS_UPDATE", settings_payload(settings), to=to)


def connections_updated(user_id: int, identity: SocialAccount | None = None) -> None:
    """Tell of one that is there, or, without it, that the list is to be read anew."""
    changed = {} if identity is None else dict(connection_payload(identity))
    data = {"user_id": str(user_id), **changed}
    dispatch("USER_CONNECTIONS_UPDATE", data, to=Audience.user(user_id))


def relationship_added(relationship: Relationship) -> None:
    to = Audience.user(relationship.user_id)
    dispatch("RELATIONSHIP_ADD", relationship_payload(relationship), to=to)


def relationship_updated(relationship: Relationship) -> None:
    to = Audience.user(relationship.user_id)
    dispatch("RELATIONSHIP_UPDATE", relationship_payload(relationship), to=to)


def relationship_removed(relationship: Relationship) -> None:
    data = {
        "id": str(relationship.other_id),
        "type": relationship.type,
        "nickname": None,
    }
    dispatch("RELATIONSHIP_REMOVE", data, to=Audience.user(relationship.user_id))


def note_updated(note: UserNote) -> None:
    data = {"id": str(note.about_id), "note": note.note}
    dispatch("USER_NOTE_UPDATE", data, to=Audience.user(note.user_id))


def sessions_revoked(
    user_id: int, session: str | None = None, *, but_not: str | None = None
) -> None:
    """Make every process close the sockets of one session, or of all but one.

    Never sent to clients. The values are public ids (``Credentials.session_key``).
    """
    data = {"user_id": str(user_id), "session": session, "but_not": but_not}
    dispatch("SESSION_REVOKED", data, to=Audience.user(user_id))
