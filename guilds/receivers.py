"""What follows for guilds from changes of accounts, and what the accounts app asks."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.dispatch import receiver

from accounts.models import Application, User
from accounts.signals import (
    application_asked,
    bot_deleted,
    code_exchanged,
    invite_asked,
    mutuals_asked,
    profile_changed,
)
from config.kernel.errors import UnknownGuild
from guilds import events
from guilds.models import Guild, Member, Webhook
from guilds.payloads import guild_payload, member_payload
from guilds.payloads.webhooks import webhook_payload
from guilds.selectors import mutual_guild_ids
from guilds.services.automod import screen_profile
from guilds.services.changes import changing
from guilds.services.invites import guild_of_invite
from guilds.services.memberships import remove_member


@receiver(profile_changed)
def tell_guilds_of_profile(user: User, **_: Any) -> None:
    """Tell everybody who shares a guild how a user looks now.

    Each guild is locked: a member's event carries their roles, and must not repeat those of
    before a change that was announced meanwhile.
    """
    guild_ids = Member.objects.filter(user_id=user.id).order_by("guild_id")
    for guild_id in list(guild_ids.values_list("guild_id", flat=True)):
        with suppress(UnknownGuild), changing(guild_id) as guild:
            member = Member.objects.filter(guild=guild, user_id=user.id).first()
            if member is not None:
                member.user = user
                events.member_updated(member)
                screen_profile(guild, member)


@receiver(bot_deleted)
def take_bot_out_of_guilds(user: User, **_: Any) -> None:
    guild_ids = Member.objects.filter(user_id=user.id).order_by("guild_id")
    for guild_id in list(guild_ids.values_list("guild_id", flat=True)):
        with suppress(UnknownGuild), changing(guild_id) as guild:
            member = Member.objects.select_related("user").filter(guild=guild, user=user).first()
            if member is not None:
                remove_member(guild, member)


@receiver(invite_asked)
def answer_invite(code: str, **_: Any) -> bool:
    return guild_of_invite(code) is not None


@receiver(mutuals_asked)
def answer_mutuals(
    viewer: User, user: User, guild_id: int | None = None, **_: Any
) -> dict[str, Any]:
    shared = mutual_guild_ids(viewer.id, user.id) if viewer.id != user.id else []
    answer: dict[str, Any] = {
        "mutual_guilds": [{"id": str(guild_id), "nick": nick} for guild_id, nick in shared]
    }
    if guild_id is None:
        return answer
    members = Member.objects.filter(guild_id=guild_id, guild__members__user_id=viewer.id)
    member = members.select_related("user").filter(user_id=user.id).first()
    if member is not None:
        answer["guild_member"] = member_payload(member)
        answer["guild_member_profile"] = {
            "guild_id": str(guild_id),
            "bio": member.bio,
            "banner": member.banner,
            "accent_color": None,
            "pronouns": member.pronouns,
        }
    return answer


@receiver(code_exchanged)
def tell_what_was_chosen(chosen: dict[str, int], **_: Any) -> dict[str, Any]:
    """Tell an application which guild its bot was let into, and the webhook it was given."""
    told: dict[str, Any] = {}
    guild = Guild.objects.filter(id=chosen.get("guild_id", 0)).first()
    if guild is not None:
        told["guild"] = guild_payload(guild)
    webhook = Webhook.objects.select_related("user").filter(id=chosen.get("webhook_id", 0)).first()
    if webhook is not None:
        told["webhook"] = webhook_payload(webhook)
    return told


@receiver(application_asked)
def answer_application(application: Application, **_: Any) -> dict[str, Any]:
    count = Member.objects.filter(user_id=application.bot_id).count()
    return {"approximate_guild_count": count}
