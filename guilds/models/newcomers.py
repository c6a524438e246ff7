"""What awaits new members: a welcome screen, questions, a guide."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from guilds.models.guilds import Guild


class WelcomeScreen(models.Model):
    """Whether it is shown is the guild's feature WELCOME_SCREEN_ENABLED."""

    guild = models.OneToOneField(
        Guild, on_delete=models.CASCADE, primary_key=True, related_name="welcome_screen"
    )
    description = models.CharField(max_length=140, null=True, blank=True)  # noqa: DJ001
    # As clients get them: channel_id, description, emoji_id, emoji_name.
    channels = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "welcome_screens"

    def __str__(self) -> str:
        return f"of {self.guild_id}"


class Onboarding(models.Model):
    guild = models.OneToOneField(
        Guild, on_delete=models.CASCADE, primary_key=True, related_name="onboarding"
    )
    enabled = models.BooleanField(default=False)
    mode = models.SmallIntegerField(default=0)
    default_channel_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # As clients get them, with their options.
    prompts = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "onboardings"

    def __str__(self) -> str:
        return f"of {self.guild_id}"


class OnboardingAnswers(models.Model):
    """What a member answered; it goes with the membership."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="onboarding_answers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="onboarding_answers"
    )
    option_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # When their client showed them what, in milliseconds since 1970, by id.
    prompts_seen = models.JSONField(default=dict, blank=True)
    responses_seen = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "onboarding_answers"
        constraints = (
            models.UniqueConstraint(fields=("guild", "user"), name="onboarding_answers_are_unique"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.guild_id}"


class ServerGuide(models.Model):
    """What new members can do first, and where they find what (home settings)."""

    guild = models.OneToOneField(
        Guild, on_delete=models.CASCADE, primary_key=True, related_name="server_guide"
    )
    enabled = models.BooleanField(default=False)
    # As clients get them.
    welcome_message = models.JSONField(null=True, blank=True)
    new_member_actions = models.JSONField(default=list, blank=True)
    resource_channels = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "server_guides"

    def __str__(self) -> str:
        return f"of {self.guild_id}"
