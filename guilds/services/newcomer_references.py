"""What newcomers are shown never names a channel or role that is gone."""

from __future__ import annotations

from typing import Any

from guilds.models import Guild, Onboarding, ServerGuide, WelcomeScreen


def forget_channel(guild: Guild, channel_id: int) -> None:
    """Leave a deleted channel out of everything that newcomers are shown."""
    gone = str(channel_id)
    for screen in WelcomeScreen.objects.filter(guild=guild):
        screen.channels = without(screen.channels, gone)
        screen.save(update_fields=["channels"])
    for guide in ServerGuide.objects.filter(guild=guild):
        guide.new_member_actions = without(guide.new_member_actions, gone)
        guide.resource_channels = without(guide.resource_channels, gone)
        guide.save(update_fields=["new_member_actions", "resource_channels"])
    for onboarding in Onboarding.objects.filter(guild=guild):
        kept = [one for one in onboarding.default_channel_ids if one != channel_id]
        onboarding.default_channel_ids = kept
        drop_from_options(onboarding, "channel_ids", gone)
        onboarding.save(update_fields=["default_channel_ids", "prompts"])


def forget_role(guild: Guild, role_id: int) -> None:
    """Leave a deleted role out of the answers to questions."""
    for onboarding in Onboarding.objects.filter(guild=guild):
        drop_from_options(onboarding, "role_ids", str(role_id))
        onboarding.save(update_fields=["prompts"])


def without(entries: list[dict[str, Any]], channel_id: str) -> list[dict[str, Any]]:
    return [entry for entry in entries if entry["channel_id"] != channel_id]


def drop_from_options(onboarding: Onboarding, field: str, gone: str) -> None:
    for prompt in onboarding.prompts:
        for option in prompt["options"]:
            option[field] = [one for one in option[field] if one != gone]
