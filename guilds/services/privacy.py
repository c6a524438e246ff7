"""What guilds keep of a person, for their export and when their account is erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from config.kernel.errors import OwnsGuilds, UnknownGuild
from config.kernel.privacy import Keeper, Part
from guilds.models import (
    Ban,
    ChannelOverride,
    EventUser,
    FormerMember,
    Guild,
    Invite,
    JoinRequest,
    Member,
    OnboardingAnswers,
    UserGuildSettings,
)
from guilds.services.changes import changing
from guilds.services.memberships import remove_member


def check(user_id: int) -> None:
    """Raise ``OwnsGuilds`` for whoever would leave a guild without an owner."""
    if Guild.objects.filter(owner_id=user_id).exists():
        raise OwnsGuilds


def export(user_id: int) -> Iterator[Part]:
    of_user = {"user_id": user_id}
    yield (
        "memberships.json",
        Member.objects.filter(**of_user).values(
            "guild_id", "guild__name", "nick", "bio", "roles", "joined_at",
            "communication_disabled_until",
        ),
    )  # fmt: skip
    yield "former_memberships.json", FormerMember.objects.filter(**of_user).values("guild_id")
    yield "bans.json", Ban.objects.filter(**of_user).values("guild_id", "reason", "created_at")
    yield (
        "invites.json",
        Invite.objects.filter(inviter_id=user_id).values("code", "guild_id", "uses", "created_at"),
    )
    yield "events.json", EventUser.objects.filter(**of_user).values("event_id")
    yield "notifications.json", UserGuildSettings.objects.filter(**of_user).values()
    overrides = ChannelOverride.objects.filter(settings__user_id=user_id)
    yield "notifications_of_channels.json", overrides.values()
    asked = JoinRequest.objects.filter(**of_user)
    yield (
        "join_requests.json",
        asked.values("guild_id", "status", "form_responses", "rejection_reason", "created_at"),
    )
    yield "onboarding.json", OnboardingAnswers.objects.filter(**of_user).values()


def erase(user_id: int) -> None:
    """End all memberships. Bans and the audit log stay: they protect others."""
    of_user = {"user_id": user_id}
    guild_ids = Member.objects.filter(**of_user).order_by("guild_id")
    for guild_id in list(guild_ids.values_list("guild_id", flat=True)):
        with suppress(UnknownGuild), changing(guild_id) as guild:
            members = Member.objects.select_related("user").filter(guild=guild, **of_user)
            member = members.first()
            if member is not None:
                remove_member(guild, member)
    for kept in (FormerMember, JoinRequest, OnboardingAnswers, EventUser, UserGuildSettings):
        kept.objects.filter(**of_user).delete()
    Invite.objects.filter(inviter_id=user_id).update(inviter=None)


KEEPER = Keeper("guilds", export, erase, check)
