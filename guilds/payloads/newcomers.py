"""What newcomers are shown, as clients get it."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from guilds.models import Onboarding, OnboardingAnswers, ServerGuide, WelcomeScreen


class WelcomeChannelPayload(TypedDict):
    channel_id: str
    description: str
    emoji_id: str | None
    emoji_name: str | None


class WelcomeScreenPayload(TypedDict):
    description: str | None
    welcome_channels: list[WelcomeChannelPayload]


class ChosenEmojiPayload(TypedDict):
    id: str | None
    name: str | None
    animated: bool


class OnboardingOptionPayload(TypedDict):
    id: str
    title: str
    description: str
    emoji: ChosenEmojiPayload
    role_ids: list[str]
    channel_ids: list[str]


class OnboardingPromptPayload(TypedDict):
    id: str
    title: str
    options: list[OnboardingOptionPayload]
    single_select: bool
    required: bool
    in_onboarding: bool
    type: int


class OnboardingPayload(TypedDict):
    guild_id: str
    prompts: list[OnboardingPromptPayload]
    default_channel_ids: list[str]
    enabled: bool
    mode: int
    # These three for a person who asks: what they answered, and when they saw what.
    responses: NotRequired[list[str]]
    onboarding_prompts_seen: NotRequired[dict[str, int]]
    onboarding_responses_seen: NotRequired[dict[str, int]]


class OnboardingAnswersPayload(TypedDict):
    guild_id: str
    user_id: str
    onboarding_responses: list[str]
    onboarding_prompts_seen: dict[str, int]
    onboarding_responses_seen: dict[str, int]


class WelcomeMessagePayload(TypedDict):
    author_ids: list[str]
    message: str


class GuideEntryPayload(TypedDict):
    channel_id: str
    title: str
    description: str
    action_type: NotRequired[int]  # of a first thing to do: 0 to look, 1 to talk
    emoji: NotRequired[ChosenEmojiPayload]


class ServerGuidePayload(TypedDict):
    guild_id: str
    enabled: bool
    welcome_message: NotRequired[WelcomeMessagePayload]
    new_member_actions: list[GuideEntryPayload]
    resource_channels: list[GuideEntryPayload]


def welcome_screen_payload(screen: WelcomeScreen | None) -> WelcomeScreenPayload:
    if screen is None:
        return {"description": None, "welcome_channels": []}
    return {"description": screen.description, "welcome_channels": screen.channels}


def onboarding_payload(guild_id: int, onboarding: Onboarding | None) -> OnboardingPayload:
    found = onboarding or Onboarding(guild_id=guild_id)
    return {
        "guild_id": str(guild_id),
        "prompts": found.prompts,
        "default_channel_ids": [str(channel_id) for channel_id in found.default_channel_ids],
        "enabled": found.enabled,
        "mode": found.mode,
    }


def own_onboarding_payload(
    guild_id: int, onboarding: Onboarding | None, answers: OnboardingAnswers | None
) -> OnboardingPayload:
    """Return onboarding as a member sees it, with what they answered."""
    payload = onboarding_payload(guild_id, onboarding)
    found = answers or OnboardingAnswers(guild_id=guild_id)
    there = {option["id"] for prompt in payload["prompts"] for option in prompt["options"]}
    return {
        **payload,
        "responses": [str(one) for one in found.option_ids if str(one) in there],
        "onboarding_prompts_seen": found.prompts_seen,
        "onboarding_responses_seen": found.responses_seen,
    }


def onboarding_answers_payload(answers: OnboardingAnswers) -> OnboardingAnswersPayload:
    return {
        "guild_id": str(answers.guild_id),
        "user_id": str(answers.user_id),
        "onboarding_responses": [str(option_id) for option_id in answers.option_ids],
        "onboarding_prompts_seen": answers.prompts_seen,
        "onboarding_responses_seen": answers.responses_seen,
    }


def server_guide_payload(guide: ServerGuide) -> ServerGuidePayload:
    payload: dict[str, Any] = {
        "guild_id": str(guide.guild_id),
        "enabled": guide.enabled,
        "new_member_actions": guide.new_member_actions,
        "resource_channels": guide.resource_channels,
    }
    if guide.welcome_message is not None:
        payload["welcome_message"] = guide.welcome_message
    return payload  # type: ignore[return-value]
