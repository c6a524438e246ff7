"""Taking everything that tells of a person out of their account."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q

from accounts import events
from accounts.models import (
    Application,
    PrivacyRequest,
    Relationship,
    RoleConnection,
    SecurityEvent,
    User,
    UserNote,
    UserSettings,
)
from accounts.payloads import self_user_payload
from accounts.services.applications import delete_application
from accounts.services.exports import BUCKET
from accounts.services.sessions import revoke_all_sessions
from accounts.services.users import IMAGES, announce_profile, drop_image_after_commit
from config.kernel.privacy import Keeper, Part
from config.kernel.storage import delete_file

NAME = "Deleted User"


@transaction.atomic
def anonymise(user_id: int) -> None:
    """Lock an account and take its name, pictures and addresses away; others see it at once."""
    user = User.objects.select_for_update(no_key=True).get(id=user_id)
    for field, bucket in IMAGES.items():
        drop_image_after_commit(bucket, user.id, getattr(user, field))
    # Nobody can have taken this name on purpose.
    user.username = f"deleted_user_{secrets.token_hex(8)}"
    user.global_name = NAME
    user.avatar = user.banner = user.accent_color = user.email = None
    user.last_seen = user.last_login = None
    user.bio = user.pronouns = ""
    user.locale, user.flags = "en-US", 0
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    revoke_all_sessions(user.id)
    announce_profile(user, for_others=True)


def erase(user_id: int) -> None:
    """Delete what hangs on an account that was made anonymous."""
    for application in Application.objects.filter(owner_id=user_id):
        delete_application(application)
    with transaction.atomic():
        between = Q(user_id=user_id) | Q(other_id=user_id)
        for relationship in Relationship.objects.filter(between).select_related("other"):
            if relationship.other_id == user_id:
                events.relationship_removed(relationship)
            relationship.delete()
        UserNote.objects.filter(Q(user_id=user_id) | Q(about_id=user_id)).delete()
        own = (
            UserSettings,
            RoleConnection,
            EmailAddress,
            Authenticator,
            UserSession,
            SecurityEvent,
            SocialAccount,
        )
        for kept in own:
            kept.objects.filter(user_id=user_id).delete()
    for asked in PrivacyRequest.objects.filter(user_id=user_id).exclude(file=""):
        delete_file(BUCKET, asked.file)
        PrivacyRequest.objects.filter(id=asked.id).update(file="", size=None)


def export(user_id: int) -> Iterator[Part]:
    user = User.objects.get(id=user_id)
    yield (
        "account.json",
        [
            {
                **self_user_payload(user),
                "date_joined": user.date_joined,
                "last_login": user.last_login,
                "last_seen": user.last_seen,
            }
        ],
    )
    of_user = {"user_id": user_id}
    yield "settings.json", UserSettings.objects.filter(**of_user).values()
    yield (
        "email_addresses.json",
        EmailAddress.objects.filter(**of_user).values("email", "verified", "primary"),
    )
    yield (
        "sessions.json",
        UserSession.objects.filter(**of_user).values(
            "created_at", "last_seen_at", "ip", "user_agent"
        ),
    )
    yield (
        "second_factors.json",
        Authenticator.objects.filter(**of_user).values("type", "created_at", "last_used_at"),
    )
    yield (
        "identities.json",
        SocialAccount.objects.filter(**of_user).values(
            "provider", "uid", "extra_data", "date_joined", "last_login"
        ),
    )
    yield (
        "security_log.json",
        SecurityEvent.objects.filter(**of_user).values("id", "kind", "ip", "user_agent", "detail"),
    )
    yield (
        "relationships.json",
        Relationship.objects.filter(**of_user).values("other_id", "type", "since"),
    )
    yield "notes.json", UserNote.objects.filter(**of_user).values("about_id", "note")
    yield (
        "applications.json",
        Application.objects.filter(owner_id=user_id).values(
            "id", "name", "description", "created_at", "redirect_uris"
        ),
    )
    yield "role_connections.json", RoleConnection.objects.filter(**of_user).values()


KEEPER = Keeper("account", export, erase)
