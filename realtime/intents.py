"""Which events a session asked for (https://discord.com/developers/docs/events/gateway#gateway-intents)."""

from __future__ import annotations

from enum import IntFlag
from functools import reduce
from operator import or_
from typing import Final


class Intents(IntFlag):
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


ALL_INTENTS: Final = int(reduce(or_, Intents))
# Bits that Discord's gateway knows and its documentation does not; some libraries ask for all the
# bits there are (interactions.py by default). Nothing is sent for them.
PASSED_OVER: Final = 1 << 17 | 1 << 18 | 1 << 19 | 1 << 22 | 1 << 23
PRIVILEGED: Final = int(Intents.GUILD_MEMBERS | Intents.GUILD_PRESENCES | Intents.MESSAGE_CONTENT)

# Application flags that allow a privileged intent: for few guilds, and for many.
ALLOWED_BY_FLAGS: Final = {
    Intents.GUILD_PRESENCES: 1 << 12 | 1 << 13,
    Intents.GUILD_MEMBERS: 1 << 14 | 1 << 15,
    Intents.MESSAGE_CONTENT: 1 << 18 | 1 << 19,
}

_I = Intents
IN_GUILDS: Final[dict[str, int]] = {
    **dict.fromkeys(
        (
            "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE",
            "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE",
            "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "CHANNEL_PINS_UPDATE",
            "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC",
            "THREAD_MEMBER_UPDATE", "STAGE_INSTANCE_CREATE", "STAGE_INSTANCE_UPDATE",
            "STAGE_INSTANCE_DELETE", "VOICE_CHANNEL_STATUS_UPDATE",
            "VOICE_CHANNEL_START_TIME_UPDATE",
        ),
        _I.GUILDS,
    ),
    "THREAD_MEMBERS_UPDATE": _I.GUILDS | _I.GUILD_MEMBERS,
    **dict.fromkeys(
        (
            "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE",
            "GUILD_JOIN_REQUEST_UPDATE", "GUILD_JOIN_REQUEST_DELETE",
        ),
        _I.GUILD_MEMBERS,
    ),
    **dict.fromkeys(
        ("GUILD_BAN_ADD", "GUILD_BAN_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE"), _I.GUILD_MODERATION
    ),
    **dict.fromkeys(
        (
            "GUILD_EMOJIS_UPDATE", "GUILD_STICKERS_UPDATE", "GUILD_SOUNDBOARD_SOUND_CREATE",
            "GUILD_SOUNDBOARD_SOUND_UPDATE", "GUILD_SOUNDBOARD_SOUND_DELETE",
            "GUILD_SOUNDBOARD_SOUNDS_UPDATE",
        ),
        _I.GUILD_EXPRESSIONS,
    ),
    **dict.fromkeys(
        (
            "GUILD_INTEGRATIONS_UPDATE", "INTEGRATION_CREATE", "INTEGRATION_UPDATE",
            "INTEGRATION_DELETE",
        ),
        _I.GUILD_INTEGRATIONS,
    ),
    "WEBHOOKS_UPDATE": _I.GUILD_WEBHOOKS,
    "INVITE_CREATE": _I.GUILD_INVITES,
    "INVITE_DELETE": _I.GUILD_INVITES,
    "VOICE_STATE_UPDATE": _I.GUILD_VOICE_STATES,
    **dict.fromkeys(
        (
            "VOICE_CHANNEL_EFFECT_SEND", "VOICE_RECORDING_CREATE", "VOICE_RECORDING_UPDATE",
            "VOICE_RECORDING_DELETE", "VOICE_RECORDING_FILE_UPDATE",
        ),
        _I.GUILD_VOICE_STATES,
    ),
    "PRESENCE_UPDATE": _I.GUILD_PRESENCES,
    **dict.fromkeys(
        ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"),
        _I.GUILD_MESSAGES,
    ),
    **dict.fromkeys(
        (
            "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL",
            "MESSAGE_REACTION_REMOVE_EMOJI",
        ),
        _I.GUILD_MESSAGE_REACTIONS,
    ),
    "TYPING_START": _I.GUILD_MESSAGE_TYPING,
    **dict.fromkeys(
        (
            "GUILD_SCHEDULED_EVENT_CREATE", "GUILD_SCHEDULED_EVENT_UPDATE",
            "GUILD_SCHEDULED_EVENT_DELETE", "GUILD_SCHEDULED_EVENT_USER_ADD",
            "GUILD_SCHEDULED_EVENT_USER_REMOVE",
        ),
        _I.GUILD_SCHEDULED_EVENTS,
    ),
    **dict.fromkeys(
        (
            "AUTO_MODERATION_RULE_CREATE", "AUTO_MODERATION_RULE_UPDATE",
            "AUTO_MODERATION_RULE_DELETE",
        ),
        _I.AUTO_MODERATION_CONFIGURATION,
    ),
    "AUTO_MODERATION_ACTION_EXECUTION": _I.AUTO_MODERATION_EXECUTION,
    "MESSAGE_POLL_VOTE_ADD": _I.GUILD_MESSAGE_POLLS,
    "MESSAGE_POLL_VOTE_REMOVE": _I.GUILD_MESSAGE_POLLS,
}  # fmt: skip
IN_DIRECT: Final[dict[str, int]] = {
    **dict.fromkeys(
        (
            "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK",
            "CHANNEL_PINS_UPDATE",
        ),
        _I.DIRECT_MESSAGES,
    ),
    **dict.fromkeys(
        (
            "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL",
            "MESSAGE_REACTION_REMOVE_EMOJI",
        ),
        _I.DIRECT_MESSAGE_REACTIONS,
    ),
    "TYPING_START": _I.DIRECT_MESSAGE_TYPING,
    "MESSAGE_POLL_VOTE_ADD": _I.DIRECT_MESSAGE_POLLS,
    "MESSAGE_POLL_VOTE_REMOVE": _I.DIRECT_MESSAGE_POLLS,
}  # fmt: skip

# Events about people's own things: clients of people get them, bots never do.
PEOPLE_ONLY: Final = frozenset((
    "MESSAGE_ACK", "USER_SETTINGS_UPDATE", "USER_NOTE_UPDATE", "RELATIONSHIP_ADD",
    "RELATIONSHIP_UPDATE", "RELATIONSHIP_REMOVE", "USER_GUILD_SETTINGS_UPDATE",
    "RECENT_MENTION_DELETE", "NOTIFICATION_CREATE", "NOTIFICATION_UPDATE", "NOTIFICATION_DELETE",
    "USER_CONNECTIONS_UPDATE", "CALL_CREATE", "CALL_UPDATE", "CALL_DELETE",
))  # fmt: skip

# What the gateway alone acts on.
INTERNAL: Final = frozenset(("SESSION_REVOKED", "THREAD_ROSTER"))


def needed(name: str, *, in_guild: bool) -> int:
    """Return the intents of which a session needs one to hear the event; 0: it needs none."""
    return int((IN_GUILDS if in_guild else IN_DIRECT).get(name, 0))


def are_allowed(intents: int, application_flags: int) -> bool:
    """Say whether an application's flags allow it the privileged ones among its intents."""
    return all(
        not intents & intent or application_flags & flags
        for intent, flags in ALLOWED_BY_FLAGS.items()
    )
