"""Finding whom a text addresses.

Discord's markup: ``<@1>`` a user, ``<@&1>`` a role, ``<#1>`` a channel, and the words
``@everyone`` and ``@here``. What stands in code, or after a backslash, addresses nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from config.kernel.snowflake import MAX_SNOWFLAKE

_CODE: Final = re.compile(r"```.*?```|``.+?``|`[^`]+`", re.DOTALL)
_MENTION: Final = re.compile(
    r"(?<!\\)(?:<@(?P<role>&)?!?(?P<id>[0-9]{1,19})>|(?P<everyone>@everyone|@here)(?!\w))"
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom a text addresses: ids in the order of their first appearance."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False


NOBODY: Final = Mentions()


def parse_mentions(content: str) -> Mentions:
    if "@" not in content:
        return NOBODY
    if "`" in content:
        content = _CODE.sub(" ", content)
    users: dict[int, None] = {}
    roles: dict[int, None] = {}
    everyone = False
    for match in _MENTION.finditer(content):
        if match["everyone"]:
            everyone = True
            continue
        snowflake = int(match["id"])
        if 0 < snowflake <= MAX_SNOWFLAKE:
            (roles if match["role"] else users)[snowflake] = None
    return Mentions(tuple(users), tuple(roles), everyone)
