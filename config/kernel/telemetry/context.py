"""The request that the running code works for, for logs and for tasks that it starts."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from typing import Final

request_id: ContextVar[str] = ContextVar("request_id", default="")
# Who sent that request: address and user agent.
caller: ContextVar[tuple[str, str]] = ContextVar("caller", default=("", ""))

_ACCEPTABLE: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


def new_request_id(proposed: str = "") -> str:
    """Return the id a proxy proposed if it is a harmless one, else a new one."""
    return proposed if _ACCEPTABLE.fullmatch(proposed) else secrets.token_hex(8)
