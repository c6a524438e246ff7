"""Reading what clients send over the gateway; nonsense closes the socket with 4002."""

from __future__ import annotations

from typing import Any, NoReturn

from config.kernel.snowflake import MAX_SNOWFLAKE
from config.kernel.websocket import ClosedWith
from realtime.close_codes import CloseCode


def refuse(what: str) -> NoReturn:
    raise ClosedWith(CloseCode.DECODE_ERROR, f"Invalid {what}")


def parse_id(value: Any) -> int:
    """Return a snowflake; client libraries send strings and integers."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_SNOWFLAKE:
        refuse("id")
    return value


def parse_ids(value: Any) -> list[int]:
    """Return ids that may be given as a list or as a single one."""
    return [parse_id(item) for item in (value if isinstance(value, list) else [value])]


def parse_integer(value: Any, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        refuse(what)
    return value
