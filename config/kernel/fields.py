"""Types of fields in request bodies and queries, for msgspec Structs.

Clients send ids and permission sets as strings or as integers (discord.py does both), booleans
in queries as ``true``, ``1`` or ``True``. An absent field is ``UNSET``, which is not ``null``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from config.kernel.snowflake import MAX_SNOWFLAKE

__all__ = ["UNSET", "Bits", "Body", "Snowflake", "Timestamp", "UnsetType", "convert_custom"]

MAX_BITS: Final = 2**63 - 1
EXACT: Final = 2**53  # up to here a float is one integer and no other
DECIMAL: Final = re.compile(r"[0-9]{1,20}", re.ASCII)


class Body(msgspec.Struct, kw_only=True):
    """A request body or query. Unknown fields are passed over, as the API documents."""

    def given(self) -> dict[str, Any]:
        """Return the fields that the client sent, by name."""
        fields = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: value for name, value in fields if value is not UNSET}


class Snowflake(int):
    """An id, given as a decimal string or an integer."""


class Bits(int):
    """A set of permissions or flags, given as a decimal string or an integer."""


class Timestamp(datetime):
    """An ISO 8601 time; without an offset it is UTC."""


def parse_decimal(value: Any, highest: int) -> int | None:
    """Return a non-negative integer given as one or as decimal digits, else None."""
    if isinstance(value, str) and DECIMAL.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= highest:
        return int(value)
    return None


def convert_custom(kind: type, value: Any) -> Any:
    """Decode the types of this module (msgspec's ``dec_hook``)."""
    if kind is Snowflake:
        number = parse_decimal(value, MAX_SNOWFLAKE)
        if number is None:
            raise ValueError(f'NUMBER_TYPE_COERCE|Value "{shown(value)}" is not snowflake.')
        return Snowflake(number)
    if kind is Bits:
        number = parse_decimal(value, MAX_BITS)
        if number is None:
            raise ValueError(f'NUMBER_TYPE_COERCE|Value "{shown(value)}" is not int.')
        return Bits(number)
    if kind is Timestamp:
        try:
            moment = Timestamp.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError(
                f"DATE_TIME_TYPE_PARSE|Could not parse {shown(value)}. Should be ISO8601."
            ) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise NotImplementedError(kind)


def with_whole_numbers(value: Any) -> Any:
    """Return decoded JSON with integers for numbers that are whole: some clients write 3600.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT:
        return int(value)
    if isinstance(value, list):
        return [with_whole_numbers(item) for item in value]
    if isinstance(value, dict):
        return {name: with_whole_numbers(item) for name, item in value.items()}
    return value


def shown(value: Any) -> str:
    """Return a short form of what a client sent, for an error message."""
    text = str(value)
    return text if len(text) <= 50 else text[:50] + "…"
