"""A member: a user in a guild. A ban: a user kept out of one."""

from __future__ import annotations

from enum import IntFlag

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from guilds.models.guilds import Guild


class MemberFlags(IntFlag):
    """https://discord.com/developers/docs/resources/guild#guild-member-object-guild-member-flags."""

    DID_REJOIN = 1 << 0
    COMPLETED_ONBOARDING = 1 << 1
    BYPASSES_VERIFICATION = 1 << 2
    STARTED_ONBOARDING = 1 << 3
    # May only look on until their names offend no rule any more.
    AUTOMOD_QUARANTINED_USERNAME = 1 << 7


class Member(models.Model):
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    nick = models.CharField(max_length=32, null=True, blank=True)  # noqa: DJ001
    avatar = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    banner = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    bio = models.CharField(max_length=190, blank=True, default="")
    pronouns = models.CharField(max_length=40, blank=True, default="")
    # Ids of the member's roles without @everyone. An array, not a table: it is read whole with
    # every member and written whole with every change (the services keep it free of dead ids).
    roles = ArrayField(models.BigIntegerField(), default=list, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    communication_disabled_until = models.DateTimeField(null=True, blank=True)
    deaf = models.BooleanField(default=False)
    mute = models.BooleanField(default=False)
    pending = models.BooleanField(default=False)
    flags = models.IntegerField(default=0)
    # Leaves again when it goes offline without a role (temporary invite).
    temporary = models.BooleanField(default=False)

    class Meta:
        db_table = "members"
        constraints = (
            models.UniqueConstraint(fields=("guild", "user"), name="members_are_unique"),
        )
        indexes = (GinIndex(fields=("roles",), name="members_by_role"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.guild_id}"


class FormerMember(models.Model):
    """Somebody who was in a guild once, so that their return is known as one."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="former_members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="former_memberships"
    )

    class Meta:
        db_table = "former_members"
        constraints = (
            models.UniqueConstraint(fields=("guild", "user"), name="former_members_are_unique"),
        )

    def __str__(self) -> str:
        return f"{self.user_id}, once in {self.guild_id}"


class Ban(models.Model):
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="bans")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="banned_from"
    )
    reason = models.CharField(max_length=512, null=True, blank=True)  # noqa: DJ001
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "bans"
        constraints = (models.UniqueConstraint(fields=("guild", "user"), name="bans_are_unique"),)
