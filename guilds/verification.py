"""From when on somebody may speak in a guild that asks its members to be verified first.

https://discord.com/developers/docs/resources/guild#guild-object-verification-level. The highest
level asks for a telephone number at Discord; here a second factor takes its place. Whoever was
given a role, owners and bots are exempt.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Final

REGISTERED_SECONDS: Final = 5 * 60
MEMBER_SECONDS: Final = 10 * 60
VERIFIED: Final = 0.0
NEVER: Final = float("inf")


class VerificationLevel(IntEnum):
    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    VERY_HIGH = 4


def verified_from(
    level: int,
    *,
    is_exempt: bool,
    has_email: bool,
    has_factor: bool,
    registered: datetime,
    joined: datetime,
) -> float:
    """Return the moment (seconds since 1970), 0 for ever since, infinity for not as things are."""
    if is_exempt or level <= VerificationLevel.NONE:
        return VERIFIED
    if not has_email or (level >= VerificationLevel.VERY_HIGH and not has_factor):
        return NEVER
    moments = [VERIFIED]
    if level >= VerificationLevel.MEDIUM:
        moments.append(registered.timestamp() + REGISTERED_SECONDS)
    if level >= VerificationLevel.HIGH:
        moments.append(joined.timestamp() + MEMBER_SECONDS)
    return max(moments)
