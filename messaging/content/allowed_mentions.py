"""Which of the mentions in a text may notify: the ``allowed_mentions`` of a request.

https://discord.com/developers/docs/resources/message#allowed-mentions-object
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from config.kernel.errors import FormError
from config.kernel.fields import parse_decimal
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.settings import limits
from messaging.content.mentions import Mentions

KINDS: Final = ("users", "roles", "everyone")
EXCLUSIVE: Final = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"


@dataclass(frozen=True, slots=True)
class AllowedMentions:
    """What the sender lets through. Without an ``allowed_mentions``: everything."""

    parse: frozenset[str] = field(default_factory=lambda: frozenset(KINDS))
    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    replied_user: bool = True

    def of(self, found: Mentions) -> Mentions:
        """Return those of ``found`` that may notify."""
        return Mentions(
            users=tuple(i for i in found.users if "users" in self.parse or i in self.users),
            roles=tuple(i for i in found.roles if "roles" in self.parse or i in self.roles),
            everyone=found.everyone and "everyone" in self.parse,
        )


EVERYTHING: Final = AllowedMentions()


def read_allowed_mentions(data: Mapping[str, Any] | None) -> AllowedMentions:
    """Check an ``allowed_mentions`` object; raises ``FormError`` with paths into the body."""
    if data is None:
        return EVERYTHING
    errors: dict[str, list[tuple[str, str]]] = {}
    parse = _parse(data.get("parse"), errors)
    users = _ids("users", data.get("users"), errors)
    roles = _ids("roles", data.get("roles"), errors)
    for kind, ids in (("users", users), ("roles", roles)):
        if kind in parse and ids:
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            errors["allowed_mentions"] = [(EXCLUSIVE, message)]
    replied_user = data.get("replied_user")
    if replied_user is not None and not isinstance(replied_user, bool):
        errors["allowed_mentions.replied_user"] = [
            ("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        ]
    if errors:
        raise FormError(errors)
    return AllowedMentions(parse, users, roles, bool(replied_user))


def _parse(value: object, errors: dict[str, list[tuple[str, str]]]) -> frozenset[str]:
    path = "allowed_mentions.parse"
    if value is None:
        return frozenset()
    if not isinstance(value, list):
        errors[path] = [("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")]
        return frozenset()
    for index, item in enumerate(value):
        if item not in KINDS:
            listed = ", ".join(f"'{kind}'" for kind in KINDS)
            errors[f"{path}.{index}"] = [("BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")]
    return frozenset(item for item in value if isinstance(item, str))


def _ids(name: str, value: object, errors: dict[str, list[tuple[str, str]]]) -> frozenset[int]:
    path = f"allowed_mentions.{name}"
    if value is None:
        return frozenset()
    if not isinstance(value, list):
        errors[path] = [("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")]
        return frozenset()
    if len(value) > limits.ALLOWED_MENTIONS_IDS:
        errors[path] = [
            (
                "BASE_TYPE_MAX_LENGTH",
                f"Must be {limits.ALLOWED_MENTIONS_IDS} or fewer in length.",
            )
        ]
        return frozenset()
    ids = set()
    for index, item in enumerate(value):
        snowflake = parse_decimal(item, MAX_SNOWFLAKE)
        if snowflake is None:
            errors[f"{path}.{index}"] = [
                ("NUMBER_TYPE_COERCE", f'Value "{str(item)[:40]}" is not snowflake.')
            ]
        else:
            ids.add(snowflake)
    return frozenset(ids)
