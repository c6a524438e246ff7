"""What new members answer, and what they get for it."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import User
from config.kernel.errors import field_error
from guilds import events
from guilds.models import Guild, Member, MemberFlags, Onboarding
from guilds.services.changes import acting, permissions_changed
from guilds.services.members import locked_member

DONE = MemberFlags.STARTED_ONBOARDING | MemberFlags.COMPLETED_ONBOARDING


def answer_onboarding(user: User, guild: Guild, option_ids: Collection[int]) -> Member:
    """Give a member the roles of the options they chose, and take those of the others.

    Every required question is to be answered, and those with one answer by one at most.
    """
    with acting(user, guild.id) as (locked, _):
        member = locked_member(locked, user.id)
        onboarding = Onboarding.objects.filter(guild=locked, enabled=True).first()
        if onboarding is None:
            raise field_error("onboarding_responses", "BASE_TYPE_CHOICES", "Nothing is asked.")
        chosen_ids = {str(option_id) for option_id in option_ids}
        gained: set[int] = set()
        lost: set[int] = set()
        for prompt in onboarding.prompts:
            chosen = [option for option in prompt["options"] if option["id"] in chosen_ids]
            chosen_ids -= {option["id"] for option in chosen}
            if prompt["required"] and prompt["in_onboarding"] and not chosen:
                message = f"{prompt['title']}: this question is to be answered."
                raise field_error("onboarding_responses", "BASE_TYPE_REQUIRED", message)
            if prompt["single_select"] and len(chosen) > 1:
                message = f"{prompt['title']}: only one answer is possible."
                raise field_error("onboarding_responses", "BASE_TYPE_MAX_LENGTH", message)
            for option in prompt["options"]:
                roles = {int(role_id) for role_id in option["role_ids"]}
                if option in chosen:
                    gained |= roles
                else:
                    lost |= roles
        if chosen_ids:
            raise field_error("onboarding_responses", "BASE_TYPE_CHOICES", "Unknown option.")
        there = set(locked.roles.filter(id__in=gained, managed=False).values_list("id", flat=True))
        kept = [role for role in member.roles if role not in lost - there]
        member.roles = kept + sorted(there - set(kept))
        member.temporary = member.temporary and not member.roles
        member.flags |= DONE
        member.save(update_fields=["roles", "temporary", "flags"])
        permissions_changed(locked)
        events.member_updated(member)
    return member
