"""What a rule of auto moderation may say, checked against every documented limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from config.kernel.errors import (
    FormError,
    bad_length,
    field_error,
    not_a_choice,
    not_in_range,
    required,
    too_long,
)
from config.settings import limits
from guilds.automod.matching import InvalidPattern, compile_pattern, parse_keyword
from guilds.automod.presets import WORDS
from guilds.automod.rules import ActionType, EventType, TriggerType
from guilds.models import ChannelType, Guild
from guilds.payloads.automod import METADATA

BLOCK: Final = {"type": int(ActionType.BLOCK_MESSAGE), "metadata": {}}
QUARANTINE: Final = {"type": int(ActionType.BLOCK_MEMBER_INTERACTION), "metadata": {}}
OF_MESSAGES: Final = (ActionType.BLOCK_MESSAGE, ActionType.SEND_ALERT_MESSAGE)
ALLOWED_ACTIONS: Final[Mapping[int, Sequence[int]]] = {
    TriggerType.KEYWORD: (*OF_MESSAGES, ActionType.TIMEOUT),
    TriggerType.SPAM: OF_MESSAGES,
    TriggerType.KEYWORD_PRESET: OF_MESSAGES,
    TriggerType.MENTION_SPAM: (*OF_MESSAGES, ActionType.TIMEOUT),
    TriggerType.MEMBER_PROFILE: (
        ActionType.SEND_ALERT_MESSAGE,
        ActionType.BLOCK_MEMBER_INTERACTION,
    ),
}
HOLD_ALERTS: Final = (
    ChannelType.GUILD_TEXT,
    ChannelType.GUILD_ANNOUNCEMENT,
    ChannelType.GUILD_VOICE,
    ChannelType.GUILD_STAGE_VOICE,
)


def checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= limits.AUTOMOD_RULE_NAME_LENGTH:
        raise bad_length("name", 1, limits.AUTOMOD_RULE_NAME_LENGTH)
    return name


def check_types(trigger_type: int, event_type: int) -> None:
    """Refuse kinds of rules that do not exist, or look where they cannot."""
    if trigger_type not in METADATA:
        raise not_a_choice("trigger_type", sorted(int(kind) for kind in TriggerType))
    expected = (
        EventType.MEMBER_UPDATE
        if trigger_type == TriggerType.MEMBER_PROFILE
        else EventType.MESSAGE_SEND
    )
    if event_type != expected:
        raise not_a_choice("event_type", [int(expected)])


def checked_metadata(trigger_type: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the metadata concerns this kind of rule; the rest is passed over."""
    known = METADATA[trigger_type]
    wanted = {name: given[name] for name in known if given.get(name) is not None}
    of_presets = trigger_type == TriggerType.KEYWORD_PRESET
    for name, value in wanted.items():
        path = f"trigger_metadata.{name}"
        if name == "keyword_filter":
            check_words(path, value, limits.AUTOMOD_KEYWORDS)
        elif name == "allow_list":
            most = limits.AUTOMOD_ALLOWED_OF_PRESETS if of_presets else limits.AUTOMOD_ALLOWED
            check_words(path, value, most)
        elif name == "regex_patterns":
            check_patterns(path, value)
        elif name == "presets":
            check_presets(path, value)
        elif name == "mention_total_limit" and not 0 <= value <= limits.AUTOMOD_MENTIONS:
            raise not_in_range(path, 0, limits.AUTOMOD_MENTIONS)
    if of_presets and "presets" not in wanted:
        raise required("trigger_metadata.presets")
    return wanted


def check_words(path: str, words: Sequence[str], most: int) -> None:
    check_count(path, words, most)
    for index, word in enumerate(words):
        if not 1 <= len(word) <= limits.AUTOMOD_KEYWORD_LENGTH:
            raise bad_length(f"{path}.{index}", 1, limits.AUTOMOD_KEYWORD_LENGTH)
        if parse_keyword(word) is None or not is_text(word):
            raise field_error(
                f"{path}.{index}", "AUTO_MODERATION_INVALID_KEYWORD", "This is no keyword."
            )


def check_patterns(path: str, patterns: Sequence[str]) -> None:
    check_count(path, patterns, limits.AUTOMOD_PATTERNS)
    for index, pattern in enumerate(patterns):
        if not 1 <= len(pattern) <= limits.AUTOMOD_PATTERN_LENGTH:
            raise bad_length(f"{path}.{index}", 1, limits.AUTOMOD_PATTERN_LENGTH)
        try:
            compile_pattern(pattern)
        except InvalidPattern as error:
            message = f"Invalid regex pattern: {error}"
            raise field_error(f"{path}.{index}", "AUTO_MODERATION_INVALID_REGEX", message) from None


def check_presets(path: str, presets: Sequence[int]) -> None:
    for index, preset in enumerate(presets):
        if preset not in WORDS:
            raise not_a_choice(f"{path}.{index}", sorted(WORDS))
    if len(set(presets)) != len(presets):
        raise not_unique(path)


def check_count(path: str, items: Sequence[object], most: int) -> None:
    if len(items) > most:
        raise too_long(path, most)


def not_unique(path: str) -> FormError:
    return field_error(path, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this.")


def is_text(value: str) -> bool:
    return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)


def checked_actions(
    guild: Guild, trigger_type: int, given: Sequence[Mapping[str, Any]] | None
) -> list[dict[str, Any]]:
    """Return the actions as they are kept; without any, what such a rule is for."""
    if given is None:
        return [dict(QUARANTINE if trigger_type == TriggerType.MEMBER_PROFILE else BLOCK)]
    if not 1 <= len(given) <= limits.AUTOMOD_ACTIONS:
        raise bad_length("actions", 1, limits.AUTOMOD_ACTIONS)
    kinds = [action["type"] for action in given]
    if len(set(kinds)) != len(kinds):
        raise not_unique("actions")
    allowed = ALLOWED_ACTIONS[trigger_type]
    for index, kind in enumerate(kinds):
        if kind not in allowed:
            raise not_a_choice(f"actions.{index}.type", [int(choice) for choice in allowed])
    return [
        {"type": action["type"], "metadata": checked_action(guild, f"actions.{index}", action)}
        for index, action in enumerate(given)
    ]


def checked_action(guild: Guild, path: str, action: Mapping[str, Any]) -> dict[str, Any]:
    given = action.get("metadata") or {}
    kind = action["type"]
    if kind == ActionType.SEND_ALERT_MESSAGE:
        return {"channel_id": alert_channel(guild, f"{path}.metadata.channel_id", given)}
    if kind == ActionType.TIMEOUT:
        seconds = given.get("duration_seconds")
        where = f"{path}.metadata.duration_seconds"
        if seconds is None:
            raise required(where)
        if not 0 <= seconds <= limits.AUTOMOD_TIMEOUT_SECONDS:
            raise not_in_range(where, 0, limits.AUTOMOD_TIMEOUT_SECONDS)
        return {"duration_seconds": seconds}
    explanation = given.get("custom_message")
    if kind == ActionType.BLOCK_MESSAGE and explanation:
        where = f"{path}.metadata.custom_message"
        if len(explanation) > limits.AUTOMOD_CUSTOM_MESSAGE_LENGTH:
            raise too_long(where, limits.AUTOMOD_CUSTOM_MESSAGE_LENGTH)
        if not is_text(explanation):
            raise field_error(where, "STRING_TYPE_INVALID", "The text holds invalid characters.")
        return {"custom_message": explanation}
    return {}


def alert_channel(guild: Guild, path: str, given: Mapping[str, Any]) -> int:
    channel_id = given.get("channel_id")
    if channel_id is None:
        raise required(path)
    if not guild.channels.filter(id=channel_id, type__in=HOLD_ALERTS).exists():
        raise field_error(path, "AUTO_MODERATION_INVALID_CHANNEL", "This is no channel for alerts.")
    return int(channel_id)


def checked_exemptions(field: str, ids: Sequence[int], most: int) -> list[int]:
    """Return ids of roles or channels; those that are gone do no harm."""
    check_count(field, ids, most)
    if len(set(ids)) != len(ids):
        raise not_unique(field)
    return [int(one) for one in ids]
