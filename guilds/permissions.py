"""What a member may do: Discord's permission arithmetic, without a database.

https://discord.com/developers/docs/topics/permissions. REST, gateway and voice all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from functools import reduce
from operator import or_
from typing import Final


class Permissions(IntFlag):
    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    VIEW_GUILD_INSIGHTS = 1 << 19
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    MODERATE_MEMBERS = 1 << 40
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 1 << 41
    USE_SOUNDBOARD = 1 << 42
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_SOUNDS = 1 << 45
    SEND_VOICE_MESSAGES = 1 << 46
    SET_VOICE_CHANNEL_STATUS = 1 << 48
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


NONE: Final = Permissions(0)
ALL: Final = reduce(or_, Permissions, NONE)

# What @everyone may do in a new guild, as Discord sets it.
DEFAULT_EVERYONE: Final = Permissions(2_248_473_465_835_073)

# What somebody in a timeout keeps.
TIMED_OUT: Final = Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY

# Worth nothing to who may not send messages.
NEEDS_SENDING: Final = (
    Permissions.MENTION_EVERYONE
    | Permissions.SEND_TTS_MESSAGES
    | Permissions.ATTACH_FILES
    | Permissions.EMBED_LINKS
)

# Worth nothing in a voice channel to who may not connect to it.
NEEDS_CONNECTING: Final = (
    Permissions.PRIORITY_SPEAKER
    | Permissions.STREAM
    | Permissions.SPEAK
    | Permissions.MUTE_MEMBERS
    | Permissions.DEAFEN_MEMBERS
    | Permissions.MOVE_MEMBERS
    | Permissions.USE_VAD
    | Permissions.REQUEST_TO_SPEAK
    | Permissions.USE_EMBEDDED_ACTIVITIES
    | Permissions.USE_SOUNDBOARD
    | Permissions.USE_EXTERNAL_SOUNDS
    | Permissions.SET_VOICE_CHANNEL_STATUS
    | Permissions.MANAGE_CHANNELS
    | Permissions.MANAGE_ROLES
)

# What moderators need a second factor for where the guild asks for one.
ELEVATED: Final = (
    Permissions.KICK_MEMBERS
    | Permissions.BAN_MEMBERS
    | Permissions.ADMINISTRATOR
    | Permissions.MANAGE_CHANNELS
    | Permissions.MANAGE_GUILD
    | Permissions.MANAGE_MESSAGES
    | Permissions.MANAGE_ROLES
    | Permissions.MANAGE_WEBHOOKS
    | Permissions.MANAGE_GUILD_EXPRESSIONS
    | Permissions.MANAGE_THREADS
    | Permissions.MODERATE_MEMBERS
    | Permissions.VIEW_CREATOR_MONETIZATION_ANALYTICS
)

# What members have to be verified for where the guild asks for it.
SPEAKING: Final = (
    Permissions.SEND_MESSAGES
    | Permissions.SEND_MESSAGES_IN_THREADS
    | Permissions.ADD_REACTIONS
    | Permissions.CREATE_PUBLIC_THREADS
    | Permissions.CREATE_PRIVATE_THREADS
)

# What the people in a direct channel may do there.
DIRECT_CHANNEL: Final = (
    Permissions.ADD_REACTIONS
    | Permissions.STREAM
    | Permissions.VIEW_CHANNEL
    | Permissions.SEND_MESSAGES
    | Permissions.EMBED_LINKS
    | Permissions.ATTACH_FILES
    | Permissions.READ_MESSAGE_HISTORY
    | Permissions.MENTION_EVERYONE
    | Permissions.USE_EXTERNAL_EMOJIS
    | Permissions.CONNECT
    | Permissions.SPEAK
    | Permissions.USE_VAD
    | Permissions.USE_APPLICATION_COMMANDS
    | Permissions.USE_EXTERNAL_STICKERS
    | Permissions.USE_EMBEDDED_ACTIVITIES
    | Permissions.USE_SOUNDBOARD
    | Permissions.USE_EXTERNAL_SOUNDS
    | Permissions.SEND_VOICE_MESSAGES
    | Permissions.SEND_POLLS
    | Permissions.USE_EXTERNAL_APPS
    | Permissions.PIN_MESSAGES
)

# Plain integers: arithmetic on flags is an order of magnitude slower, and the hub does a lot.
_ALL = int(ALL)
_ADMINISTRATOR = int(Permissions.ADMINISTRATOR)
_WITHOUT_ADMINISTRATOR = ~_ADMINISTRATOR
_VIEW_CHANNEL = int(Permissions.VIEW_CHANNEL)
_SEND_MESSAGES = int(Permissions.SEND_MESSAGES)
_SEND_MESSAGES_IN_THREADS = int(Permissions.SEND_MESSAGES_IN_THREADS)
_CONNECT = int(Permissions.CONNECT)
_WITHOUT_SENDING = ~int(NEEDS_SENDING)
_WITHOUT_CONNECTING = ~int(NEEDS_CONNECTING)
_TIMED_OUT = int(TIMED_OUT)


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows and denies to one role or one member."""

    allow: int = 0
    deny: int = 0

    def apply(self, granted: int) -> int:
        return granted & ~self.deny | self.allow


UNTOUCHED: Final = Overwrite()


def merge(overwrites: Iterable[Overwrite]) -> Overwrite:
    """Return what several roles' overwrites mean together: what any of them allows holds."""
    allow = deny = 0
    for overwrite in overwrites:
        allow |= overwrite.allow
        deny |= overwrite.deny
    return Overwrite(allow, deny)


def base_permissions(
    *, is_owner: bool, roles: Iterable[int], timed_out: bool = False
) -> Permissions:
    """Return what a member may do in the guild as a whole.

    ``roles`` are the permissions of @everyone and of each role the member has.
    """
    return Permissions(base_bits(is_owner=is_owner, roles=roles, timed_out=timed_out))


def base_bits(*, is_owner: bool, roles: Iterable[int], timed_out: bool = False) -> int:
    """``base_permissions`` as a plain integer."""
    if is_owner:
        return _ALL
    granted = 0
    for role in roles:
        granted |= role
    if granted & _ADMINISTRATOR:
        return _ALL
    return granted & _TIMED_OUT if timed_out else granted


def channel_permissions(
    *,
    is_owner: bool,
    roles: Iterable[int],
    everyone: Overwrite = UNTOUCHED,
    role_overwrites: Iterable[Overwrite] = (),
    member: Overwrite = UNTOUCHED,
    timed_out: bool = False,
    is_thread: bool = False,
    is_voice: bool = False,
) -> Permissions:
    """Return what a member may do in a channel.

    The order is fixed by the API: roles, then the overwrite for @everyone, then those of the
    member's roles together, then the member's own. A thread has no overwrites: give those of
    its parent, and ``is_thread``.
    """
    return Permissions(
        channel_bits(
            base_bits(is_owner=is_owner, roles=roles),
            everyone=everyone,
            role_overwrites=role_overwrites,
            member=member,
            timed_out=timed_out,
            is_thread=is_thread,
            is_voice=is_voice,
        )
    )


def channel_bits(
    base: int,
    *,
    everyone: Overwrite = UNTOUCHED,
    role_overwrites: Iterable[Overwrite] = (),
    member: Overwrite = UNTOUCHED,
    timed_out: bool = False,
    is_thread: bool = False,
    is_voice: bool = False,
) -> int:
    """``channel_permissions`` on plain integers; ``base`` comes from ``base_bits``, untimed."""
    if base & _ADMINISTRATOR:
        return _ALL
    granted = everyone.apply(base)
    granted = merge(role_overwrites).apply(granted)
    # An overwrite cannot make an administrator, whatever it says.
    granted = member.apply(granted) & _WITHOUT_ADMINISTRATOR
    if timed_out:
        granted &= _TIMED_OUT
    return without_implicitly_denied(granted, is_thread=is_thread, is_voice=is_voice)


def without_implicitly_denied(
    granted: int, *, is_thread: bool = False, is_voice: bool = False
) -> int:
    """Drop what is worth nothing for want of another permission.

    Nothing in a channel without VIEW_CHANNEL, no mass mentions, TTS, files or embeds without
    SEND_MESSAGES (in a thread SEND_MESSAGES_IN_THREADS takes its place), nothing of voice and
    no management of a voice channel without CONNECT.
    """
    if not granted & _VIEW_CHANNEL:
        return 0
    if is_thread:
        may_send = granted & _SEND_MESSAGES_IN_THREADS
        granted = granted | _SEND_MESSAGES if may_send else granted & ~_SEND_MESSAGES
    if not granted & _SEND_MESSAGES:
        granted &= _WITHOUT_SENDING
    if is_voice and not granted & _CONNECT:
        granted &= _WITHOUT_CONNECTING
    return granted


def is_synced(
    channel: Iterable[tuple[int, Overwrite]], category: Iterable[tuple[int, Overwrite]]
) -> bool:
    """Return whether a channel allows and denies exactly what its category does.

    Both are (target id, overwrite) pairs; an overwrite that says nothing counts as absent.
    """
    return _effective(channel) == _effective(category)


def _effective(overwrites: Iterable[tuple[int, Overwrite]]) -> dict[int, Overwrite]:
    return {target: overwrite for target, overwrite in overwrites if overwrite != UNTOUCHED}
