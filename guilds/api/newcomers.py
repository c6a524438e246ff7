"""What awaits new members: the welcome screen, onboarding, the server guide."""

from __future__ import annotations

from typing import Any

from config.kernel.errors import MissingPermissions
from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.models import Onboarding, OnboardingAnswers, ServerGuide, WelcomeScreen
from guilds.payloads.newcomers import (
    OnboardingAnswersPayload,
    OnboardingPayload,
    ServerGuidePayload,
    WelcomeScreenPayload,
    onboarding_answers_payload,
    onboarding_payload,
    own_onboarding_payload,
    server_guide_payload,
    welcome_screen_payload,
)
from guilds.permissions import Permissions
from guilds.services.guild_features import WELCOME_SCREEN_ENABLED
from guilds.services.onboarding import update_onboarding
from guilds.services.onboarding_answers import answer_onboarding
from guilds.services.server_guide import update_server_guide
from guilds.services.welcome_screens import update_welcome_screen
from guilds.standing import standing


class WelcomeChannel(Body):
    channel_id: Snowflake
    description: str
    emoji_id: Snowflake | None = None
    emoji_name: str | None = None


class WelcomeScreenChanges(Body):
    enabled: bool | None = None
    description: str | UnsetType | None = UNSET
    welcome_channels: list[WelcomeChannel] | UnsetType | None = UNSET

    def values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if self.enabled is not None:
            values["enabled"] = self.enabled
        if self.description is not UNSET:
            values["description"] = self.description or None
        if self.welcome_channels is not UNSET:
            values["channels"] = [channel.given() for channel in self.welcome_channels or ()]
        return values


class OptionBody(Body):
    title: str
    id: Snowflake | None = None
    description: str | None = None
    emoji_id: Snowflake | None = None
    emoji_name: str | None = None
    emoji_animated: bool | None = None
    role_ids: list[Snowflake] | None = None
    channel_ids: list[Snowflake] | None = None

    def values(self) -> dict[str, Any]:
        return {
            **self.given(),
            "role_ids": list(dict.fromkeys(map(int, self.role_ids or ()))),
            "channel_ids": list(dict.fromkeys(map(int, self.channel_ids or ()))),
        }


class PromptBody(Body):
    title: str
    options: list[OptionBody]
    id: Snowflake | None = None
    single_select: bool | None = None
    required: bool | None = None
    in_onboarding: bool | None = None
    type: int | None = None

    def values(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "options": [option.values() for option in self.options],
            "single_select": bool(self.single_select),
            "required": bool(self.required),
            "in_onboarding": bool(self.in_onboarding),
            "type": self.type or 0,
        }


class OnboardingChanges(Body):
    prompts: list[PromptBody] | None = None
    default_channel_ids: list[Snowflake] | None = None
    enabled: bool | None = None
    mode: int | None = None

    def values(self) -> dict[str, Any]:
        values: dict[str, Any] = {"enabled": self.enabled, "mode": self.mode}
        if self.prompts is not None:
            values["prompts"] = [prompt.values() for prompt in self.prompts]
        if self.default_channel_ids is not None:
            values["default_channel_ids"] = list(dict.fromkeys(map(int, self.default_channel_ids)))
        return {name: value for name, value in values.items() if value is not None}


class OnboardingChoices(Body):
    onboarding_responses: list[Snowflake] = []
    onboarding_prompts_seen: dict[str, int] | None = None
    onboarding_responses_seen: dict[str, int] | None = None


class WelcomeMessageBody(Body):
    author_ids: list[Snowflake]
    message: str


class GuideEntryBody(Body):
    channel_id: Snowflake
    title: str
    description: str = ""
    action_type: int = 0
    emoji_id: Snowflake | None = None
    emoji_name: str | None = None


class WantedGuide(Body):
    enabled: bool = True
    welcome_message: WelcomeMessageBody | None = None
    new_member_actions: list[GuideEntryBody] = []
    resource_channels: list[GuideEntryBody] = []

    def values(self) -> dict[str, Any]:
        message = self.welcome_message
        return {
            "enabled": self.enabled,
            "welcome_message": message.given() if message is not None else None,
            "new_member_actions": [entry.given() for entry in self.new_member_actions],
            "resource_channels": [entry.given() for entry in self.resource_channels],
        }


class Welcome(ApiView):
    @operation(output=WelcomeScreenPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> WelcomeScreenPayload:
        guild = access_guild(request.user, guild_id)
        is_shown = WELCOME_SCREEN_ENABLED in guild.features
        if not is_shown and not standing(guild, request.user.id).may(Permissions.MANAGE_GUILD):
            raise MissingPermissions
        return welcome_screen_payload(WelcomeScreen.objects.filter(guild=guild).first())

    @operation(
        body=WelcomeScreenChanges,
        output=WelcomeScreenPayload,
        bucket="welcome-screen",
        per="guild_id",
    )
    def patch(
        self, request: ApiRequest, *, guild_id: int, body: WelcomeScreenChanges
    ) -> WelcomeScreenPayload:
        guild = access_guild(request.user, guild_id)
        return welcome_screen_payload(
            update_welcome_screen(request.user, guild, body.values(), reason=request.reason)
        )


class GuildOnboarding(ApiView):
    @operation(output=OnboardingPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> OnboardingPayload:
        guild = access_guild(request.user, guild_id)
        onboarding = Onboarding.objects.filter(guild=guild).first()
        if request.user.bot:
            return onboarding_payload(guild.id, onboarding)
        answers = OnboardingAnswers.objects.filter(guild=guild, user=request.user).first()
        return own_onboarding_payload(guild.id, onboarding, answers)

    @operation(
        body=OnboardingChanges, output=OnboardingPayload, bucket="onboarding", per="guild_id"
    )
    def put(
        self, request: ApiRequest, *, guild_id: int, body: OnboardingChanges
    ) -> OnboardingPayload:
        guild = access_guild(request.user, guild_id)
        changed = update_onboarding(request.user, guild, body.values(), reason=request.reason)
        return onboarding_payload(guild.id, changed)


class OnboardingResponses(ApiView):
    @operation(
        who="people",
        body=OnboardingChoices,
        output=OnboardingAnswersPayload,
        also={204: None},
        bucket="onboarding-responses",
        per="guild_id",
    )
    def post(
        self, request: ApiRequest, *, guild_id: int, body: OnboardingChoices
    ) -> OnboardingAnswersPayload | None:
        return answer(request, guild_id, body, completes=True)

    @operation(
        who="people",
        body=OnboardingChoices,
        output=OnboardingAnswersPayload,
        also={204: None},
        bucket="onboarding-responses",
        per="guild_id",
    )
    def put(
        self, request: ApiRequest, *, guild_id: int, body: OnboardingChoices
    ) -> OnboardingAnswersPayload | None:
        return answer(request, guild_id, body, completes=False)


def answer(
    request: ApiRequest, guild_id: int, body: OnboardingChoices, *, completes: bool
) -> OnboardingAnswersPayload | None:
    answers = answer_onboarding(
        request.user,
        access_guild(request.user, guild_id),
        [int(option_id) for option_id in body.onboarding_responses],
        completes=completes,
        prompts_seen=body.onboarding_prompts_seen,
        responses_seen=body.onboarding_responses_seen,
    )
    return onboarding_answers_payload(answers) if answers.option_ids else None


class NewMemberWelcome(ApiView):
    @operation(output=ServerGuidePayload, also={204: None}, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> ServerGuidePayload | None:
        guild = access_guild(request.user, guild_id)
        guide = ServerGuide.objects.filter(guild=guild).first()
        return server_guide_payload(guide) if guide is not None else None

    @operation(body=WantedGuide, output=ServerGuidePayload, bucket="server-guide", per="guild_id")
    def put(self, request: ApiRequest, *, guild_id: int, body: WantedGuide) -> ServerGuidePayload:
        guild = access_guild(request.user, guild_id)
        return server_guide_payload(
            update_server_guide(request.user, guild, body.values(), reason=request.reason)
        )
