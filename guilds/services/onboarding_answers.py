"""What new members answer, and what they get for it: roles, and channels to be shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from accounts.models import User
from config.kernel.errors import bad_length, field_error
from config.settings import limits
from guilds import events
from guilds.models import Guild, Member, MemberFlags, Onboarding, OnboardingAnswers
from guilds.services.changes import acting, permissions_changed
from guilds.services.channel_opt_in import opt_in
from guilds.services.members import locked_member

FIELD = "onboarding_responses"
DONE = MemberFlags.STARTED_ONBOARDING | MemberFlags.COMPLETED_ONBOARDING


def answer_onboarding(
    user: User,
    guild: Guild,
    option_ids: Collection[int],
    *,
    completes: bool = True,
    prompts_seen: Mapping[str, int] | None = None,
    responses_seen: Mapping[str, int] | None = None,
) -> OnboardingAnswers:
    """Give a member the roles and channels of the options they chose, and take the others.

    Each question with one answer has one at most. Who ``completes`` onboarding has answered every
    required question; until then, and later, they may choose as they like.
    """
    with acting(user, guild.id) as (locked, _):
        member = locked_member(locked, user.id)
        onboarding = Onboarding.objects.filter(guild=locked, enabled=True).first()
        if onboarding is None:
            raise field_error(FIELD, "BASE_TYPE_CHOICES", "Nothing is asked.")
        chosen, others = sorted_options(onboarding, option_ids, completes=completes)
        give_roles(locked, member, ids_of(chosen, "role_ids"), ids_of(others, "role_ids"))
        before = member.flags
        member.flags |= DONE if completes else MemberFlags.STARTED_ONBOARDING
        member.save(update_fields=["roles", "temporary", "flags"])
        permissions_changed(locked)
        events.member_updated(member)
        shown = ids_of(chosen, "channel_ids")
        begins = completes and not before & MemberFlags.COMPLETED_ONBOARDING
        default = set(onboarding.default_channel_ids)
        opt_in(
            locked,
            user,
            shown | default if begins else shown,
            ids_of(others, "channel_ids") - shown - default,
            begins=begins,
        )
        return write_answers(locked, user, option_ids, prompts_seen, responses_seen)


def sorted_options(
    onboarding: Onboarding, option_ids: Collection[int], *, completes: bool
) -> tuple[list[Any], list[Any]]:
    """Return the options that were chosen, and those that were not."""
    if len(option_ids) > limits.ONBOARDING_PROMPTS * limits.ONBOARDING_OPTIONS:
        raise bad_length(FIELD, 0, limits.ONBOARDING_PROMPTS * limits.ONBOARDING_OPTIONS)
    wanted = {str(option_id) for option_id in option_ids}
    all_chosen, others = [], []
    for prompt in onboarding.prompts:
        chosen = [option for option in prompt["options"] if option["id"] in wanted]
        if completes and prompt["required"] and prompt["in_onboarding"] and not chosen:
            message = f"{prompt['title']}: this question is to be answered."
            raise field_error(FIELD, "BASE_TYPE_REQUIRED", message)
        if prompt["single_select"] and len(chosen) > 1:
            message = f"{prompt['title']}: only one answer is possible."
            raise field_error(FIELD, "BASE_TYPE_MAX_LENGTH", message)
        all_chosen += chosen
        others += [option for option in prompt["options"] if option["id"] not in wanted]
    if wanted - {option["id"] for option in all_chosen}:
        raise field_error(FIELD, "BASE_TYPE_CHOICES", "Unknown option.")
    return all_chosen, others


def ids_of(options: Collection[Mapping[str, Any]], field: str) -> set[int]:
    return {int(one) for option in options for one in option[field]}


def give_roles(guild: Guild, member: Member, gained: set[int], lost: set[int]) -> None:
    """Set the member's roles; the caller saves them."""
    there = set(guild.roles.filter(id__in=gained, managed=False).values_list("id", flat=True))
    kept = [role for role in member.roles if role not in lost - there]
    member.roles = kept + sorted(there - set(kept))
    member.temporary = member.temporary and not member.roles


def write_answers(
    guild: Guild,
    user: User,
    option_ids: Collection[int],
    prompts_seen: Mapping[str, int] | None,
    responses_seen: Mapping[str, int] | None,
) -> OnboardingAnswers:
    answers, _ = OnboardingAnswers.objects.get_or_create(guild=guild, user=user)
    answers.option_ids = list(dict.fromkeys(option_ids))
    if prompts_seen is not None:
        answers.prompts_seen = checked_times("onboarding_prompts_seen", prompts_seen)
    if responses_seen is not None:
        answers.responses_seen = checked_times("onboarding_responses_seen", responses_seen)
    answers.save()
    return answers


def checked_times(path: str, times: Mapping[str, int]) -> dict[str, int]:
    """Return when what was seen, if that can be: ids, and milliseconds since 1970."""
    most = limits.ONBOARDING_PROMPTS * (1 + limits.ONBOARDING_OPTIONS)
    if len(times) > most:
        raise bad_length(path, 0, most)
    if any(
        not key.isdecimal() or len(key) > 20 or not 0 <= at < 2**53 for key, at in times.items()
    ):
        raise field_error(path, "BASE_TYPE_BAD_INT", "Must be times in milliseconds by id.")
    return dict(times)
